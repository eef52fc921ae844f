"""The decision on an acknowledgement: a recipient's own receipt, DELIVERED or PARKED, for a message it was sent.

A good one goes on to the original sender as it came and is not answered; a wrong one is rule E15.
"""

from __future__ import annotations

from casefile_contracts.findings import rejects
from casefile_contracts.kafka.topics import receipts
from casefile_gateway.decision import Decision
from casefile_gateway.inspection import Arrival
from casefile_gateway.knowledge import ACKNOWLEDGED, Knowledge, Seen
from casefile_gateway.reference import raw_findings, reference_of
from casefile_gateway.rulebook import Rulebook

PLACE = {"outcome": "/outcome", "about": "/about"}


def acknowledge(arrival: Arrival, known: Knowledge, book: Rulebook) -> Decision:
    """What becomes of an acknowledgement; a repeated one is a duplicate that nobody is told about."""
    raw = arrival.message.raw if arrival.message else {}
    original = _original(arrival, known)
    wrong = _wrong(raw["outcome"], original)
    findings = [*arrival.findings, *([book.finding("E15", PLACE[wrong])] if wrong else [])]
    if original is None or rejects(findings):
        return Decision(arrival, "REJECTED", reference_of(arrival), raw_findings(findings), arrival.recipient)
    if original.acknowledged == raw["outcome"]:
        repeated = Decision(arrival, "DUPLICATE", reference_of(arrival), [], arrival.recipient, original.acknowledged)
        repeated.answered = False
        return repeated
    return _passed_on(arrival, original, raw["outcome"])


def _original(arrival: Arrival, known: Knowledge) -> Seen | None:
    """The accepted message that was sent to the acknowledging organisation, if it is the one named."""
    if arrival.message is None or arrival.recipient is None:
        return None
    about, urn = arrival.message.raw["about"], arrival.message.envelope["urn"]
    seen = known.seen(arrival.recipient, about["message_id"]) if about["message_id"] else None
    if seen is None or seen.outcome != "ACCEPTED":
        return None
    return seen if (seen.recipient, seen.sha256, seen.urn) == (arrival.owner, about["sha256"], urn) else None


def _wrong(outcome: str, original: Seen | None) -> str | None:
    if outcome not in ACKNOWLEDGED:
        return "outcome"
    if original is None:
        return "about"
    return "outcome" if original.acknowledged == "DELIVERED" and outcome == "PARKED" else None


def _passed_on(arrival: Arrival, original: Seen, outcome: str) -> Decision:
    """About the delivered message, but at the acknowledgement's own place in its outbox."""
    acknowledged = arrival.message.raw["about"]["message_id"] if arrival.message else None
    about = reference_of(arrival) | {
        "message_id": acknowledged,
        "message_type": original.message_type,
        "sha256": original.sha256,
        "bytes": original.bytes,
    }
    decision = Decision(arrival, outcome, about, raw_findings(arrival.findings), arrival.recipient)
    decision.forward_to, decision.answered = receipts(arrival.recipient or ""), False
    return decision
