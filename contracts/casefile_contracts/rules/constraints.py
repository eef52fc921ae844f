"""What a schema demands of a single value, beyond its type.

Most of it stands in attributes of a field, or of an array's items: `pattern`, `minLength`, `maxLength`, `minimum`,
`maximum`, `minItems`, `maxItems`, `codes`. The rest follows from the type: senders do not send `UNKNOWN`, dates and
times are in the years 1 to 9999, text without a pattern is clean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Primitive, Shape
from casefile_contracts.rules import dates
from casefile_contracts.rules.patterns import parse
from casefile_contracts.rules.rulebook import ANYTHING, CLEAN, MOMENT
from casefile_contracts.rules.text import LINE, clean_line, clean_prose
from casefile_contracts.rules.types import UNKNOWN, Reference

CALENDAR = {"date": (dates.FIRST_DAY, dates.LAST_DAY), "timestamp-millis": (dates.FIRST_MILLI, dates.LAST_MILLI)}


@dataclass(frozen=True, slots=True)
class Constraint:
    """One demand: its kind, its bound, and the rule that speaks of it."""

    kind: str
    bound: Any
    rule: str


def constraints_of(shape: Shape, attributes: Mapping[str, Any], rule: str | None) -> Iterator[Constraint]:
    """The demands on a value that is there, cheap ones first.

    Args:
        attributes: Of the field, or of the type object of an array's items.
        rule: The rule that the field names; an array's items inherit it.
    """
    named = attributes.get("rule") or rule or ANYTHING
    match shape:
        case Array():
            yield from _given(attributes, ("minItems", "maxItems"), named)
        case Enum(symbols=symbols) if UNKNOWN in symbols:
            yield Constraint("not", UNKNOWN, named)
        case Primitive(kind="string"):
            yield from _given(attributes, ("minLength", "maxLength", "pattern", "codes"), named)
            if "pattern" not in attributes:
                yield Constraint("prose" if attributes.get("maxLength", LINE + 1) > LINE else "line", None, CLEAN)
        case Primitive(kind="bytes"):
            yield from _given(attributes, ("minLength", "maxLength"), named)
        case Primitive(kind="int" | "long", logical=logical):
            yield from _given(attributes, ("minimum", "maximum"), named)
            yield from _in_calendar(attributes, logical)


def _given(attributes: Mapping[str, Any], kinds: tuple[str, ...], rule: str) -> Iterator[Constraint]:
    return (Constraint(kind, attributes[kind], rule) for kind in kinds if kind in attributes)


def _in_calendar(attributes: Mapping[str, Any], logical: str | None) -> Iterator[Constraint]:
    if logical in CALENDAR:
        first, last = CALENDAR[logical]
        if attributes.get("minimum", first - 1) < first:
            yield Constraint("minimum", first, MOMENT)
        if attributes.get("maximum", last + 1) > last:
            yield Constraint("maximum", last, MOMENT)


def holds(constraint: Constraint, reference: Reference) -> Callable[[Any], bool]:
    """The demand as a plain function of the value."""
    bound = constraint.bound
    match constraint.kind:
        case "minItems" | "minLength":
            return lambda value: len(value) >= bound
        case "maxItems" | "maxLength":
            return lambda value: len(value) <= bound
        case "minimum":
            return lambda value: bool(value >= bound)
        case "maximum":
            return lambda value: bool(value <= bound)
        case "not":
            return lambda value: bool(value != bound)
        case "pattern":
            found = parse(bound).compiled()
            return lambda value: found(value) is not None
        case "codes":
            return lambda value: reference.known(bound, value) is not False
        case "line":
            return clean_line
    return clean_prose
