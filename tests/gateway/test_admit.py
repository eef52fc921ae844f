"""What becomes of a record: the decision, without Kafka and without a store."""

from __future__ import annotations

from typing import Any

import pytest
from gateway_samples import Exchange, acknowledgement, contract, example, record, register, rules

from casefile_contracts.codec.wire import frame, header
from casefile_contracts.contract import Contract
from casefile_contracts.kafka.record import UNREADABLE_HEADER
from casefile_gateway.ledger import write_entry
from casefile_gateway.receipting import receipt_of


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


REQUEST = "ChargingDecisionRequested"


def test_a_good_message_goes_to_its_recipient(exchange: Exchange) -> None:
    decision = exchange.send(example(REQUEST))

    assert decision.findings == []
    assert (decision.outcome, decision.forward_to) == ("ACCEPTED", "casefile.cps-north.inbox")
    assert [(step.from_state, step.to_state) for step in decision.transitions] == [(None, "SUBMITTED")]


def test_a_rejected_message_goes_nowhere_and_moves_nobody(exchange: Exchange) -> None:
    decision = exchange.send(example(REQUEST, recipient={"organisation": "cps-nowhere", "system": "cms"}))

    assert (decision.outcome, decision.forward_to, decision.recipient) == ("REJECTED", None, None)
    assert list(decision.transitions) == []
    assert decision.answered


def test_all_findings_come_at_once(exchange: Exchange) -> None:
    message = example(
        "TriageAccepted",
        recipient={"organisation": "police-99", "system": "unregistered"},
        occurred_at="2126-01-01T00:00:00.000Z",
    )

    decision = exchange.send(message, headers=[("ce_id", b"another")])

    assert {"E05", "E11", "E14"} <= rules(decision)


@pytest.mark.parametrize(
    ("rule", "envelope", "how"),
    [
        ("E01", {}, {"owner": "police-98"}),
        ("E01", {"sender": {"organisation": "police-99", "system": "somebody"}}, {}),
        ("E05", {"recipient": {"organisation": "cps-south", "system": "cms"}}, {}),
        ("E05", {"recipient": {"organisation": "cps-north", "system": "other"}}, {}),
        ("E06", {"sender": {"organisation": "cps-north", "system": "cms"}}, {}),
        ("E12", {"urn": "98ZZ0012326"}, {}),
        ("E13", {}, {"key": b"99ZZ0012327"}),
        ("E13", {}, {"key": b""}),
        ("E13", {}, {"partition": 77}),
        ("E14", {}, {"headers": [("ce_type", b"casefile.v1.ChargesLaid")]}),
        ("E14", {}, {"headers": [("ce_source", b"police-98/00098SpiBridge")]}),
        ("E14", {}, {"headers": [("ce_subject", b"99ZZ0012326"), ("ce_subject", b"99ZZ0099926")]}),
        ("E14", {}, {"headers": [("ce_id", b"\xff\xfe")]}),
        ("E14", {}, {"headers": [UNREADABLE_HEADER]}),
    ],
)
def test_who_sends_what_to_whom_must_be_right(
    exchange: Exchange, rule: str, envelope: dict[str, Any], how: dict[str, Any]
) -> None:
    decision = exchange.send(example(REQUEST, **envelope), **how)

    assert decision.outcome == "REJECTED"
    assert rule in rules(decision)


@pytest.mark.parametrize("headers", [[("x", bytes(1_045_000))], [("x", b"")] * 100_000], ids=["large", "many"])
def test_headers_that_would_not_fit_beside_a_message_are_too_large(
    exchange: Exchange, headers: list[tuple[str, bytes]]
) -> None:
    decision = exchange.send(example(REQUEST), headers=headers)

    assert (decision.outcome, rules(decision), decision.forward_to) == ("QUARANTINED", {"E16"}, None)


def test_a_ledger_record_is_no_message(exchange: Exchange) -> None:
    exchange.send(example(REQUEST))

    decision = exchange.send(write_entry(contract(), exchange.entries[0]))

    assert (decision.outcome, decision.arrival.unreadable) == ("QUARANTINED", "schema_unknown")


