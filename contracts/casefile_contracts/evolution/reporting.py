"""What the judge found, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casefile_contracts.evolution.affected import Effect
from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Level
from casefile_contracts.evolution.judging import PARTIES, Judgement

WHOM = {
    "readers": "readers of {old} that get messages of {new}",
    "senders": "senders of {old} that are judged by {new}",
    "history": "readers of {new} that read what was sent by {old}",
}
SHOWN = 4
"""How many places of one and the same change a person is shown."""


def as_data(
    judgements: Iterable[Judgement], participants: Mapping[str, Level], effects: Iterable[Effect], level: Level
) -> dict[str, Any]:
    """All of it, for programs."""
    return {
        "verdict": str(level),
        "releases": [
            {
                "old": judgement.old,
                "new": judgement.new,
                "verdict": str(judgement.level),
                "breaks": {party: str(judgement.party(party)) for party in PARTIES},
                "changes": [change_data(change) for change in judgement.changes],
            }
            for judgement in judgements
        ],
        "participants": [
            {
                "organisation": organisation,
                "verdict": str(worst),
                "effects": [_effect_data(effect) for effect in effects if effect.organisation == organisation],
            }
            for organisation, worst in participants.items()
        ],
    }


def change_data(change: Change) -> dict[str, Any]:
    """A change, for programs."""
    return {
        "kind": change.kind,
        "type": change.message_type,
        "place": change.place,
        "level": str(change.level),
        **{party: str(getattr(change, party)) for party in PARTIES},
        "says": change.says,
    }


def _effect_data(effect: Effect) -> dict[str, Any]:
    return {
        "system": effect.system,
        "release": effect.release,
        "direction": effect.direction,
        "type": effect.message_type,
        "level": str(effect.level),
        "kind": effect.change.kind,
        "place": effect.change.place,
        "says": str(effect),
    }


def lines(
    judgements: Iterable[Judgement], participants: Mapping[str, Level], effects: Iterable[Effect], least: Level
) -> Iterator[str]:
    """The same for people: verdicts first, then changes from the given level up, the worst first."""
    for judgement in judgements:
        yield f"{judgement.old} -> {judgement.new}: {judgement.level}"
        for party in PARTIES:
            yield f"  {judgement.party(party)!s:9} to {WHOM[party].format(old=judgement.old, new=judgement.new)}"
        yield from change_lines(judgement.changes, least)
    told = list(effects)
    for organisation, level in participants.items():
        yield f"{organisation}: {level}"
        yield from (f"  {effect}" for effect in told if effect.organisation == organisation and effect.level >= least)


def change_lines(changes: Iterable[Change], least: Level = Level.HARMLESS) -> Iterator[str]:
    """Changes from the given level up, one line for all places of the same change."""
    grouped: dict[tuple[Any, ...], list[Change]] = {}
    for change in changes:
        if change.level >= least:
            key = (change.kind, change.says, change.readers, change.senders, change.history)
            grouped.setdefault(key, []).append(change)
    for group in sorted(grouped.values(), key=lambda one: (-one[0].level, one[0].kind)):
        first = group[0]
        broken = ", ".join(party for party in PARTIES if getattr(first, party) == first.level)
        whom = f" ({broken})" if first.level else ""
        yield f"  {first.level!s:9} {first.kind}{whom}: {_places(group)}: {first.says}"


def _places(group: list[Change]) -> str:
    named = list(dict.fromkeys(_place(change) for change in group))
    more = f" and {len(named) - SHOWN} more" if len(named) > SHOWN else ""
    return ", ".join(named[:SHOWN]) + more


def _place(change: Change) -> str:
    return change.place if change.message_type == EVERY_TYPE else f"{change.message_type} {change.place}".rstrip()
