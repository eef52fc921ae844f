"""Who may send what to whom about which case: the envelope held against topic, key, headers and register.

These findings come before all others. A sender that may not speak of a case learns nothing of its state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from casefile_contracts.contract import Message, Raw
from casefile_contracts.findings import Finding
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.record import Record
from casefile_contracts.participants import Participant, Participants
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
    envelope = message.envelope
    sender = desk.participants.get(owner)
    return [
        desk.book.finding(rule, pointer) for rule, pointer in _broken(desk, sender, owner, record, message, envelope)
    ]


def _broken(
    desk: Desk, sender: Participant | None, owner: str, record: Record, message: Message, envelope: Raw
) -> Iterator[tuple[str, str]]:
    recipient = desk.participants.get(envelope["recipient"]["organisation"])
    yield from _sender(sender, owner, envelope["sender"])
    yield from _recipient(recipient, envelope["recipient"])
    if sender is None or sender.kind not in message.type.senders or envelope["message_type"] != message.type.name:
        yield "E06", "/envelope/message_type"
    yield from _case(desk.partitions, (sender, recipient), record, envelope["urn"] or "")
    if record.headers:
        yield from (("E14", pointer) for pointer in disagreements(record.headers, message))


def _sender(sender: Participant | None, owner: str, claimed: Raw) -> Iterator[tuple[str, str]]:
    if sender is None or claimed["organisation"] != owner:
        yield "E01", "/envelope/sender/organisation"
    elif claimed["system"] not in sender.systems:
        yield "E01", "/envelope/sender/system"


def _recipient(recipient: Participant | None, named: Raw) -> Iterator[tuple[str, str]]:
    """That it differs from the sender is for the contract to check: the message alone shows it."""
    if recipient is None:
        yield "E05", "/envelope/recipient/organisation"
    elif named["system"] not in recipient.systems:
        yield "E05", "/envelope/recipient/system"


def _case(
    partitions: int, parties: tuple[Participant | None, Participant | None], record: Record, urn: str
) -> Iterator[tuple[str, str]]:
    police = next((party for party in parties if party is not None and party.kind == "police"), None)
    if police is not None and urn[:2] not in police.forces:
        yield "E12", "/envelope/urn"
    key = urn.encode()
    if not key or record.key != key or record.partition != partition_of(key, partitions):
        yield "E13", "/envelope/urn"
