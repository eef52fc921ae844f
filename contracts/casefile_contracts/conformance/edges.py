"""Values at the limits of the contract and one step beyond them, put into whole messages.

Each edge is a way to change a value, and it changes many of a message at once: a checker that is wrong about one kind
of limit is wrong in one place of the list of findings, and the list says which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Optional, Primitive, Record, Shape
from casefile_contracts.rules.constraints import CALENDAR
from casefile_contracts.rules.text import LINE
from casefile_contracts.rules.types import UNKNOWN

Attributes = Mapping[str, Any]
Change = Callable[[Shape, Attributes, Any], Any]
"""From shape, attributes and value to another value, or to the same one if the edge is none of its kind."""

Place = tuple[str, str]
"""Name of a record and of a field in it."""

LONGEST = 400
"""Texts, and lists of numbers and texts, that would be longer are left alone: vectors are kept in the repository."""

WHOLE = {"int": (1 << 31) - 1, "long": (1 << 53) - 3}
"""The largest whole numbers that are tried: avsc for JavaScript takes no larger ones, JSON soon carries none."""

FAR = "\U0001d518"
"""One character, two units of UTF-16, four bytes of UTF-8: a length counts it once."""

UNCLEAN: tuple[str, ...] = (
    *("a ", " a", "a\u00a0", "a\ufeff", "a\u2028", "\u3000a", "a\tb", "a\nb", "a\rb", "a\x7fb", "a\x85b", "a\x1fb"),
    *("a\u200b", "e\u0301", "\u202ea", "\u05d0", "a\u00adb", "'\"\\/<>&", "a\u2007", "a\u202f", "a\u180e"),
)
"""Texts about which languages differ in what is a blank or a control character; the later ones are mostly clean."""


def rewritten(shape: Shape, attributes: Attributes, value: Any, change: Change) -> Any:
    """The value in raw form with the change made to everything in it, inner values first."""
    match shape, value:
        case _, None:
            return None
        case Optional(inner=inner), _:
            return rewritten(inner, attributes, value, change)
        case Record(fields=fields), _:
            return {one.name: rewritten(one.shape, one.attributes, value[one.name], change) for one in fields}
        case Array(items=items), _:
            own = getattr(items, "attributes", {})
            return change(shape, attributes, [rewritten(items, own, item, change) for item in value])
    return change(shape, attributes, value)


def first_time(seen: set[Any], change: Change) -> Change:
    """The change where the same limits were not changed before: common records need not be tried in every type."""

    def once(shape: Shape, attributes: Attributes, value: Any) -> Any:
        result = change(shape, attributes, value)
        key = (attributes.get("name"), attributes.get("source"), attributes.get("doc"), repr(type(shape)))
        if result == value or key in seen:
            return value
        seen.add(key)
        return result

    return once


def edges(spared: frozenset[str]) -> Iterator[tuple[str, Change]]:
    """Every edge with its name.

    Args:
        spared: Names of the fields that conditions read; dates there stay in the calendar, since outside of it the
            JSON form has a number where conditions want a text.
    """
    yield "every text as long as it may be", _text(lambda most: most)
    yield "every text longer than it may be", _text(lambda most: most + 1)
    yield "every text empty", _empty
    yield "every text of another form", _of_another_form
    yield "a line feed after every text", _line_feed
    yield "every code out of no list", _code
    yield "blanks and characters of all kinds", _characters()
    yield "every choice unknown", _unknown
    yield "every number as small as it may be", _number("minimum", 0)
    yield "every number as large as it may be", _number("maximum", 0)
    yield "every number too small", _number("minimum", -1)
    yield "every number too large", _number("maximum", 1)
    yield "every date the first of all", _moment(0, 0)
    yield "every date the last of all", _moment(1, 0)
    yield "dates before the calendar", _outside(0, -1, spared)
    yield "dates after the calendar", _outside(1, 1, spared)
    yield "every answer the other one", _flipped
    yield "every list empty", _emptied
    yield "every list longer than it may be", _overfull
    yield "every list twice", _twice


def _plain_text(shape: Shape, attributes: Attributes) -> bool:
    return _is(shape, "string") and not attributes.keys() & {"pattern", "codes"}


def _text(length: Callable[[int], int]) -> Change:
    def change(shape: Shape, attributes: Attributes, value: Any) -> Any:
        most = attributes.get("maxLength", LONGEST + 1)
        if not _is(shape, "string") or most > LONGEST or (length(most) == most and not _plain_text(shape, attributes)):
            return value
        return (FAR if _plain_text(shape, attributes) else "9") * length(most)

    return change


def _empty(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return "" if _is(shape, "string") else value


def _of_another_form(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return f"{value[:-1]}é" if _is(shape, "string") and "pattern" in attributes and value else value


def _line_feed(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return f"{value}\n" if _is(shape, "string") else value


def _code(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return "Z" * max(1, attributes.get("minLength", 1)) if _is(shape, "string") and "codes" in attributes else value


def _characters() -> Change:
    kinds = cycle(UNCLEAN)

    def change(shape: Shape, attributes: Attributes, value: Any) -> Any:
        roomy = attributes.get("maxLength", LINE) >= max(map(len, UNCLEAN))
        return next(kinds) if _plain_text(shape, attributes) and roomy else value

    return change


def _unknown(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return UNKNOWN if isinstance(shape, Enum) and UNKNOWN in shape.symbols else value


def _number(bound: str, by: int) -> Change:
    def change(shape: Shape, attributes: Attributes, value: Any) -> Any:
        if bound not in attributes or not isinstance(shape, Primitive) or shape.kind not in WHOLE or _logical(shape):
            return value
        beyond: int = attributes[bound] + by
        return beyond if abs(beyond) <= WHOLE[shape.kind] else value

    return change


def _moment(end: int, by: int) -> Change:
    def change(shape: Shape, attributes: Attributes, value: Any) -> Any:
        if (logical := _logical(shape)) not in CALENDAR:
            return value
        return attributes.get(("minimum", "maximum")[end], CALENDAR[logical][end]) + by

    return change


def _outside(end: int, by: int, spared: frozenset[str]) -> Change:
    def change(shape: Shape, attributes: Attributes, value: Any) -> Any:
        if (logical := _logical(shape)) not in CALENDAR or attributes.get("name") in spared | {None}:
            return value
        return CALENDAR[logical][end] + by

    return change


def _flipped(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return not value if _is(shape, "boolean") else value


def _emptied(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return [] if isinstance(shape, Array) else value


def _overfull(shape: Shape, attributes: Attributes, value: Any) -> Any:
    most = attributes.get("maxItems", LONGEST + 1)
    if not isinstance(shape, Array) or not value or most * (20 if isinstance(shape.items, Record) else 1) > LONGEST:
        return value
    return (value * (most + 1))[: most + 1]


def _twice(shape: Shape, attributes: Attributes, value: Any) -> Any:
    return value * 2 if isinstance(shape, Array) else value


def _is(shape: Shape, *kinds: str) -> bool:
    return isinstance(shape, Primitive) and shape.kind in kinds


def _logical(shape: Shape) -> str:
    logical = shape.logical if isinstance(shape, Primitive) else None
    return logical if logical in CALENDAR else ""
