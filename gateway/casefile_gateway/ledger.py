"""Ledger records: how a decision is written down for good, and read again.

One for every record of every outbox. Metadata only: ids, hashes, outcomes and findings, never content.
"""

from __future__ import annotations

from typing import Any

from casefile_contracts.contract import Contract, Message
from casefile_contracts.errors import UnreadableError
from casefile_contracts.kafka.record import Record
from casefile_gateway.decision import Decision
from casefile_gateway.errors import LedgerError
from casefile_gateway.reference import repeatable
from casefile_gateway.unread import sentence

LEDGER_RECORD = "LedgerRecord"

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
    return contract.write(Message(contract.release.messages[LEDGER_RECORD], entry))


def read_entry(contract: Contract, record: Record) -> Entry:
    """The entry in a record of the ledger.

    Raises:
        LedgerError: It is none of the contract's release, which may not be the one that the ledger was begun with.
    """
    try:
        message = contract.read(record.value)
    except UnreadableError as error:
        raise _strange(record, sentence(error.reason, record.value, contract.release.version)) from error
    if message.type.name != LEDGER_RECORD:
        raise _strange(record, f"It is a {message.type.name}.")
    return message.raw


def _strange(record: Record, why: str) -> LedgerError:
    place = f"{record.topic} [{record.partition}] at {record.offset}"
    return LedgerError(
        f"{place} is no record of this ledger. {why} Nothing is decided on a ledger that cannot be read whole: run the"
        " version that wrote it, or begin anew with empty topics"
    )
