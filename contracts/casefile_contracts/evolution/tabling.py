"""The tables of two releases, side by side: lifecycle, file standard, clocks, forces, severities and all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.avro import named_types
from casefile_contracts.evolution.conditions import Conditions
from casefile_contracts.evolution.implying import follows
from casefile_contracts.evolution.lifecycles import lifecycle
from casefile_contracts.evolution.materials import file_standard
from casefile_contracts.evolution.placing import Trees
from casefile_contracts.evolution.remembering import case_memory
from casefile_contracts.evolution.rows import PROSE, Said, compared, row
from casefile_contracts.evolution.ruling import records_of
from casefile_contracts.evolution.sides import Side
from casefile_contracts.evolution.timing import clocks
from casefile_contracts.rules.parsing import read
from casefile_contracts.rules.syntax import Expression

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
        "clocks": clocks,
        "case_memory": case_memory,
    }
    if name in judge:
        yield from judge[name](old, new)
    elif name not in old.tables:
        yield row("table.added", name)
    elif name not in new.tables:
        yield row("table.removed", name)
    else:
        yield from _rows(name, old.tables[name], new.tables[name])


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
    place, detail = "severity/softer_when", f"{before} is {after}"
    try:
        one, two = read(before or "false"), read(after or "false")
        levels = {name: _softening(name, one, two, old, new) for name in _softened(old, new)}
    except RuleError:
        levels = dict.fromkeys(_softened(old, new), "severity.harder")
    if not any(levels.values()):
        yield row("table.words", place, detail)
    yield from (row(kind, place, detail, name) for name, kind in levels.items() if kind)


def _softened(old: Side, new: Side) -> list[str]:
    """The message types with a rule whose severity can be softened."""
    rules = [rule for side in (old, new) for rule in side.rules.values() if "softer" in rule]
    records = {record for rule in rules for record in records_of(rule)}
    return [
        name
        for name in sorted(old.schemas.keys() & new.schemas.keys())
        if any(each.short in records for each in named_types(new.tree(name)))
    ]


def _softening(name: str, before: Expression, after: Expression, old: Side, new: Side) -> str | None:
    """Whether severities of a message type are softened in fewer cases, or in more."""
    trees = Trees.of(name, old, new)
    if not _follows(after, before, trees, old):
        return "severity.harder"
    return None if _follows(before, after, trees, old) else "severity.softer"


def _follows(wanted: Expression, given: Expression, trees: Trees, side: Side) -> bool:
    reading = Conditions(side)
    scope = trees.scope()
    return follows(reading.formula(given, scope), reading.formula(wanted, scope), reading.world)