def test_a_message_of_another_release_is_quarantined_and_told_which(exchange: Exchange) -> None:
    old = Contract.load("0.1").release.messages[REQUEST]

    decision = exchange.send(frame(old.schema_id, b"whatever"))

    assert (decision.outcome, rules(decision)) == ("QUARANTINED", {"E08"})
    receipt = receipt_of(decision, exchange.entries[0], register(), "1.0")
    assert receipt["reason"] == "It is written in release 0.1 of the contract; the exchange works by release 1.0."


def test_a_message_of_no_release_is_quarantined_and_told_so(exchange: Exchange) -> None:
    decision = exchange.send(frame(999_999, b"whatever"))

    receipt = receipt_of(decision, exchange.entries[0], register(), "1.0")
    assert (decision.outcome, receipt["reason"]) == ("QUARANTINED", "No released schema has this id.")


def test_a_reply_must_go_to_the_force_of_the_case(exchange: Exchange) -> None:
    stray = example("TriageAccepted", recipient={"organisation": "police-98", "system": "00098SpiBridge"})

    assert "E12" in rules(exchange.send(stray))


def test_headers_that_agree_are_welcome(exchange: Exchange) -> None:
    message = example(REQUEST)
    envelope = message["envelope"]
    headers = [
        ("ce_id", envelope["message_id"].encode()),
        ("ce_source", b"police-99/00099TestRms"),
        ("ce_specversion", b"1.0"),
        ("ce_type", b"casefile.v1.ChargingDecisionRequested"),
        ("ce_subject", envelope["urn"].encode()),
        ("content-type", b"application/vnd.confluent.avro"),
        ("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
    ]

    assert exchange.send(message, headers=headers).outcome == "ACCEPTED"


def test_the_state_of_a_case_is_told_only_to_those_who_may_speak_of_it(exchange: Exchange) -> None:
    exchange.send(example(REQUEST))

    from_outside = exchange.send(example(REQUEST, message_id="11111111-0000-4000-8000-000000000001"), owner="police-98")
    from_its_force = exchange.send(example(REQUEST, message_id="11111111-0000-4000-8000-000000000002"))

    assert not {rule for rule in rules(from_outside) if rule.startswith("L")}
    assert {rule for rule in rules(from_its_force) if rule.startswith("L")}


def test_a_repeat_with_the_same_bytes_is_answered_with_the_first_decision(exchange: Exchange) -> None:
    refused = example(REQUEST, recipient={"organisation": "cps-south", "system": "cms"})
    first = exchange.send(refused)

    again = exchange.send(refused)

    assert (again.outcome, again.original_outcome) == ("DUPLICATE", "REJECTED")
    assert again.findings == first.findings
    assert again.forward_to is None
    assert again.answered


def test_a_used_id_with_other_bytes_is_a_conflict_and_the_first_decision_stands(exchange: Exchange) -> None:
    exchange.send(example(REQUEST))

    other = exchange.send(example(REQUEST, priority="RED"))
    again = exchange.send(example(REQUEST))

    assert other.outcome == "REJECTED"
    assert "E03" in rules(other)
    assert (again.outcome, again.original_outcome) == ("DUPLICATE", "ACCEPTED")


def test_two_senders_may_use_the_same_id(exchange: Exchange) -> None:
    exchange.send(example(REQUEST))
    theirs = example(REQUEST, urn="98ZZ0012326", sender={"organisation": "police-98", "system": "00098SpiBridge"})

    assert exchange.send(theirs).outcome == "ACCEPTED"


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (b"", "E08"),
        (b"\0\0\0\0\1", "E08"),
        (b"\0\0\0\xff\xff12345", "E08"),
        (b"not avro", "E08"),
        (header(contract().release.messages[REQUEST].schema_id) + bytes(1_000_000), "E16"),
    ],
)
def test_what_cannot_be_read_is_put_aside_and_answered(exchange: Exchange, value: bytes, rule: str) -> None:
    decision = exchange.send(value)

    assert (decision.outcome, decision.answered, decision.forward_to) == ("QUARANTINED", True, None)
    assert rules(decision) == {rule}
    assert decision.about["message_id"] is None


