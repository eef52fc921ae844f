"""A message with one value of it spoilt, in every way that a single value can be wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Optional, Primitive, Record, Shape

Path = tuple[str | int, ...]

ODD_TEXTS = ("", " ", "x ", "\u2003x", "x\ny", "x\n", "\x07", "x\x85y", "~", "Ω≈ç")
ODD_DATES = (
    "2026-02-29",
    "2024-02-29",
    "2026-13-01",
    "2026-1-1",
    "0000-01-01",
    "1899-12-31",
    "1900-01-01",
    "2026-03-02\n",
)
ODD_TIMES = (
    "2026-03-02T10:15:00",
    "2026-03-02T25:15:00Z",
    "2026-03-02T10:15:00+01:00",
    "2026-02-30T10:15:00Z",
    "2026-03-02T10:15:00.1234Z",
    "2026-03-02T10:15:00.123000Z",
    "1960-03-02T10:15:00Z",
)
OTHER_KINDS: tuple[Any, ...] = (None, True, 7, "text", [], {})


@dataclass(frozen=True)
class Misfit:
    """A message that may be wrong in one place."""

    place: str
    message: dict[str, Any]


def fields_in(shape: Record, message: Mapping[str, Any]) -> set[str]:
    """The fields that are there, as `Record.field`; of a list those of its first item."""
    return {place.field for place in _places(shape, message, (), "", {})}


def misfits(shape: Record, message: Mapping[str, Any], only: set[str]) -> Iterator[Misfit]:
    """The message with each value of some fields replaced by odd ones, left out, or joined by a stranger."""
    for place in _places(shape, message, (), "", {}):
        if place.field in only:
            yield from _spoilt(message, place.path, place.shape, place.attributes)


def _spoilt(message: Mapping[str, Any], path: Path, inner: Shape, attributes: Mapping[str, Any]) -> Iterator[Misfit]:
    for value in _odd(inner, attributes):
        yield Misfit(f"{_pointer(path)} = {str(value)[:40]!r}", _with(message, path, value))
    if isinstance(path[-1], str):
        yield Misfit(f"{_pointer(path)} left out", _with(message, path, None, leave_out=True))
    if isinstance(inner, Record):
        yield Misfit(f"{_pointer(path)} with a stranger", _with(message, (*path, "stranger"), 1))


@dataclass(frozen=True)
class _Place:
    path: Path
    field: str
    shape: Shape
    attributes: Mapping[str, Any]


def _places(shape: Shape, value: Any, path: Path, field: str, attributes: Mapping[str, Any]) -> Iterator[_Place]:
    shape = shape.inner if isinstance(shape, Optional) else shape
    if path:
        yield _Place(path, field, shape, attributes)
    match shape:
        case Record(fields=fields):
            for one in fields:
                if value.get(one.name) is not None:
                    name = f"{shape.short_name}.{one.name}"
                    yield from _places(one.shape, value[one.name], (*path, one.name), name, one.attributes)
        case Array(items=items) if value:
            yield from _places(items, value[0], (*path, 0), field, getattr(items, "attributes", {}))


def _odd(shape: Shape, attributes: Mapping[str, Any]) -> Iterator[Any]:
    yield from OTHER_KINDS
    match shape:
        case Enum(symbols=symbols):
            yield from (*symbols, "NOBODY", symbols[-1].lower())
        case Primitive(kind="string"):
            yield from ODD_TEXTS
            for length in {
                attributes.get("minLength", 0) - 1,
                attributes.get("maxLength", 0),
                attributes.get("maxLength", 0) + 1,
            }:
                if length > 0:
                    yield "A" * length
        case Primitive(logical="date"):
            yield from ODD_DATES
        case Primitive(logical="timestamp-millis"):
            yield from ODD_TIMES
        case Primitive(kind="int" | "long"):
            bounds = attributes.get("minimum", -(1 << 31)), attributes.get("maximum", (1 << 31) - 1)
            yield from (bounds[0], bounds[0] - 1, bounds[1], bounds[1] + 1, 1.5)
        case Array() if attributes.get("maxItems", 999) < 50:
            yield []


def _with(message: Mapping[str, Any], path: Path, value: Any, *, leave_out: bool = False) -> dict[str, Any]:
    changed = deepcopy(dict(message))
    place: Any = changed
    for step in path[:-1]:
        place = place[step]
    if leave_out:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return changed


def _pointer(path: Path) -> str:
    return "".join(f"/{step}" for step in path)
