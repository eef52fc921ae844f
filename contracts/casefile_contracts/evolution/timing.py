"""The clocks of two releases, side by side, on every day on which one of them runs otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.evolution.rows import PROSE, Said, compared, row
from casefile_contracts.evolution.sides import Side, turning_days

WORDS = PROSE | {"applies_in", "runs_from"}


def clocks(old: Side, new: Side) -> Said:
    """All changes between the two tables; what rules make of a clock is judged as rules, beside this."""
    before, after = old.tables.get("clocks") or {}, new.tables.get("clocks") or {}

    def changed(place: str, one: Any, two: Any) -> Said:
        yield from _clock(place, one, two, new)

    yield from compared("clocks", before, after, ("clock.removed", "clock.added"), changed)


def _clock(place: str, before: Any, after: Any, side: Side) -> Said:
    """A limit that changes on a day is compared on each side of that day."""
    days = turning_days([side.period({}), *(side.period(dated) for each in (before, after) for dated in _dated(each))])
    pairs = [(_leaves(before, day, side), _leaves(after, day, side)) for day in days]
    changed: set[tuple[str, Any, Any]] = {
        (key, one.get(key), two.get(key))
        for one, two in pairs
        for key in one.keys() | two.keys()
        if one.get(key) != two.get(key) and key.split("/")[-1] not in WORDS
    }
    names = ", ".join(sorted({key for key, *_ in changed}))
    if not changed:
        yield row("table.words", place)
    elif all(type(value) is int for _, *values in changed for value in values):
        shorter = any(two < one for _, one, two in changed)
        yield row("clock.shortened" if shorter else "clock.lengthened", place, names)
    elif all(one is None and not key.endswith("/unit") for key, one, _ in changed):
        yield row("clock.added", place, names)
    else:
        yield row("clock.changed", place, names)


def _dated(value: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of a clock that hold for a time."""
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for each in inner:
        yield from _dated(each)
    if isinstance(value, Mapping) and "value" in value:
        yield value


def _leaves(value: Any, day: str, side: Side, at: str = "") -> dict[str, Any]:
    """Every single value of a clock by its path, as it is on a day."""
    match value:
        case Mapping():
            return {path: leaf for key in value for path, leaf in _leaves(value[key], day, side, f"{at}/{key}").items()}
        case [{"value": _}, *_]:
            periods = ((side.period(each), each) for each in value)
            held: Any = next((each for (first, last), each in periods if first <= day <= last), {})
            found = {at: held.get("value"), f"{at}/unit": held.get("unit")}
            return {path: leaf for path, leaf in found.items() if leaf is not None}
    return {at: value}
