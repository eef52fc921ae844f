"""What a decision becomes: every record of ours is a message of the contract itself."""

from __future__ import annotations

from typing import Any

import pytest
from gateway_samples import NOW, Exchange, acknowledgement, contract, example, record, register
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.contract import Message
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import LEDGER, MAX_MESSAGE_BYTES, QUARANTINE
from casefile_gateway.decision import Decision
from casefile_gateway.ledger import entry_of
from casefile_gateway.publishing import Output, Publication

REQUEST = "ChargingDecisionRequested"


def outputs(decision: Decision) -> list[Output]:
    return list(Publication(contract(), register()).outputs(decision, entry_of(decision, NOW)))


def topics(decision: Decision) -> list[str]:
    return [output.topic for output in outputs(decision)]


def test_each_decision_becomes_its_records_with_the_ledger_last() -> None:
    exchange = Exchange()
    accepted = exchange.send(example(REQUEST))
    receipts = "casefile.police-99.receipts"

    assert topics(accepted) == ["casefile.cps-north.inbox", receipts, LEDGER]
    assert topics(exchange.send(example(REQUEST))) == [receipts, LEDGER]
    assert topics(exchange.send(example(REQUEST, priority="RED"))) == [receipts, LEDGER]
    assert topics(exchange.send(b"unreadable")) == [QUARANTINE, receipts, LEDGER]
    assert topics(exchange.send(acknowledgement(accepted))) == [receipts, LEDGER]


def test_all_records_go_to_the_partition_that_the_message_came_on() -> None:
    exchange = Exchange()
    decisions = [exchange.send(example(REQUEST), partition=77), exchange.send(b"unreadable", partition=77)]

    assert {output.partition for decision in decisions for output in outputs(decision)} == {77}


hostile = st.text(max_size=60)


@given(hostile, hostile, hostile, hostile, hostile, hostile)
def test_receipts_and_ledger_records_keep_to_the_contract_whatever_the_message_holds(
    message_id: str, urn: str, correlation_id: str, version: str, organisation: str, system: str
) -> None:
    message, _ = contract().from_json(example(REQUEST))
    assert message is not None
    message.raw["envelope"] |= {
        "message_id": message_id,
        "urn": urn,
        "correlation_id": correlation_id,
        "contract_version": version,
        "sender": {"organisation": organisation, "system": system},
        "recipient": {"organisation": organisation, "system": system},
        "priority": "UNKNOWN",
    }
    exchange = Exchange()

    decision = exchange.send(contract().write(message), key=b"99ZZ0012326")

    assert decision.outcome == "REJECTED"
    receipt, ledger = outputs(decision)
    for output, name in ((receipt, "Receipt"), (ledger, "LedgerRecord")):
        assert output.value is not None
        written = contract().read(output.value)
        assert written.type.name == name
        assert contract().check(written, now=NOW) == []


@pytest.mark.parametrize("value", [b"", b"\0\0\0\0\1", b"x" * 1000])
def test_receipts_for_what_cannot_be_read_keep_to_the_contract_and_say_why(value: bytes) -> None:
    _, receipt, ledger = outputs(Exchange().send(value))

    for output in (receipt, ledger):
        assert output.value is not None
        written = contract().read(output.value)
        assert contract().check(written, now=NOW) == []
    told: Message = contract().read(receipt.value or b"")
    assert told.raw["reason"]
    assert told.raw["about"]["offset"] == 0


def test_the_receipt_of_one_record_is_always_the_same() -> None:
    first, second = (outputs(Exchange().send(example(REQUEST)))[1] for _ in range(2))
    elsewhere = outputs(Exchange().decide(record(example(REQUEST), offset=5)))[1]

    assert first == second
    assert _id(first) != _id(elsewhere)


def _id(output: Output) -> Any:
    return contract().read(output.value or b"").envelope["message_id"]


@pytest.mark.parametrize("too_large", ["value", "headers"])
def test_what_is_too_large_for_a_topic_is_quarantined_by_its_origin(too_large: str) -> None:
    content: dict[str, Any] = {"value": b"", "headers": []}
    content[too_large] = bytes(MAX_MESSAGE_BYTES) if too_large == "value" else [("x", bytes(MAX_MESSAGE_BYTES))]
    arrived = Record("casefile.police-99.outbox", 0, 9, b"key", timestamp=NOW, **content)

    aside = outputs(Exchange().decide(arrived))[0]

    assert aside.topic == QUARANTINE
    assert (aside.value, dict(aside.headers)["__connect.errors.offset"]) == (None, b"9")


def test_what_is_forwarded_always_fits() -> None:
    headers = [("x", bytes(MAX_MESSAGE_BYTES))]
    decision = Exchange().send(example(REQUEST), headers=headers)

    assert all(Record(*one[:2], 0, *one[2:], 0).size < MAX_MESSAGE_BYTES for one in outputs(decision))
