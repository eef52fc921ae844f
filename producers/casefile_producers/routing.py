"""Who sends to whom, as the operator said or as the register of participants leaves no doubt."""

from __future__ import annotations

from pathlib import Path

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
    receiver = participants.choose(area or None, "cps", "--recipient")
    return Route(
        (sender.organisation, sender.system(system, "--system")),
        (receiver.organisation, receiver.system(area_system or None, f"--recipient {receiver.organisation}/...")),
    )


def sender_of(participants: Participants, organisation: str | None) -> Participant:
    """The organisation that sends. Raises and defaults as `route_of` does."""
    return participants.choose(organisation, "police", "--organisation")


def default_outbox(organisation: str) -> Path:
    """The outbox of an organisation that names none."""
    return DATA / f"{organisation}.outbox.db"
