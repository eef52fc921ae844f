"""What is wrong with messages as wholes: who sends them, how deep they nest, whether they end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastavro.schema import SchemaParseException, UnknownType, parse_schema

from casefile_contracts.draft.compiler import messages, self_contained
from casefile_contracts.draft.lint.places import kind, non_null, places
from casefile_contracts.draft.source import Draft, Schema

SENDERS = ("police", "cps", "gateway")
ENVELOPE = "casefile.v1.Envelope"
MAX_NESTING = 12

Problems = Iterator[str]
Types = Mapping[str, Schema]


def lint_messages(draft: Draft) -> Problems:
    """Messages that could not be addressed, or that a reader could not safely read."""
    for schema in messages(draft):
        yield from _addressed(schema)
    recursive = sorted(name for name, schema in draft.types.items() if name in _reachable(schema, draft.types, set()))
    yield from (f"{_short(name)}: contains itself, so a small message could nest without end" for name in recursive)
    yield from _empty_items(draft)
    if not recursive:
        yield from _whole(draft)
    yield from _unused(draft)


def _addressed(schema: Schema) -> Problems:
    senders = schema["sender"]
    if not isinstance(senders, list) or not senders or set(senders) - set(SENDERS):
        yield f"{schema['name']}: sender must be a list of {', '.join(SENDERS)}"
    first = schema.get("fields", [{}])[0]
    if senders != ["gateway"] and (first.get("name"), first.get("type")) != ("envelope", ENVELOPE):
        yield f"{schema['name']}: is sent, so its first field must be the envelope, of type {ENVELOPE}"


def _whole(draft: Draft) -> Problems:
    for schema in messages(draft):
        if (depth := _depth(f"{schema['namespace']}.{schema['name']}", draft.types)) > MAX_NESTING:
            yield f"{schema['name']}: nests {depth} deep, {MAX_NESTING} is the most"
        try:
            parse_schema(self_contained(schema, draft.types))
        except (SchemaParseException, UnknownType) as error:
            yield f"{schema['name']}: is no Avro schema: {error}"


def _empty_items(draft: Draft) -> Problems:
    for schema in draft.types.values():
        for place in places(schema):
            if place.path.endswith("[]") and _takes_no_bytes(place.type, draft.types, frozenset()):
                yield f"{place.path}: items that take no bytes could be claimed in any number"


def _unused(draft: Draft) -> Problems:
    used = {name for schema in messages(draft) for name in _reachable(schema, draft.types, set())}
    for name, schema in draft.types.items():
        if name not in used and "sender" not in schema:
            yield f"{_short(name)}: is part of no message"


def _depth(node: Any, types: Types) -> int:
    """Levels of records, arrays and maps."""
    node = non_null(node)
    if kind(node) in types:
        fields = types[kind(node)].get("fields", ())
        return 1 + max((_depth(field["type"], types) for field in fields), default=-1)
    if kind(node) in ("array", "map"):
        return 1 + _depth(node.get("items", node.get("values")), types)
    return 0


def _takes_no_bytes(node: Any, types: Types, above: frozenset[str]) -> bool:
    name = kind(node)
    if name in types and name not in above:
        fields = types[name].get("fields")
        return fields is not None and all(_takes_no_bytes(field.get("type"), types, above | {name}) for field in fields)
    return name == "null"


def _reachable(schema: Schema, types: Types, found: set[str]) -> set[str]:
    """Full names of the types inside a type, however deep."""
    for name in {place.kind for place in places(schema) if place.kind in types} - found:
        found.add(name)
        _reachable(types[name], types, found)
    return found


def _short(name: str) -> str:
    return name.rpartition(".")[2]
