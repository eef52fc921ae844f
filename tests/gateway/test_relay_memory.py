"""The relay on real Kafka knows what went before in a case, also when all it has is the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from case_story import decided, named, request_for, told
from gateway_kafka import Outside, relay
from gateway_samples import PARTITIONS, register, value_of

from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.testing.topics import fresh_topics

pytestmark = pytest.mark.kafka

VERSIONS, REJECTED, REVIEWED = "99ZZ0010126", "99ZZ0010226", "99ZZ0010326"
"""Cases: a victim's record was changed; a request was rejected; two suspects are under review."""


@pytest.fixture
def outside(kafka: KafkaSettings) -> Iterator[Outside]:
    fresh_topics(kafka, register(), PARTITIONS)
    outside = Outside(kafka)
    yield outside
    outside.publisher.close()


def identity(number: int) -> str:
    return f"{number:08x}-0000-4000-8000-00000000beef"


REJECTION = identity(21)


def before() -> list[dict[str, Any]]:
    return [
        request_for(VERSIONS, identity(10), "SUSPECT00001"),
        told("WitnessVictimUpserted", VERSIONS, identity(11), version_id=4),
        request_for(REJECTED, identity(20), "SUSPECT00001"),
        told("TriageRejected", REJECTED, REJECTION),
        request_for(REVIEWED, identity(30), "SUSPECT00001", "SUSPECT00002"),
        told("TriageAccepted", REVIEWED, identity(31), suspects=named("SUSPECT00001", "SUSPECT00002")),
    ]


def after() -> dict[str, tuple[dict[str, Any], str | None]]:
    """Messages by id, with the rule that each breaks."""
    answers = [{"code": "TR06", "answer": "The statement goes along."}]
    cited = {"rejection_message_id": REJECTION}
    messages = [
        (told("WitnessVictimUpserted", VERSIONS, identity(40), version_id=4), "L03W"),
        (told("WitnessVictimUpserted", VERSIONS, identity(41), version_id=5), None),
        (told("WitnessVictimUpserted", VERSIONS, identity(42), version_id=5), "L03W"),
        (told("ChargingDecisionResubmitted", REJECTED, identity(50), answers=answers, **cited), "L05"),
        (told("ChargingDecisionResubmitted", REJECTED, identity(51), **cited), None),
        (told("ChargingDecisionIssued", REVIEWED, identity(60), **decided("SUSPECT00002")), "L07"),
        (told("ChargingDecisionIssued", REVIEWED, identity(61), **decided("SUSPECT00001", "SUSPECT00002")), None),
    ]
    return {message["envelope"]["message_id"]: (message, rule) for message, rule in messages}


def send(outside: Outside, messages: list[dict[str, Any]]) -> None:
    for message in messages:
        envelope = message["envelope"]
        outside.send(envelope["sender"]["organisation"], envelope["urn"], value_of(message))


@pytest.mark.parametrize("view", ["kept", "deleted"])
def test_a_relay_that_starts_again_knows_what_went_before(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path, view: str
) -> None:
    send_in_order(kafka, outside, tmp_path / "first", before())
    then = after()

    folder = tmp_path / ("first" if view == "kept" else "second")
    ledger = send_in_order(kafka, outside, folder, [message for message, _ in then.values()])

    found = {entry["about"]["message_id"]: entry for entry in ledger}
    for message_id, (_, rule) in then.items():
        entry = found[message_id]
        assert entry["outcome"] == ("REJECTED" if rule else "ACCEPTED"), entry["findings"]
        assert rule is None or rule in {finding["rule"] for finding in entry["findings"]}


def send_in_order(
    kafka: KafkaSettings, outside: Outside, folder: Path, messages: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Police and CPS send on topics of their own, so each message waits for the decision on the one before."""
    count = len(outside.messages("casefile.ledger"))
    with relay(kafka, folder):
        for number, message in enumerate(messages, 1):
            send(outside, [message])
            ledger = outside.ledger(count + number)
    return ledger
