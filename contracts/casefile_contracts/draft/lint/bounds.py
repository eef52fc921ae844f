"""What is wrong with constraints: a length without a bound, or a bound that no reader would apply."""

from __future__ import annotations

from collections.abc import Iterator

from casefile_contracts.draft.lint.places import Place, places
from casefile_contracts.draft.source import Draft
from casefile_contracts.normalising import NORMALISERS
from casefile_contracts.rules.subset import LARGEST

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
BEYOND = LARGEST + 1

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
    moment = isinstance(place.value_type, dict) and "logicalType" in place.value_type
    if place.kind == "long" and not moment and not all(abs(place.slot.get(end, BEYOND)) < BEYOND for end in RANGE):
        yield f"{place.path}: type long needs minimum and maximum within what JSON carries, {LARGEST}"


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
    if not isinstance(place.slot.get("pattern", ""), str):
        yield f"{place.path}: the pattern is no text"
    if place.slot.get("normalise", "trim") not in NORMALISERS:
        yield f"{place.path}: normalise must be one of {', '.join(NORMALISERS)}"
