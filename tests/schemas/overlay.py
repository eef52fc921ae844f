"""Lays the example of a rule over a golden message, so that a fragment can be tried in the whole of the contract.

An example holds what its rule reads: its fields replace those of the golden record, and what the rule reads but the
example leaves out is taken away. Items of a list are laid over the first golden record of their type. `envelope`,
`now` and `case` in an example are what the names mean in the rule.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from drafts import draft, golden, message_schemas, type_of

from casefile_contracts.codec.logical import timestamp_millis

NOW = 1777507200000
"""2026-04-30, after every golden message was sent."""

Fragment = dict[str, Any]
Overlaid = tuple[str, Fragment, int, Fragment | None]
"""Message type, message, now, and what went before in the case."""


def overlays(rule: dict[str, Any], example: Fragment) -> Iterator[Overlaid]:
    """Every golden message with the record, its first one, as the example says."""
    for on in [rule["on"]] if isinstance(rule["on"], str) else rule["on"]:
        yield from _overlays(rule, on, example)


def _overlays(rule: dict[str, Any], on: str, example: Fragment) -> Iterator[Overlaid]:
    read = set(re.findall(r"[.]([a-z_]+)\b(?![(])", rule["require"]))
    now = timestamp_millis(example["now"]) if "now" in example else NOW
    for name in _carriers(on):
        message = copy.deepcopy(golden()[name])
        for record in _records(message_schemas()[type_of(name)], message, on):
            _lay(_Overlay(name, read), on, record, example, message)
            yield type_of(name), message, now, example.get("case")
            break


@cache
def _carriers(type_name: str) -> list[str]:
    """The golden messages that have a record of a type."""
    return [name for name in golden() if any(_records(message_schemas()[type_of(name)], golden()[name], type_name))]


def _lay(overlay: _Overlay, type_name: str, record: Fragment, example: Fragment, message: Fragment) -> None:
    fragment = {key: value for key, value in example.items() if key not in ("now", "envelope", "case")}
    after = overlay.laid_over(type_name, record, fragment)
    record.clear()
    record.update(after)
    if "envelope" in example:
        message["envelope"].update(example["envelope"])


class _Overlay:
    def __init__(self, example: str, read: set[str]) -> None:
        self._example = example
        self._read = read

    def laid_over(self, type_name: str, base: Fragment, fragment: Fragment) -> Fragment:
        fields = {field["name"]: field["type"] for field in draft().types[f"casefile.v1.{type_name}"]["fields"]}
        kept = {name: value for name, value in base.items() if name not in self._read or not _optional(fields[name])}
        laid = {name: self._value(fields[name], base.get(name), value) for name, value in fragment.items()}
        return {**kept, **laid}

    def _value(self, schema: Any, base: Any, value: Any) -> Any:
        schema = schema[1] if isinstance(schema, list) else schema
        match schema, value:
            case str(), dict():
                name = schema.rpartition(".")[2]
                return self.laid_over(name, base or _template(self._example, name), value)
            case {"items": str(items)}, list() if items in draft().types and draft().types[items]["type"] == "record":
                name = items.rpartition(".")[2]
                return [self.laid_over(name, _template(self._example, name), item) for item in value]
        return value


@cache
def _template(example: str, type_name: str) -> Fragment:
    """The first record of the type: in the message itself, else in a small golden one."""
    for name in sorted(golden(), key=lambda name: (name != example, name.endswith(".full"), name)):
        for record in _records(message_schemas()[type_of(name)], golden()[name], type_name):
            return record
    raise LookupError(type_name)


def _optional(schema: Any) -> bool:
    return isinstance(schema, list) or (isinstance(schema, dict) and schema["type"] == "array")


def _records(schema: Any, value: Any, type_name: str) -> Iterator[Fragment]:
    """Every record of a type in a JSON form, outer ones first."""
    match schema:
        case str() if schema in draft().types:
            yield from _records(draft().types[schema], value, type_name)
        case ["null", inner]:
            yield from _records(inner, value, type_name)
        case {"type": "array", "items": items}:
            for item in value:
                yield from _records(items, item, type_name)
        case {"type": "record", "name": name, "fields": fields}:
            if name == type_name:
                yield value
            for field in fields:
                if field["name"] in value:
                    yield from _records(field["type"], value[field["name"]], type_name)
