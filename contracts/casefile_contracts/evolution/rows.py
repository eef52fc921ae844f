"""Changes of the rows of tables: which are gone, new, or not the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Unpack

from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Levels
from casefile_contracts.evolution.kinds import change_of

Said = Iterator[Change]
PROSE = frozenset(
    {"meaning", "name", "text", "doc", "source", "says", "when", "title", "description", "note", "status"}
)
"""What rows say to people alone."""


def row(kind: str, place: str, detail: str = "", message_type: str = EVERY_TYPE, **levels: Unpack[Levels]) -> Change:
    """A change of a row; its place is the table and the row."""
    return change_of(kind, message_type, f"tables/{place}", detail, **levels)


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
