"""Who may send what to whom about which case: the envelope held against topic, key, headers and register.

These findings come before all others. A sender that may not speak of a case learns nothing of its state.
"""

from __future__ import annotations

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
    recipient = desk.participants.get(envelope["recipient"]["organisation"])
    broken = _sender(sender, owner, envelope["sender"]) + _recipient(recipient, envelope["recipient"])
    if sender is None or sender.kind not in message.type.senders or envelope["message_type"] != message.type.name:
        broken += (("E06", "/envelope/message_type"),)
    broken += _case(sender, recipient, envelope["urn"] or "") + _place(desk.partitions, record, envelope["urn"])
    if record.headers:
        broken += tuple(("E14", pointer) for pointer in disagreements(record.headers, message))
    return [desk.book.finding(rule, pointer) for rule, pointer in broken]


Broken = tuple[tuple[str, str], ...]
"""Rule and pointer of each thing that is wrong."""


def _sender(sender: Participant | None, owner: str, claimed: Raw) -> Broken:
    if sender is None or claimed["organisation"] != owner:
        return (("E01", "/envelope/sender/organisation"),)
    return () if claimed["system"] in sender.systems else (("E01", "/envelope/sender/system"),)


def _recipient(recipient: Participant | None, named: Raw) -> Broken:
    """That it differs from the sender is for the contract to check: the message alone shows it."""
    if recipient is None:
        return (("E05", "/envelope/recipient/organisation"),)
    return () if named["system"] in recipient.systems else (("E05", "/envelope/recipient/system"),)


def _case(sender: Participant | None, recipient: Participant | None, urn: str) -> Broken:
    """The police party answers for the case's force, whether it sends or receives."""
    police = sender if sender is not None and sender.kind == "police" else recipient
    if police is None or police.kind != "police" or urn[:2] in police.forces:
        return ()
    return (("E12", "/envelope/urn"),)


def _place(partitions: int, record: Record, urn: str | None) -> Broken:
    key = (urn or "").encode()
    fits = key and record.key == key and record.partition == partition_of(key, partitions)
    return () if fits else (("E13", "/envelope/urn"),)
