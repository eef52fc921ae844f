"""The tables of two releases, side by side: lifecycle, file standard, clocks, forces, severities and all others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Unpack

from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Levels
from casefile_contracts.evolution.conditions import Conditions
from casefile_contracts.evolution.implying import follows
from casefile_contracts.evolution.kinds import KINDS
from casefile_contracts.evolution.lifecycles import lifecycle
from casefile_contracts.evolution.materials import file_standard
from casefile_contracts.evolution.placing import Trees
from casefile_contracts.evolution.sides import Side
from casefile_contracts.rules.parsing import parse

Said = Iterator[Change]
PROSE = frozenset(
    {"meaning", "name", "text", "doc", "source", "says", "when", "title", "description", "note", "status"}
)
CLOCK_WORDS = PROSE | {"applies_in", "runs_from"}
DECIDED_ELSEWHERE = frozenset({"code_lists", "inferred", "file_standard_examples", "catalogue"})
"""What they bring about shows at the fields and in the rules; the rest of them is words."""


def tables(old: Side, new: Side) -> Said:
    """All changes of the tables that do not show at fields and rules."""
    for name in sorted(old.tables.keys() | new.tables.keys()):
        before, after = old.tables.get(name), new.tables.get(name)
        if before != after:
            yield from _table(name, old, new)


def _table(name: str, old: Side, new: Side) -> Said:
    if name in DECIDED_ELSEWHERE:
        yield row("table.words", name)
        return
    judge = {
        "lifecycle": lifecycle,
        "file_standard": file_standard,
        "forces": _forces,
        "severity": _severity,
        "clocks": _clocks,
    }
    if name in judge:
        yield from judge[name](old, new)
    elif name not in old.tables:
        yield row("table.added", name)
    elif name not in new.tables:
        yield row("table.removed", name)
    else:
        yield from _rows(name, old.tables[name], new.tables[name])


def row(kind: str, place: str, detail: str = "", message_type: str = EVERY_TYPE, **levels: Unpack[Levels]) -> Change:
    """A change of a row; its place is the table and the row."""
    known = KINDS[kind]
    return Change(
        kind,
        message_type,
        f"tables/{place}",
        levels.get("readers", known.readers),
        levels.get("senders", known.senders),
        levels.get("history", known.history),
        f"{known.says} ({detail})" if detail else known.says,
        known.whole,
    )


def keyed(table: Any) -> dict[str, Any]:
    """The rows of a table by their key: that of a mapping, or the first field of a row."""
    if isinstance(table, Mapping):
        return {str(key): value for key, value in table.items()}
    rows = table if isinstance(table, list) else [table]
    return {str(next(iter(each.values()), "")) if isinstance(each, Mapping) else str(each): each for each in rows}


def compared(
    place: str, before: Any, after: Any, kinds: tuple[str, str], changed: Callable[[str, Any, Any], Said]
) -> Said:
    """Rows that are gone and new, of the kinds given, and what `changed` says of the others."""
    one, two = keyed(before), keyed(after)
    for key in one.keys() - two.keys():
        yield row(kinds[0], f"{place}/{key}")
    for key in two.keys() - one.keys():
        yield row(kinds[1], f"{place}/{key}")
    for key in one.keys() & two.keys():
        if one[key] != two[key]:
            yield from changed(f"{place}/{key}", one[key], two[key])


def _rows(name: str, before: Any, after: Any) -> Said:
    yield from compared(name, before, after, ("table.row_removed", "table.row_added"), _other)


def _other(place: str, before: Any, after: Any) -> Said:
    yield row("table.words" if _only_words(before, after) else "table.row_changed", place)


def _only_words(before: Any, after: Any) -> bool:
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        return False
    return all(before.get(key) == after.get(key) for key in (before.keys() | after.keys()) - PROSE)


def _forces(old: Side, new: Side) -> Said:
    before, after = old.tables.get("forces") or {}, new.tables.get("forces") or {}
    yield from compared(
        "forces", before, after, ("force.removed", "force.added"), lambda at, *_: iter([row("table.words", at)])
    )


def _severity(old: Side, new: Side) -> Said:
    before, after = ((side.tables.get("severity") or {}).get("softer_when") for side in (old, new))
    if before == after:
        yield from _rows("severity", old.tables.get("severity") or {}, new.tables.get("severity") or {})
        return
    if not (_softened(after, before, old, new)):
        yield row("severity.harder", "severity/softer_when", f"{before} is {after}")
    elif not (_softened(before, after, old, new)):
        yield row("severity.softer", "severity/softer_when", f"{before} is {after}")
    else:
        yield row("table.words", "severity/softer_when")


def _softened(conclusion: str | None, premise: str | None, old: Side, new: Side) -> bool:
    """Whether severities are softened by the one condition wherever they are by the other."""
    if not any("softer" in rule for side in (old, new) for rule in side.rules.values()):
        return True
    try:
        wanted, given = parse(conclusion or "false"), parse(premise or "false")
        return all(
            _follows(wanted, given, Trees.of(name, old, new), old) for name in old.schemas.keys() & new.schemas.keys()
        )
    except RuleError:
        return False


def _follows(wanted: Any, given: Any, trees: Trees, side: Side) -> bool:
    reading = Conditions(side)
    scope = trees.scope()
    return follows(reading.formula(given, scope), reading.formula(wanted, scope), reading.world)


def _clocks(old: Side, new: Side) -> Said:
    before, after = old.tables.get("clocks") or {}, new.tables.get("clocks") or {}
    yield from compared("clocks", before, after, ("clock.removed", "clock.added"), _clock)


def _clock(place: str, before: Any, after: Any) -> Said:
    one, two = _leaves(before), _leaves(after)
    changed = {
        key for key in one.keys() | two.keys() if one.get(key) != two.get(key) and key.split("/")[-1] not in CLOCK_WORDS
    }
    if not changed:
        yield row("table.words", place)
    elif all(type(one.get(key)) is int and type(two.get(key)) is int for key in changed):
        shorter = any(two[key] < one[key] for key in changed)
        yield row("clock.shortened" if shorter else "clock.lengthened", place, ", ".join(sorted(changed)))
    elif changed <= two.keys() - one.keys():
        yield row("clock.added", place, ", ".join(sorted(changed)))
    else:
        yield row("clock.changed", place, ", ".join(sorted(changed)))


def _leaves(value: Any, at: str = "") -> dict[str, Any]:
    """Every single value of a row by its path."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        return {at: value}
    return {path: leaf for key, each in inner for path, leaf in _leaves(each, f"{at}/{key}").items()}
