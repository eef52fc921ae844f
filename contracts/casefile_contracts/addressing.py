"""Who may send what to whom about which case: the envelope held against the register of participants."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casefile_contracts.contract import Message, Raw

if TYPE_CHECKING:
    from casefile_contracts.participants import Participant, Participants

Broken = tuple[tuple[str, str], ...]
"""Rule and pointer of each thing that is wrong."""


def misaddressed(participants: Participants, owner: str, message: Message) -> Broken:
    """Everything that is wrong with who sends what to whom.

    Args:
        owner: The organisation that in truth sends it: the owner of the topic that it comes from.
    """
    envelope = message.envelope
    sender, recipient = participants.get(owner), participants.get(envelope["recipient"]["organisation"])
    broken = _sender(sender, owner, envelope["sender"]) + _recipient(recipient, envelope["recipient"], sender)
    if sender is None or sender.kind not in message.type.senders or envelope["message_type"] != message.type.name:
        broken += (("E06", "/envelope/message_type"),)
    return broken + _case(sender, recipient, envelope["urn"] or "")


def _sender(sender: Participant | None, owner: str, claimed: Raw) -> Broken:
    if sender is None or claimed["organisation"] != owner:
        return (("E01", "/envelope/sender/organisation"),)
    return () if claimed["system"] in sender.systems else (("E01", "/envelope/sender/system"),)


def _recipient(recipient: Participant | None, named: Raw, sender: Participant | None) -> Broken:
    """One of the other side: a case is between the police and the prosecution.

    That it differs from the sender is for the contract to check: the message alone shows it.
    """
    if recipient is None or (sender is not None and sender != recipient and sender.kind == recipient.kind):
        return (("E05", "/envelope/recipient/organisation"),)
    return () if named["system"] in recipient.systems else (("E05", "/envelope/recipient/system"),)


def _case(sender: Participant | None, recipient: Participant | None, urn: str) -> Broken:
    """The police party answers for the case's force, whether it sends or receives."""
    police = sender if sender is not None and sender.kind == "police" else recipient
    if police is None or police.kind != "police" or urn[:2] in police.forces:
        return ()
    return (("E12", "/envelope/urn"),)
