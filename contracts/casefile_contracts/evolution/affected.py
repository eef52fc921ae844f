"""Which participants a change breaks: those that send or read the message type, by the release that they speak."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Level, worst
from casefile_contracts.evolution.judging import Judgement
from casefile_contracts.participants import ALL_FIELDS, Participant, Speech


@dataclass(frozen=True, slots=True)
class Effect:
    """What one change is to one system of a participant."""

    organisation: str
    system: str
    release: str
    direction: str
    """`reads` or `sends`."""
    message_type: str
    level: Level
    change: Change

    def __str__(self) -> str:
        verb = "breaks" if self.level is Level.BREAKING else "is a risk to"
        where = (
            f"field {self.change.place}" if self.change.place.startswith("/") else self.change.place or "the message"
        )
        return (
            f"{verb} {self.organisation} ({self.system}), which {self.direction} {self.message_type} {self.release}: "
            f"{where}: {self.change.says}"
        )


def effects(participants: Iterable[Participant], judgements: Mapping[str, Judgement]) -> list[Effect]:
    """What the changes from the release that each speaks are to the participants; harmless ones are left out.

    Args:
        judgements: By the release that is live.
    """
    found = (
        effect
        for participant in participants
        for speech in participant.speaks
        if speech.release in judgements
        for effect in _effects(participant, speech, judgements[speech.release])
    )
    return sorted(found, key=lambda one: (-one.level, one.organisation, one.system, one.message_type))


def _effects(participant: Participant, speech: Speech, judgement: Judgement) -> Iterator[Effect]:
    for change in judgement.changes:
        for message_type, relied in speech.reads.items():
            fields = (relied,) if isinstance(relied, str) else relied
            if _concerns(change, message_type) and change.readers and reaches(change, fields):
                yield _effect(participant, speech, "reads", message_type, change.readers, change)
        for message_type in speech.sends:
            if _concerns(change, message_type) and change.senders:
                yield _effect(participant, speech, "sends", message_type, change.senders, change)


def _effect(
    participant: Participant, speech: Speech, direction: str, message_type: str, level: Level, change: Change
) -> Effect:
    return Effect(participant.organisation, speech.system, speech.release, direction, message_type, level, change)


def _concerns(change: Change, message_type: str) -> bool:
    return change.message_type in (message_type, EVERY_TYPE)


def reaches(change: Change, relied: tuple[str, ...]) -> bool:
    """Whether a change touches a field that a reader relies on, or what holds it, or what it holds."""
    if change.whole or ALL_FIELDS in relied or not change.place.startswith("/"):
        return True
    return any(_overlap(change.place, pointer) for pointer in relied)


def _overlap(one: str, two: str) -> bool:
    return one == two or one.startswith(f"{two}/") or two.startswith(f"{one}/")


def verdicts(participants: Iterable[Participant], found: Iterable[Effect]) -> dict[str, Level]:
    """The worst for each participant that says what it speaks."""
    by_organisation: dict[str, list[Level]] = {one.organisation: [] for one in participants if one.speaks}
    for effect in found:
        by_organisation[effect.organisation].append(effect.level)
    return {organisation: worst(levels) for organisation, levels in by_organisation.items()}
