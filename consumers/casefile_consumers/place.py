"""Which system of which organisation this program is, as its operator said or as the register leaves no doubt."""

from __future__ import annotations

from pathlib import Path

from casefile_consumers.acknowledgement import Recipient
from casefile_contracts.errors import SettingsError
from casefile_contracts.participants import Participant, Participants

DATA = Path(".casefile")


def recipient_of(participants: Participants, organisation: str | None, system: str | None) -> Recipient:
    """The recipient, held against the register.

    Raises:
        SettingsError: It takes no part, or more than one is possible.
    """
    participant = _participant(participants, organisation)
    return Recipient(participant.organisation, _system(participant, system))


def default_database(recipient: Recipient) -> Path:
    """The SQLite file of a system that brings no database of its own."""
    return DATA / f"{recipient.organisation}.{recipient.system}.db"


def _participant(participants: Participants, organisation: str | None) -> Participant:
    if organisation is None:
        return _only([one for one in participants if one.kind == "cps"], "--organisation")
    found = participants.get(organisation)
    if found is None:
        known = ", ".join(participants.organisations)
        raise SettingsError(f"--organisation {organisation} is not a participant; there are {known}")
    return found


def _only(possible: list[Participant], option: str) -> Participant:
    if len(possible) != 1:
        names = ", ".join(one.organisation for one in possible) or "none"
        raise SettingsError(f"say which with {option}: the register has {names}")
    return possible[0]


def _system(participant: Participant, system: str | None) -> str:
    known = ", ".join(participant.systems)
    if system is None and len(participant.systems) > 1:
        raise SettingsError(f"say which with --system: {participant.organisation} has {known}")
    chosen = system or participant.systems[0]
    if chosen not in participant.systems:
        raise SettingsError(f"--system {chosen} does not belong to {participant.organisation}; it has {known}")
    return chosen
