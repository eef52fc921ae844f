"""What is wrong with types as such: names, documentation, and what Avro allows but the contract does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.draft.lint.places import PRIMITIVES, Place, places
from casefile_contracts.draft.source import Draft, Schema

NAMESPACE = "casefile.v1"
SENSITIVITIES = ("public", "personal", "special")
LOGICAL_TYPES = {"date": "int", "timestamp-millis": "long", "uuid": "string", "decimal": "bytes"}
CAMEL = re.compile(r"[A-Z][A-Za-z0-9]*")
SNAKE = re.compile(r"[a-z][a-z0-9_]*")
SYMBOL = re.compile(r"[A-Z][A-Z0-9_]*")

Problems = Iterator[str]


def lint_types(draft: Draft) -> Problems:
    """Types that cannot be understood by a reader, human or program."""
    for schema in draft.types.values():
        yield from _named(schema)
        for field in schema.get("fields", ()):
            yield from _field(f"{schema['name']}.{field.get('name')}", field)
        for place in places(schema):
            yield from _place(place, draft.types)


def _named(schema: Schema) -> Problems:
    name = schema["name"]
    if schema.get("namespace") != NAMESPACE:
        yield f"{name}: must be in the namespace {NAMESPACE}"
    if not CAMEL.fullmatch(name):
        yield f"{name}: must be named in CamelCase"
    yield from _documented(name, schema)
    match schema.get("type"):
        case "enum":
            yield from _enum(name, schema.get("symbols", []), schema.get("default"))
        case "record":
            yield from _distinct(name, [field.get("name") for field in schema.get("fields", ())], "field")
        case other:
            yield f"{name}: must be a record or an enum, not {other}"


def _enum(name: str, symbols: list[str], default: str | None) -> Problems:
    yield from _distinct(name, symbols, "symbol")
    if symbols[:1] != ["UNKNOWN"] or default != "UNKNOWN":
        yield f"{name}: the first symbol and the default must be UNKNOWN, which a later symbol is read as"
    yield from (f"{name}: symbol {symbol} must be UPPER_CASE" for symbol in symbols if not SYMBOL.fullmatch(symbol))


def _distinct(name: str, parts: list[Any], noun: str) -> Problems:
    if not parts:
        yield f"{name}: has no {noun}"
    yield from (f"{name}: {noun} {part} stands twice" for part in sorted({p for p in parts if parts.count(p) > 1}))


def _field(path: str, field: Mapping[str, Any]) -> Problems:
    if not SNAKE.fullmatch(str(field.get("name"))):
        yield f"{path}: must be named in snake_case"
    yield from _aliased(path, field)
    yield from _documented(path, field)
    if field.get("sensitivity") not in SENSITIVITIES:
        yield f"{path}: needs a sensitivity, one of {', '.join(SENSITIVITIES)}"
    if not field.get("source"):
        yield f"{path}: needs a source, the standard or system that the field comes from"


def _aliased(path: str, field: Mapping[str, Any]) -> Problems:
    """An alias is a name that the field had: readers find its old values by it."""
    aliases = field.get("aliases", [])
    if not isinstance(aliases, list) or not all(SNAKE.fullmatch(str(alias)) for alias in aliases):
        yield f"{path}: aliases must be a list of names in snake_case"
    elif field.get("name") in aliases:
        yield f"{path}: is its own alias"


def _documented(path: str, described: Mapping[str, Any]) -> Problems:
    if not str(described.get("doc", "")).endswith("."):
        yield f"{path}: needs a doc, at least one sentence"


def _place(place: Place, types: Mapping[str, Schema]) -> Problems:
    if place.optional and place.is_field and ("default" not in place.slot or place.slot["default"] is not None):
        yield f"{place.path}: is optional, so its default must be null"
    match place.type:
        case list() if len(place.type) != 2 or place.type[0] != "null" or isinstance(place.value_type, list):
            yield f"{place.path}: a union must be null first and one other type"
            return
    if place.kind in ("float", "double"):
        yield f"{place.path}: a float has no exact value; use a decimal, or an int of a smaller unit"
    elif place.kind in ("record", "enum", "fixed"):
        yield f"{place.path}: a named type needs a file of its own"
    elif place.kind not in PRIMITIVES | {"array", "map"} | set(types):
        yield f"{place.path}: {place.kind} is no type of the contract"
    yield from _logical_type(place)


def _logical_type(place: Place) -> Problems:
    node = place.value_type
    logical_type = node.get("logicalType") if isinstance(node, dict) else None
    if logical_type is None:
        return
    if LOGICAL_TYPES.get(logical_type) != place.kind:
        yield f"{place.path}: {logical_type} on {place.kind} is no logical type of the contract"
    if logical_type == "decimal" and not ("precision" in node and "scale" in node):
        yield f"{place.path}: a decimal needs precision and scale"
