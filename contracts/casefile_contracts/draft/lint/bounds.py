"""What is wrong with constraints: a length without a bound, or a bound that no reader would apply."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from casefile_contracts.draft.lint.places import Place, places
from casefile_contracts.draft.source import Draft
from casefile_contracts.normalising import NORMALISERS

LENGTHS = ("minLength", "maxLength")
RANGE = ("minimum", "maximum")
ITEMS = ("minItems", "maxItems")
TEXT = ("pattern", "codes", "normalise")
FITTING = {
    "string": {*LENGTHS, *TEXT},
    "bytes": {*LENGTHS},
    "int": {*RANGE},
    "long": {*RANGE},
    "array": {*ITEMS},
    "map": {*ITEMS},
}
CONSTRAINTS = frozenset({*LENGTHS, *RANGE, *ITEMS, *TEXT})
NEEDED = {"string": "maxLength", "bytes": "maxLength", "array": "maxItems", "map": "maxItems"}
FIELD = frozenset({"name", "aliases", "type", "default", "doc", "sensitivity", "source", "rule", "unit"})
TYPE_OBJECT = frozenset({"type", "logicalType", "items", "values", "precision", "scale", "rule"})
MAX_REPEAT = 1000

Problems = Iterator[str]


def lint_bounds(draft: Draft) -> Problems:
    """Constraints that are missing, misspelt, misplaced or that cannot hold."""
    for schema in draft.types.values():
        for place in places(schema):
            yield from _needed(place)
            yield from _fitting(place)
            yield from _consistent(place)


def _needed(place: Place) -> Problems:
    attribute = NEEDED.get(place.kind)
    if attribute and attribute not in place.slot:
        yield f"{place.path}: type {place.kind} needs {attribute}"


def _fitting(place: Place) -> Problems:
    allowed = FITTING.get(place.kind, set())
    plain = FIELD if place.is_field else TYPE_OBJECT
    for attribute in sorted(place.slot.keys() - allowed - plain):
        reason = (
            f"says nothing about type {place.kind}" if attribute in CONSTRAINTS else "is no attribute of the contract"
        )
        yield f"{place.path}: {attribute} {reason}"
    if place.is_field and isinstance(place.value_type, dict):
        for attribute in sorted(place.value_type.keys() - TYPE_OBJECT):
            yield f"{place.path}: {attribute} must stand on the field, not on its type"


def _consistent(place: Place) -> Problems:
    for low, high in (LENGTHS, RANGE, ITEMS):
        if place.slot.get(low, 0) > place.slot.get(high, float("inf")):
            yield f"{place.path}: {low} is above {high}"
    if "pattern" in place.slot:
        yield from (f"{place.path}: {problem}" for problem in pattern_problems(place.slot["pattern"]))
    if place.slot.get("normalise", "trim") not in NORMALISERS:
        yield f"{place.path}: normalise must be one of {', '.join(NORMALISERS)}"


def pattern_problems(pattern: Any) -> Problems:
    """Why a pattern would not mean the same in every linear-time engine (RE2 syntax)."""
    try:
        re.compile(pattern)
    except (re.error, TypeError) as error:
        yield f"the pattern is none: {error}"
        return
    if not (pattern.startswith("^") and pattern.endswith("$")):
        yield "the pattern must start with ^ and end with $"
    if "\\" in pattern:
        yield "the pattern must spell classes out, [0-9] or [.], and hold no backslash"
    if re.search(r"\(\?(?!:)", pattern):
        yield "the pattern must hold no group but ( ) and (?: )"
    if re.search(r"[*+?}]\+", _outside_classes(pattern)):
        yield "the pattern must hold no possessive repeat"
    if _alternates_at_top(pattern):
        yield "the pattern must put its alternatives into a group, or ^ and $ bind to one of them only"
    if any(int(number) > MAX_REPEAT for number in re.findall(r"[0-9]+(?=[,}])", _outside_classes(pattern))):
        yield f"the pattern must repeat nothing more than {MAX_REPEAT} times; lengths are for maxLength"


def _outside_classes(pattern: str) -> str:
    return re.sub(r"\[\^?\]?[^\]]*\]", "_", pattern)


def _alternates_at_top(pattern: str) -> bool:
    depth = 0
    for character in _outside_classes(pattern):
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "|" and depth == 0:
            return True
    return False
