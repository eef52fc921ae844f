"""Who may send what to whom about which case: register, topic, key and headers.

These findings come before all others. A sender that may not speak of a case learns nothing of its state.
"""

from __future__ import annotations

from dataclasses import dataclass

from casefile_contracts.addressing import Broken, misaddressed
from casefile_contracts.contract import Message
from casefile_contracts.findings import Finding
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.record import Record
from casefile_contracts.participants import Participants
from casefile_gateway.headers import disagreements
from casefile_gateway.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Desk:
    """What addressing is judged by."""

    participants: Participants
    partitions: int
    """Partitions of every topic."""
    book: Rulebook

    def registered(self, organisation: str) -> str | None:
        """The organisation, if it takes part."""
        return organisation if self.participants.get(organisation) else None


def address_findings(desk: Desk, owner: str, record: Record, message: Message) -> list[Finding]:
    """Everything that is wrong with who sends what to whom; `owner` is the organisation that the topic belongs to."""
    broken = misaddressed(desk.participants, owner, message)
    broken += _place(desk.partitions, record, message.envelope["urn"])
    if record.headers:
        broken += tuple(("E14", pointer) for pointer in disagreements(record.headers, message))
    return [desk.book.finding(rule, pointer) for rule, pointer in broken]


def _place(partitions: int, record: Record, urn: str | None) -> Broken:
    key = (urn or "").encode()
    fits = key and record.key == key and record.partition == partition_of(key, partitions)
    return () if fits else (("E13", "/envelope/urn"),)
