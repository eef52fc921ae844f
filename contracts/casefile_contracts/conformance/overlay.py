"""Lays the example of a rule over a whole message, so that a fragment can be tried in the whole of the contract.

An example holds what its rule reads: its fields replace those of the message, and what the rule reads but the example
leaves out is taken away. Items of a list, and records that the message has not, are laid over those of a golden one.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Record, Shape

Fragment = dict[str, Any]

Templates = Mapping[str, Fragment]
"""A record of each type in JSON form, by the type's short name."""

CONTEXT = frozenset({"now", "envelope", "case"})
"""What an example may give beside the fields of its record."""


def laid_over(
    root: Record, message: Fragment, on: str, condition: str, example: Mapping[str, Any], templates: Templates
) -> Fragment | None:
    """The message with its first record of the type `on` as the example says; None if it has no such record."""
    result = copy.deepcopy(message)
    shape, record = next((one for one in records_of(root, result) if one[0].short_name == on), (root, None))
    if record is None:
        return None
    read = frozenset(re.findall(r"[.]([a-z_]+)\b(?![(])", condition))
    fragment = {name: value for name, value in example.items() if name not in CONTEXT}
    after = _laid(shape, record, fragment, read, templates)
    record.clear()
    record.update(after)
    if "envelope" in example:
        result["envelope"].update(example["envelope"])
    return result


def records_of(shape: Shape, value: Any) -> Iterator[tuple[Record, Fragment]]:
    """Every record in a JSON form, outer ones first."""
    match shape, value:
        case _, None:
            return
        case Optional(inner=inner), _:
            yield from records_of(inner, value)
        case Array(items=items), list():
            for item in value:
                yield from records_of(items, item)
        case Record(fields=fields), dict():
            yield shape, value
            for field in fields:
                yield from records_of(field.shape, value.get(field.name))


def with_lists(shape: Shape, value: Any) -> Any:
    """A fragment in JSON form with the lists that it leaves out: they are empty."""
    match shape, value:
        case Optional(inner=inner), _:
            return with_lists(inner, value)
        case Array(items=items), list():
            return [with_lists(items, item) for item in value]
        case Record(fields=fields), dict():
            present = [one for one in fields if one.name in value or isinstance(one.shape, Array)]
            return {one.name: with_lists(one.shape, value.get(one.name, [])) for one in present}
    return value


def _laid(shape: Record, base: Fragment, fragment: Fragment, read: frozenset[str], templates: Templates) -> Fragment:
    shapes = {field.name: field.shape for field in shape.fields}
    kept = {name: value for name, value in base.items() if name not in read or not _droppable(shapes[name])}
    laid = {
        name: _value(shapes[name], base.get(name), value, read, templates)
        for name, value in fragment.items()
        if name in shapes
    }
    return kept | laid


def _value(shape: Shape, base: Any, value: Any, read: frozenset[str], templates: Templates) -> Any:
    match shape, value:
        case Optional(inner=inner), _:
            return _value(inner, base, value, read, templates)
        case Record(), dict():
            return _laid(shape, base or templates.get(shape.short_name, {}), value, read, templates)
        case Array(items=Record() as items), list():
            template = templates.get(items.short_name, {})
            return [_laid(items, template, item, read, templates) for item in value]
    return value


def _droppable(shape: Shape) -> bool:
    return isinstance(shape, (Optional, Array))
