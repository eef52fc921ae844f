"""Any table of the contract as rows and columns, whatever its form: a table that is new needs no code here."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Grid:
    """Rows under column heads; the title is empty where the whole table is this one grid."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def grids(table: Any, title: str = "") -> Iterator[Grid]:
    """The grids that a table consists of, its plain values first."""
    match table:
        case list() if table and all(isinstance(row, Mapping) for row in table):
            yield _listed(title, table)
        case Mapping() if table and all(isinstance(row, Mapping) and _flat(row) for row in table.values()):
            yield _listed(title, [{"": key, **row} for key, row in table.items()])
        case Mapping():
            yield from _mixed(table, title)
        case _:
            yield Grid(title, ("value",), ((_text(table),),))


def _mixed(table: Mapping[str, Any], title: str) -> Iterator[Grid]:
    plain = {key: value for key, value in table.items() if not _nested(value)}
    if plain:
        yield Grid(title, ("", "value"), tuple((key, _text(value)) for key, value in plain.items()))
    for key, value in table.items():
        if key not in plain:
            yield from grids(value, f"{title} / {key}" if title else key)


def _nested(value: Any) -> bool:
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return any(isinstance(one, (Mapping, list)) for one in inner) or (isinstance(value, Mapping) and len(value) > 1)


def _flat(row: Mapping[str, Any]) -> bool:
    return not any(_nested(value) for value in row.values())


def _listed(title: str, rows: list[Mapping[str, Any]]) -> Grid:
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return Grid(title, columns, tuple(tuple(_text(row.get(column, "")) for column in columns) for row in rows))


def _text(value: Any) -> str:
    match value:
        case str():
            return value
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case list() if not any(isinstance(one, (Mapping, list)) for one in value):
            return ", ".join(map(_text, value))
        case Mapping() if not any(isinstance(one, (Mapping, list)) for one in value.values()):
            return ", ".join(f"{key}: {_text(one)}" for key, one in value.items())
        case Mapping() if not any(_nested(one) or isinstance(one, Mapping) for one in value.values()):
            return "; ".join(f"{key}: {_text(one)}" for key, one in value.items())
    return json.dumps(value, ensure_ascii=False)
