"""Which system of which organisation this program is, as its operator said or as the register leaves no doubt."""

from __future__ import annotations

from pathlib import Path

from casefile_consumers.acknowledgement import Recipient
from casefile_contracts.participants import Participants

DATA = Path(".casefile")


def recipient_of(participants: Participants, organisation: str | None, system: str | None) -> Recipient:
    """The recipient, held against the register.

    Raises:
        SettingsError: It takes no part, or more than one is possible.
    """
    participant = participants.choose(organisation, "cps", "--organisation")
    return Recipient(participant.organisation, participant.system(system, "--system"))


def default_database(recipient: Recipient) -> Path:
    """The SQLite file of a system that brings no database of its own."""
    return DATA / f"{recipient.organisation}.{recipient.system}.db"
