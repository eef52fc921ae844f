"""The records that a decision becomes: the message passed on, its receipt, its ledger record, or the quarantined bytes.

All of them go to the partition number that the message came on, so that a case is in one place on every topic.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from casefile_contracts.contract import Contract, Message
from casefile_contracts.kafka.limits import MAX_CARRIED_BYTES
from casefile_contracts.kafka.record import Headers, Record
from casefile_contracts.kafka.topics import LEDGER, QUARANTINE, receipts
from casefile_contracts.participants import Participants
from casefile_gateway.decision import Decision
from casefile_gateway.ledger import Entry, write_entry
from casefile_gateway.receipting import receipt_of


class Output(NamedTuple):
    """One record to be written."""

    topic: str
    partition: int
    key: bytes | None
    value: bytes | None
    headers: Headers


class Publication:
    """Turns decisions into records."""

    def __init__(self, contract: Contract, participants: Participants) -> None:
        self._contract = contract
        self._participants = participants
        self._receipt = contract.release.messages["Receipt"]

    def outputs(self, decision: Decision, entry: Entry) -> Iterator[Output]:
        """Everything that has to become visible together with the decision; the ledger's record comes last."""
        record = decision.arrival.record
        if decision.forward_to is not None:
            yield Output(decision.forward_to, record.partition, record.key, record.value, record.headers)
        if decision.outcome == "QUARANTINED":
            yield quarantined(record, decision.arrival.unreadable or "")
        key = (entry["urn"] or "").encode() or None
        if decision.answered:
            receipt = receipt_of(decision, entry, self._participants, self._contract.release.version)
            value = self._contract.write(Message(self._receipt, receipt))
            yield Output(receipts(decision.arrival.owner), record.partition, key, value, [])
        yield Output(LEDGER, record.partition, key, write_entry(self._contract, entry), [])


def quarantined(record: Record, reason: str) -> Output:
    """The record as it came, and where it came from, under the names that redrive tools look for.

    A record that leaves no room for that is represented by its origin alone; its bytes stay on the outbox.
    """
    origin = [
        ("casefile_reason", reason.encode()),
        ("__connect.errors.topic", record.topic.encode()),
        ("__connect.errors.partition", str(record.partition).encode()),
        ("__connect.errors.offset", str(record.offset).encode()),
        ("kafka_dlt-original-topic", record.topic.encode()),
    ]
    if record.size > MAX_CARRIED_BYTES:
        return Output(QUARANTINE, record.partition, None, None, origin)
    return Output(QUARANTINE, record.partition, record.key, record.value, [*record.headers, *origin])