def test_a_tombstone_is_put_aside_like_anything_unreadable(exchange: Exchange) -> None:
    arrived = record(example(REQUEST))
    emptied = type(arrived)(arrived.topic, arrived.partition, 0, arrived.key, None, [], arrived.timestamp)

    assert exchange.decide(emptied).outcome == "QUARANTINED"


def test_an_id_that_is_none_is_never_repeated_in_the_ledger(exchange: Exchange) -> None:
    name = "Jane Doe, 1 High Street"
    message, _ = _raw(example(REQUEST))
    message.raw["envelope"] |= {"message_id": name, "urn": name, "correlation_id": name, "contract_version": name}

    decision = exchange.decide(record(_written(message), key=b"99ZZ0012326"))

    assert decision.outcome == "REJECTED"
    assert name not in repr(exchange.entries)


def test_the_recipient_acknowledges_and_the_sender_is_told(exchange: Exchange) -> None:
    sent = exchange.send(example(REQUEST))

    told = exchange.send(acknowledgement(sent))

    assert told.findings == []
    assert (told.outcome, told.forward_to, told.answered) == ("DELIVERED", "casefile.police-99.receipts", False)
    assert told.about["message_id"] == sent.about["message_id"]
    assert told.about["sha256"] == sent.about["sha256"]
    assert told.about["topic"] == "casefile.cps-north.outbox"


def test_a_repeated_acknowledgement_tells_nobody_anything(exchange: Exchange) -> None:
    sent = exchange.send(example(REQUEST))
    exchange.send(acknowledgement(sent))
    again = acknowledgement(sent)
    again["envelope"]["message_id"] = "22222222-0000-4000-8000-000000000002"

    told = exchange.send(again)

    assert (told.outcome, told.answered, told.forward_to) == ("DUPLICATE", False, None)


def test_a_parked_delivery_may_be_delivered_later_but_not_the_other_way_round(exchange: Exchange) -> None:
    sent = exchange.send(example(REQUEST))

    outcomes = [exchange.send(acknowledgement(sent, outcome)) for outcome in ("PARKED", "DELIVERED", "PARKED")]

    assert [one.outcome for one in outcomes[:2]] == ["PARKED", "DELIVERED"]
    assert outcomes[2].outcome in ("REJECTED", "DUPLICATE")
    assert outcomes[2].forward_to is None


@pytest.mark.parametrize(
    "about",
    [{"sha256": "0" * 64}, {"message_id": "33333333-0000-4000-8000-000000000003"}, {"message_id": None}],
)
def test_only_what_was_delivered_can_be_acknowledged(exchange: Exchange, about: dict[str, Any]) -> None:
    sent = exchange.send(example(REQUEST))

    wrong = exchange.send(acknowledgement(sent, **about))

    assert (wrong.outcome, wrong.forward_to, wrong.answered) == ("REJECTED", None, True)
    assert "E15" in rules(wrong)


def test_nobody_else_can_acknowledge(exchange: Exchange) -> None:
    sent = exchange.send(example(REQUEST))
    theirs = acknowledgement(sent)
    theirs["envelope"]["sender"] = {"organisation": "police-98", "system": "00098SpiBridge"}

    assert "E15" in rules(exchange.send(theirs))


def test_a_rejected_message_cannot_be_acknowledged(exchange: Exchange) -> None:
    sent = exchange.send(example(REQUEST, occurred_at="2126-01-01T00:00:00.000Z"))

    assert "E15" in rules(exchange.send(acknowledgement(sent)))


def _raw(message: dict[str, Any]) -> Any:
    from gateway_samples import contract

    return contract().from_json(message)


def _written(message: Any) -> bytes:
    from gateway_samples import contract

    return contract().write(message)
