"""Ledger records: how a decision is written down for good, and read again.

One for every record of every outbox. Metadata only: ids, hashes, outcomes and findings, never content.
"""

from __future__ import annotations

from typing import Any

from casefile_contracts.contract import Contract, Message
from casefile_contracts.errors import UnreadableError
from casefile_contracts.kafka.record import Record
from casefile_gateway.decision import Decision
from casefile_gateway.reference import repeatable

Entry = dict[str, Any]
"""A ledger record in its raw form."""


def entry_of(decision: Decision, now: int) -> Entry:
    """The ledger record of a decision taken at `now`, milliseconds UTC."""
    arrival = decision.arrival
    return {
        "about": decision.about,
        "outcome": decision.outcome,
        "original_outcome": decision.original_outcome,
        "sender": arrival.owner,
        "recipient": decision.recipient,
        "urn": repeatable(arrival, "urn"),
        "correlation_id": repeatable(arrival, "correlation_id"),
        "contract_version": repeatable(arrival, "contract_version"),
        "test": arrival.message.envelope["test"] if arrival.message else False,
        "findings": decision.findings,
        "transitions": [
            {"person_id": step.person_id, "from_state": step.from_state, "to_state": step.to_state}
            for step in decision.transitions
        ],
        "appended_at": arrival.record.timestamp,
        "decided_at": now,
        "remembered": decision.remembered,
    }


def write_entry(contract: Contract, entry: Entry) -> bytes:
    """The value of the ledger's record."""
    return contract.write(Message(contract.release.messages["LedgerRecord"], entry))


def read_entry(contract: Contract, record: Record) -> Entry:
    """The entry in a record of the ledger.

    Raises:
        UnreadableError: It is none; somebody else wrote to the ledger.
    """
    message = contract.read(record.value or b"")
    if message.type.name != "LedgerRecord":
        raise UnreadableError("schema_unknown")
    return message.raw
