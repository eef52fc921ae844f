"""What a case remembers in two releases, side by side: a fact is missed where rules ask the case for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from casefile_contracts.evolution.avro import named_types
from casefile_contracts.evolution.changes import EVERY_TYPE, Level
from casefile_contracts.evolution.rows import Said, row
from casefile_contracts.evolution.ruling import records_of
from casefile_contracts.evolution.sides import Side

TABLE = "case_memory"


def case_memory(old: Side, new: Side) -> Said:
    """All changes between the two tables; what only a new message adds, or one that is gone, changes nothing."""
    before, after = (side.tables.get(TABLE) or {} for side in (old, new))
    one, two = (table.get("messages") or {} for table in (before, after))
    for name in sorted((one.keys() | two.keys()) & old.schemas.keys() & new.schemas.keys()):
        yield from _entries(name, one.get(name) or [], two.get(name) or [], new)
    parts, others = (table.get("parts") or {} for table in (before, after))
    for part in sorted(parts):
        if parts[part] != others.get(part):
            yield from _missed(f"parts/{part}", part, new)


def _entries(name: str, before: list[Any], after: list[Any], new: Side) -> Said:
    gone = [entry for entry in before if not any(_keeps(entry, other) for other in after)]
    more = [entry for entry in after if entry not in before]
    for part in _parts(gone):
        yield from _missed(f"messages/{name}/{part}", part, new)
    for part in _parts(more):
        if part not in _parts(gone):
            yield row("table.row_added", f"{TABLE}/messages/{name}/{part}", message_type=name)
    if before != after and not gone and not more:
        yield row("table.words", f"{TABLE}/messages/{name}", message_type=name)


def _parts(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    return sorted({str(entry["into"]) for entry in entries})


def _keeps(entry: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether another entry takes the same facts of the same items, or more facts."""
    same = all(entry.get(key) == other.get(key) for key in (entry.keys() | other.keys()) - {"take"})
    return bool(same and entry["take"].items() <= other["take"].items())


def _missed(place: str, part: str, new: Side) -> Said:
    """A fact that is gone, or another: as bad as it is to fail the rules that ask for it."""
    asking = dict(_asking(part, new)) or {EVERY_TYPE: Level.HARMLESS}
    for name, level in asking.items():
        harm = min(level, Level.RISKY)
        yield row("table.row_changed", f"{TABLE}/{place}", "", name, senders=level, readers=harm, history=harm)


def _asking(part: str, side: Side) -> Iterator[tuple[str, Level]]:
    """The message types whose rules ask a part of the memory, and how bad it is to fail them."""
    rules = [rule for rule in side.rules.values() if f"case.{part}" in str(rule.get("require", ""))]
    for name in sorted(side.schemas) if rules else ():
        records = {each.short for each in named_types(side.tree(name))}
        here = [rule for rule in rules if not records.isdisjoint(records_of(rule))]
        if here:
            yield name, max(Level.RISKY if side.warns(rule) else Level.BREAKING for rule in here)
