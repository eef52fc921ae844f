"""The gateway's receipts: one answer to the owner of the outbox for every record on it.

A receipt's id follows from the place and the bytes that it answers, so an answer given twice would show as one.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from casefile_contracts.participants import Participants
from casefile_gateway.decision import Decision
from casefile_gateway.ledger import Entry
from casefile_gateway.unread import sentence

GATEWAY = {"organisation": "gateway", "system": "relay"}


def receipt_of(decision: Decision, entry: Entry, participants: Participants, version: str) -> dict[str, Any]:
    """The receipt for a decision, in its raw form; `version` is the release that it is written in."""
    arrival, decided_at = decision.arrival, entry["decided_at"]
    envelope = arrival.message.envelope if arrival.message else {}
    receipt_id = _id(decision)
    return {
        "envelope": {
            "message_id": receipt_id,
            "message_type": "Receipt",
            "contract_version": version,
            "sender": GATEWAY,
            "recipient": {"organisation": arrival.owner, "system": _system(arrival.owner, envelope, participants)},
            "urn": entry["urn"],
            "correlation_id": entry["correlation_id"] or receipt_id,
            "causation_id": decision.about["message_id"],
            "occurred_at": decided_at,
            "sent_at": decided_at,
            "priority": _known(envelope.get("priority"), "GREEN"),
            "test": entry["test"],
            "protective_marking": "OFFICIAL",
        },
        "about": decision.about,
        "outcome": decision.outcome,
        "original_outcome": decision.original_outcome,
        "findings": decision.findings,
        "reason": sentence(arrival.unreadable, arrival.record.value, version) if arrival.unreadable else None,
        "decided_at": decided_at,
    }


def _id(decision: Decision) -> str:
    record = decision.arrival.record
    place = f"{record.topic}/{record.partition}/{record.offset}/{decision.arrival.sha256}"
    digits = sha256(place.encode()).hexdigest()
    # RFC 9562, version 8: an id of our own making.
    return f"{digits[:8]}-{digits[8:12]}-8{digits[13:16]}-8{digits[17:20]}-{digits[20:32]}"


def _system(owner: str, envelope: dict[str, Any], participants: Participants) -> str:
    """The system that sent the message, if it is one of the organisation's; else its first."""
    participant = participants.get(owner)
    systems = participant.systems if participant else ()
    claimed: str = envelope["sender"]["system"] if envelope else ""
    return claimed if claimed in systems or not systems else systems[0]


def _known(symbol: str | None, otherwise: str) -> str:
    return otherwise if symbol in (None, "UNKNOWN") else str(symbol)
