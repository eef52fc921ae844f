"""Who sends to whom, as the operator said or as the register of participants leaves no doubt."""

from __future__ import annotations

from pathlib import Path

from casefile_contracts.errors import SettingsError
from casefile_contracts.participants import Participant, Participants
from casefile_producers.packing import Route

DATA = Path(".casefile")


def route_of(participants: Participants, organisation: str | None, system: str | None, recipient: str | None) -> Route:
    """The route of what is sent.

    Args:
        organisation: The sender; may be left out if the register has one police organisation only.
        system: Of the sender; may be left out if it has only one.
        recipient: `cps-north`, or with its system `cps-north/cms`; may be left out if there is one CPS area only.

    Raises:
        SettingsError: if one is not in the register, or more than one is possible.
    """
    sender = sender_of(participants, organisation)
    area, _, area_system = (recipient or "").partition("/")
    receiver = _participant(participants, area or None, "cps", "--recipient")
    return Route(
        (sender.organisation, _system(sender, system, "--system")),
        (receiver.organisation, _system(receiver, area_system or None, f"--recipient {receiver.organisation}/...")),
    )


def sender_of(participants: Participants, organisation: str | None) -> Participant:
    """The organisation that sends. Raises and defaults as `route_of` does."""
    return _participant(participants, organisation, "police", "--organisation")


def default_outbox(organisation: str) -> Path:
    """The outbox of an organisation that names none."""
    return DATA / f"{organisation}.outbox.db"


def _participant(participants: Participants, name: str | None, kind: str, option: str) -> Participant:
    if name is None:
        possible = [one for one in participants if one.kind == kind]
        if len(possible) != 1:
            raise SettingsError(f"say which with {option}: the register has {_names(possible)}")
        return possible[0]
    found = participants.get(name)
    if found is None:
        raise SettingsError(f"{option} {name} is not a participant; there are {_names(participants)}")
    return found


def _names(participants: Participants | list[Participant]) -> str:
    return ", ".join(one.organisation for one in participants) or "none"


def _system(participant: Participant, system: str | None, option: str) -> str:
    known = ", ".join(participant.systems)
    if system is None and len(participant.systems) > 1:
        raise SettingsError(f"say which with {option}: {participant.organisation} has {known}")
    chosen = system or participant.systems[0]
    if chosen not in participant.systems:
        raise SettingsError(f"{chosen} is not a system of {participant.organisation}; it has {known}")
    return chosen
