"""The values that a field takes, as its schema limits them, and how two such limits compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import inf
from typing import Any

from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.avro import Node
from casefile_contracts.evolution.languages import ALL, Texts, in_capitals, included, one_of, read, whole
from casefile_contracts.evolution.sides import Side
from casefile_contracts.rules import dates
from casefile_contracts.rules.patterns import Chars, Choice, Repeat, Sequence
from casefile_contracts.rules.patterns import Node as Language
from casefile_contracts.rules.text import LINE

CodeSets = Mapping[str, frozenset[str]]
Slot = Mapping[str, Any]
"""What carries the limits of a value: its field, or the type object of an item."""

Periods = Mapping[str, tuple[str, str]]
"""Codes, each with its first and last day."""

BOUNDS = {
    "int": (-(1 << 31), (1 << 31) - 1),
    "long": (-(1 << 63), (1 << 63) - 1),
    "date": (dates.FIRST_DAY, dates.LAST_DAY),
    "timestamp-millis": (dates.FIRST_MILLI, dates.LAST_MILLI),
}
LIMITS: Mapping[str, tuple[str, ...]] = {
    "pattern": ("pattern",),
    "length": ("minLength", "maxLength"),
    "range": ("minimum", "maximum"),
    "items": ("minItems", "maxItems"),
}
"""Which attributes belong to which kind of change; several at once are `text`."""

UUID = "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole numbers, lengths or counts from `least` to `most`."""

    least: float
    most: float


Values = Texts | Interval | None
"""The values of a slot; None where nothing but the type limits them, or nobody can say."""


def values_of(node: Node, slot: Slot, codes: CodeSets) -> Values:
    """The values that fit the limits of a slot; `codes` are the lists that count here."""
    match node.kind:
        case "string":
            return texts_of(slot, codes)
        case "bytes":
            return Interval(slot.get("minLength", 0), slot.get("maxLength", inf))
        case "array" | "map":
            return Interval(slot.get("minItems", 0), slot.get("maxItems", inf))
        case "int" | "long":
            least, most = BOUNDS[node.logical if node.logical in BOUNDS else node.kind]
            return Interval(max(least, slot.get("minimum", least)), min(most, slot.get("maximum", most)))
    return None


def texts_of(slot: Slot, codes: CodeSets) -> Texts:
    """The texts that fit pattern, lengths and code list.

    Raises:
        RuleError: The pattern is outside the subset.
    """
    nodes: tuple[Language, ...] = (whole(read(slot["pattern"])),) if "pattern" in slot else (_clean(slot),)
    listed = codes.get(slot.get("codes", ""))
    nodes += (one_of(listed),) if listed is not None else ()
    return Texts(nodes, slot.get("minLength", 0), slot.get("maxLength", inf))


def takes_all(first: Values, second: Values) -> bool:
    """Whether the second takes every value that the first takes."""
    match first, second:
        case Texts(), Texts():
            return included(first, second)
        case Interval(), Interval():
            return first.least > first.most or (second.least <= first.least and first.most <= second.most)
    return first == second


def compared(node_before: Node, before: Slot, node: Node, after: Slot, codes: tuple[CodeSets, CodeSets]) -> str | None:
    """How limits other than the code list have changed: narrowed, widened, changed, respelt; None if not at all."""
    if not differing(before, after):
        return None
    try:
        one, two = values_of(node_before, before, codes[0]), values_of(node, after, codes[1])
    except RuleError:
        return "changed"
    return {(True, True): "respelt", (True, False): "widened", (False, True): "narrowed", (False, False): "changed"}[
        takes_all(one, two), takes_all(two, one)
    ]


def differing(before: Slot, after: Slot) -> list[str]:
    """The attributes that limit values and are not the same."""
    return [name for names in LIMITS.values() for name in names if before.get(name) != after.get(name)]


def family(attributes: list[str]) -> str:
    """The kind of change that these attributes stand for."""
    found = [kind for kind, names in LIMITS.items() if any(name in attributes for name in names)]
    return found[0] if len(found) == 1 else "text"


def is_uuid(slot: Slot) -> bool:
    """Whether the limits let only UUIDs through."""
    try:
        return included(texts_of(slot, {}), Texts((whole(read(UUID)),)))
    except RuleError:
        return False


def refuses_respelt(node: Node, slot: Slot) -> bool:
    """Whether a text that fits the limits no longer does once it is respelt in capitals, before it is checked."""
    if node.kind != "string" or slot.get("normalise") != "upper":
        return False
    try:
        texts = texts_of(slot, {})
    except RuleError:
        return False
    return not included(replace(texts, nodes=tuple(map(in_capitals, texts.nodes))), texts)


def takes(node: Node, slot: Slot, codes: CodeSets, value: Any) -> bool:
    """Whether a single value, as a default is written, fits the limits."""
    try:
        values = values_of(node, slot, codes)
    except RuleError:
        return False
    match values:
        case Texts():
            return isinstance(value, str) and included(Texts((one_of(frozenset({value})),)), values)
        case Interval():
            number = value if isinstance(value, int) else len(value)
            return values.least <= number <= values.most
    return True


def listed(side: Side, slot: Slot) -> Periods | None:
    """The codes that a slot takes, each with the days on which it does; None if it names no list that ships."""
    periods = side.periods.get(slot.get("codes", ""))
    if periods is None:
        return None
    free = {name: bound for name, bound in slot.items() if name in ("pattern", "minLength", "maxLength")}
    return {code: period for code, period in periods.items() if not free or _fits(free, code)}


def _fits(slot: Slot, code: str) -> bool:
    if not slot.get("minLength", 0) <= len(code) <= slot.get("maxLength", inf):
        return False
    try:
        return "pattern" not in slot or read(slot["pattern"]).compiled()(code) is not None
    except RuleError:
        return True


def lost(first: Periods, second: Periods) -> set[str]:
    """Codes that the first takes on days on which the second does not."""
    return {
        code
        for code, (since, until) in first.items()
        if code not in second or since < second[code][0] or second[code][1] < until
    }


def within(slot: Slot, codes: Periods) -> bool:
    """Whether pattern and lengths alone let nothing through but these codes."""
    try:
        return included(texts_of(slot, {}), Texts((one_of(frozenset(codes)),)))
    except RuleError:
        return False


@cache
def _clean_language(prose: bool) -> Language:
    """Text without a pattern: no control characters, no blanks at its ends; layout in prose only."""
    control = {*range(0x20), *range(0x7F, 0xA0)} - ({0x09, 0x0A} if prose else set())
    blank = {point for point in range(0x3001) if chr(point).isspace()}
    inner, edge = Chars(_without(control)), Chars(_without(control | blank))
    return Choice((Sequence(()), edge, Sequence((edge, Repeat(inner, 0, None), edge))))


def _clean(slot: Slot) -> Language:
    return _clean_language(slot.get("maxLength", LINE + 1) > LINE)


def _without(points: set[int]) -> tuple[tuple[int, int], ...]:
    ranges = []
    for low, high in ALL:
        start = low
        for point in sorted(points):
            if low <= point <= high:
                if start < point:
                    ranges.append((start, point - 1))
                start = point + 1
        ranges.append((start, high))
    return tuple(ranges)
