"""Messages that are a few small steps away from a golden one, in raw form."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from casefile_contracts.codec.shape import Array, Enum, Field, Optional, Primitive, Record, Shape
from casefile_contracts.rules.constraints import CALENDAR

Place = tuple[Any, Any, Shape]
"""Holder, key in it, and shape of what is there."""

TEXTS = ["", " ", "x", "X1", "a b", "a  b", " a", "a\n", "a\tb", "a\nb", "\x00", "a\x7f", "\u00a0", "\u2028", "é", "1"]
TEXTS += [
    "x" * 36,
    "A" * 8,
    "99ZZ0012326",
    "69ZZ0012326",
    "TR99",
    "MG11",
    "GAP",
    "NGAP",
    "CSEA",
    "998",
    "W",
    "J",
    "\ud800",
]
NUMBERS = [0, 1, -1, 2, 1000, -25568, 20_500, 20_513, 20_600, 2_932_897, 1_777_507_200_000, 253_402_300_800_000]


def mutated(root: Record, raw: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """The message with one to four values changed, dropped, doubled or exchanged."""

    @st.composite
    def make(draw: st.DrawFn) -> dict[str, Any]:
        message = copy.deepcopy(raw)
        for _ in range(draw(st.integers(1, 4))):
            holder, key, shape = draw(st.sampled_from(list(places(root, message))))
            holder[key] = draw(other(shape, holder[key]))
        return message

    return make()


def places(record: Record, value: dict[str, Any]) -> Iterator[Place]:
    for field in record.fields:
        yield from _place(value, field.name, field.shape)


def _place(holder: Any, key: Any, shape: Shape) -> Iterator[Place]:
    yield holder, key, shape
    inner = shape.inner if isinstance(shape, Optional) else shape
    value = holder[key]
    if isinstance(inner, Record) and value is not None:
        yield from places(inner, value)
    elif isinstance(inner, Array):
        for index in range(len(value)):
            yield from _place(value, index, inner.items)


def other(shape: Shape, value: Any) -> st.SearchStrategy[Any]:
    match shape:
        case Optional(inner=inner):
            return st.none() | (st.just(empty(inner)) if value is None else other(inner, value))
        case Array():
            return st.sampled_from([[], value[:1], value[1:], value + copy.deepcopy(value), value[::-1]])
        case Enum(symbols=symbols):
            return st.sampled_from(symbols)
        case Primitive(kind="string"):
            return st.sampled_from([*TEXTS, value * 200, value[:-1], value + "A", value.lower()])
        case Primitive(kind="boolean"):
            return st.booleans()
        case Primitive():
            return st.sampled_from([*NUMBERS, value - 1, value + 1])
    return st.just(value)


def empty(shape: Shape) -> Any:
    """Something of the shape where there was nothing."""
    match shape:
        case Record(fields=fields):
            return {field.name: _empty_field(field) for field in fields}
        case Array():
            return []
        case Enum(symbols=symbols):
            return symbols[-1]
        case Primitive(kind="string"):
            return "X"
        case Primitive(kind="boolean"):
            return False
    return 20_000


def _empty_field(field: Field) -> Any:
    return None if isinstance(field.shape, Optional) else empty(field.shape)


def showable(root: Record, message: dict[str, Any]) -> bool:
    """Whether it has a JSON form: every date is in the calendar, and no text has lone surrogates."""
    return all(_showable(shape, holder[key]) for holder, key, shape in places(root, message))


def _showable(shape: Shape, value: Any) -> bool:
    match shape, value:
        case Optional(inner=inner), _:
            return value is None or _showable(inner, value)
        case Primitive(logical=str(logical)), int():
            first, last = CALENDAR[logical]
            return bool(first <= value <= last)
    return not (isinstance(value, str) and "\ud800" in value)
