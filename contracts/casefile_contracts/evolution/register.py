"""The register held against the releases: what participants say that they speak must be there to be spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from casefile_contracts.errors import LockError, SettingsError
from casefile_contracts.evolution.avro import Node, node_of, optional
from casefile_contracts.evolution.sides import Side
from casefile_contracts.participants import ALL_FIELDS, Participant, Participants, Speech


def refuse_unknown(participants: Participants, load: Callable[[str], Side]) -> dict[str, Side]:
    """The releases that participants speak, by number, once all that is said of them is true.

    Raises:
        SettingsError: A release, message type or field is not there, or not theirs to send; one line a problem.
    """
    sides: dict[str, Side] = {}
    problems: list[str] = []
    for participant in participants:
        for speech in participant.speaks:
            problems += (f"{participant.organisation}: {one}" for one in _problems(participant, speech, sides, load))
    if problems:
        raise SettingsError("\n".join(problems))
    return sides


def _problems(
    participant: Participant, speech: Speech, sides: dict[str, Side], load: Callable[[str], Side]
) -> Iterator[str]:
    try:
        side = sides.setdefault(speech.release, sides.get(speech.release) or load(speech.release))
    except LockError as error:
        yield f"speaks.release: {error}"
        return
    for name in speech.sends:
        senders = side.schemas.get(name, {}).get("sender")
        if senders is None:
            yield f"speaks.sends: release {speech.release} has no {name}"
        elif participant.kind not in senders:
            yield f"speaks.sends: {name} is sent by {', '.join(senders)}, not by {participant.kind}"
    for name, pointers in speech.reads.items():
        if name not in side.schemas:
            yield f"speaks.reads: release {speech.release} has no {name}"
            continue
        root = node_of(side.schemas[name])
        for pointer in (pointers,) if isinstance(pointers, str) else pointers:
            if pointer != ALL_FIELDS and not names(root, pointer):
                yield f"speaks.reads.{name}: release {speech.release} has no field {pointer}"


def names(root: Node, pointer: str) -> bool:
    """Whether a pointer, with `*` for any item, names a field of a message."""
    here: Node | None = root
    for step in pointer.split("/")[1:]:
        node = optional(here)[0] if here else None
        if node is None:
            return False
        here = node.inner if step == "*" else node.fields[step].type if step in node.fields else None
    return pointer.startswith("/") and here is not None
