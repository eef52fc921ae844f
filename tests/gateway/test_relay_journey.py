"""The relay on real Kafka: every kind of message, once through."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_kafka import Outside, relay
from gateway_samples import PARTITIONS, acknowledgement, example, inspect, record, register, value_of

from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import QUARANTINE
from casefile_contracts.testing.topics import fresh_topics
from casefile_gateway.decision import Decision
from casefile_gateway.reference import reference_of

pytestmark = pytest.mark.kafka

URN = "99ZZ0012326"
REQUEST = "ChargingDecisionRequested"


@pytest.fixture
def outside(kafka: KafkaSettings) -> Iterator[Outside]:
    fresh_topics(kafka, register(), PARTITIONS)
    outside = Outside(kafka)
    yield outside
    outside.publisher.close()


def test_every_kind_of_message_gets_its_outcome_its_receipt_and_its_ledger_record(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path
) -> None:
    good = value_of(example(REQUEST))
    conflicting = value_of(example(REQUEST, priority="RED"))
    stray = value_of(example(REQUEST, message_id="44444444-0000-4000-8000-000000000004"))
    headers = [("ce_id", example(REQUEST)["envelope"]["message_id"].encode()), ("x-own", b"\xff\0"), ("x-own", b"")]
    outside.send("police-99", URN, good, headers)
    outside.send("police-99", URN, good)
    outside.send("police-99", URN, conflicting)
    outside.send("police-99", URN, b"\0\0\0\0\5 not a message")
    outside.send("police-98", URN, stray)

    with relay(kafka, tmp_path):
        ledger = outside.ledger(5)
        receipts = outside.receipts("police-99") + outside.receipts("police-98")

    outcomes = {(entry["sender"], entry["about"]["offset"]): entry["outcome"] for entry in ledger}
    assert outcomes == {
        ("police-99", 0): "ACCEPTED",
        ("police-99", 1): "DUPLICATE",
        ("police-99", 2): "REJECTED",
        ("police-99", 3): "QUARANTINED",
        ("police-98", 0): "REJECTED",
    }
    (forwarded,) = outside.inbox("cps-north")
    assert (forwarded.key, forwarded.value, forwarded.headers) == (URN.encode(), good, headers)
    (aside,) = outside.records(QUARANTINE)
    assert (aside.key, aside.value) == (URN.encode(), b"\0\0\0\0\5 not a message")
    assert ("__connect.errors.offset", b"3") in aside.headers
    assert len(receipts) == 5
    told = {(one["about"]["topic"], one["about"]["offset"]): one for one in receipts}
    for entry in ledger:
        receipt = told[entry["about"]["topic"], entry["about"]["offset"]]
        assert all(receipt[name] == entry[name] for name in ("about", "outcome", "original_outcome", "findings"))


def test_an_acknowledgement_reaches_the_sender_once(kafka: KafkaSettings, outside: Outside, tmp_path: Path) -> None:
    arrived = record(example(REQUEST))
    arrival = inspect(arrived)
    sent = acknowledgement(Decision(arrival, "ACCEPTED", reference_of(arrival), []))
    again = {**sent, "envelope": {**sent["envelope"], "message_id": "55555555-0000-4000-8000-000000000005"}}
    assert arrived.value is not None

    with relay(kafka, tmp_path):
        outside.send("police-99", URN, arrived.value)
        outside.ledger(1)
        outside.send("cps-north", URN, value_of(sent))
        outside.send("cps-north", URN, value_of(again))
        ledger = outside.ledger(3)

    assert [entry["outcome"] for entry in ledger] == ["ACCEPTED", "DELIVERED", "DUPLICATE"]
    assert [one["outcome"] for one in outside.receipts("police-99")] == ["ACCEPTED", "DELIVERED"]
    assert outside.receipts("cps-north") == []


@pytest.mark.parametrize("view", ["kept", "deleted"])
def test_a_restart_knows_what_was_decided_before(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path, view: str
) -> None:
    value = value_of(example(REQUEST))
    outside.send("police-99", URN, value)
    with relay(kafka, tmp_path):
        outside.ledger(1)
    second = tmp_path if view == "kept" else tmp_path / "elsewhere"

    outside.send("police-99", URN, value)
    with relay(kafka, second):
        ledger = outside.ledger(2)

    assert [entry["outcome"] for entry in ledger] == ["ACCEPTED", "DUPLICATE"]
    assert len(outside.inbox("cps-north")) == 1


def test_one_poll_of_many_batches_keeps_the_order_of_each_case(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path
) -> None:
    urns = [f"99ZZ{number:05}26" for number in range(12)]
    sent = []
    for round_number in range(5):
        for number, urn in enumerate(urns):
            kind = REQUEST if round_number == 0 else "MaterialSubmitted"
            message = example(kind, urn=urn, message_id=f"{round_number:08x}-0000-4000-8000-{number:012x}")
            sent.append((urn, value_of(message)))
    for urn, value in sent:
        outside.send("police-99", urn, value)

    with relay(kafka, tmp_path, batch=7):
        ledger = outside.ledger(len(sent))

    assert {entry["outcome"] for entry in ledger} == {"ACCEPTED"}
    for urn in urns:
        arrived = [one.value for one in outside.inbox("cps-north") if one.key == urn.encode()]
        assert arrived == [value for key, value in sent if key == urn]
