"""Values that the limits of a field do not allow: what breaks the rules that schemas lend their limits to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Field, Optional, Primitive, Record, Shape
from casefile_contracts.generator.fiction import Document

GENERAL = "F00"
CLEAN = "F44"
DATES = "F16"
ABSENT = object()
"""Stands for a value that is left out."""

Steps = tuple[str | int, ...]
"""The way to a value inside a message."""


def beyond_limits(root: Record, message: Document, rule: str) -> Iterator[Document]:
    """The message with one value at a time that the rule, which a limit is reported as, does not allow.

    Fields that the message leaves out are tried as well.
    """
    for steps, each in _fields(root, message, ()):
        for value in _wrong(each, rule):
            yield _with(message, (*steps, each.name), value)


def _fields(shape: Shape, value: Any, steps: Steps) -> Iterator[tuple[Steps, Field]]:
    """Every field of every record of the message, with the way to the record."""
    match shape, value:
        case Optional(inner=inner), _ if value is not None:
            yield from _fields(inner, value, steps)
        case Array(items=items), list():
            for number, item in enumerate(value):
                yield from _fields(items, item, (*steps, number))
        case Record(fields=fields), dict():
            for each in fields:
                yield steps, each
                yield from _fields(each.shape, value.get(each.name), (*steps, each.name))


def _with(message: Document, steps: Steps, value: Any) -> Document:
    broken = deepcopy(message)
    at: Any = broken
    for step in steps[:-1]:
        at = at[step]
    if value is ABSENT:
        at.pop(steps[-1], None)
    else:
        at[steps[-1]] = value
    return broken


def _wrong(each: Field, rule: str) -> Iterator[Any]:
    shape = each.shape.inner if isinstance(each.shape, Optional) else each.shape
    attributes = each.attributes
    own = attributes.get("rule", DATES if getattr(shape, "logical", None) in _CALENDAR else GENERAL)
    if rule in (own, CLEAN):
        yield from _values(shape, attributes, rule)
    if rule == own and not isinstance(each.shape, Optional):
        yield ABSENT


def _values(shape: Shape, attributes: Mapping[str, Any], rule: str) -> Iterator[Any]:
    match shape:
        case Primitive(kind="string"):
            yield from _texts(attributes, rule)
        case Primitive(logical=str()):
            yield "2026-02-30"
        case Primitive(kind="int" | "long"):
            yield from (attributes[end] + by for end, by in (("minimum", -1), ("maximum", 1)) if end in attributes)
        case Array(items=Primitive(kind="string") as items):
            yield from ([text] for text in _texts({**attributes, **items.attributes}, rule))
        case Array() if attributes.get("minItems"):
            yield []
        case Enum():
            yield "UNKNOWN"


def _texts(attributes: Mapping[str, Any], rule: str) -> Iterator[str]:
    least = max(1, attributes.get("minLength", 1))
    if "codes" in attributes:
        yield "Z" * least
        yield "QQ"[: attributes.get("maxLength", 2)]
    if "pattern" in attributes:
        yield "?" * least
    elif rule == CLEAN and "codes" not in attributes:
        yield " indented"
    if "maxLength" in attributes and attributes["maxLength"] <= _LONGEST:
        yield "A" * (attributes["maxLength"] + 1)
    yield ""


_CALENDAR = ("date", "timestamp-millis")
_LONGEST = 5000
