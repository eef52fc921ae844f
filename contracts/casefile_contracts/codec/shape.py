"""The shape of a schema: an Avro schema with its names resolved, ready to generate code from.

Source: Avro 1.12 specification, less what the contract lint refuses: recursion, floats, zero-width items, and unions
other than null and one type.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from casefile_contracts.errors import ContractError

PRIMITIVES = frozenset({"boolean", "int", "long", "string", "bytes"})
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")


@dataclass(frozen=True, slots=True)
class Primitive:
    """A boolean, int, long, string or bytes, with the constraints that stand on its type object."""

    kind: str
    logical: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Enum:
    """One of a closed list of symbols."""

    name: str
    symbols: tuple[str, ...]
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fixed:
    """Exactly `size` bytes."""

    name: str
    size: int
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Array:
    """Any number of items."""

    items: Shape


@dataclass(frozen=True, slots=True)
class Map:
    """Any number of values, by string key."""

    values: Shape


@dataclass(frozen=True, slots=True)
class Optional:
    """Null or one thing; `null_index` is where null stands in the union."""

    inner: Shape
    null_index: int


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record; `attributes` is the schema's own entry, with constraints and documentation."""

    name: str
    shape: Shape
    attributes: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Record:
    """Named fields in their order."""

    name: str
    fields: tuple[Field, ...]

    @property
    def short_name(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(".")[2]


Shape: TypeAlias = Primitive | Enum | Fixed | Array | Map | Optional | Record


def shape_of(schema: Any) -> Record:
    """The shape of a message's schema, given as parsed JSON.

    Raises:
        ContractError: The schema holds what the contract does not allow.
    """
    shape = _Reader().read(schema, "")
    if not isinstance(shape, Record):
        raise ContractError("a message is a record")
    return shape


class _Reader:
    def __init__(self) -> None:
        self.named: dict[str, Record | Enum | Fixed] = {}
        self.open: set[str] = set()

    def read(self, schema: Any, namespace: str) -> Shape:
        if isinstance(schema, list):
            return self._optional(schema, namespace)
        if isinstance(schema, str):
            return Primitive(schema) if schema in PRIMITIVES else self._reference(schema, namespace)
        kind = schema.get("type")
        if kind in PRIMITIVES:
            return Primitive(kind, schema.get("logicalType"), schema)
        if kind in ("array", "map"):
            return self._container(schema, namespace)
        if kind in ("record", "enum", "fixed"):
            return self._named(schema, namespace)
        raise ContractError(f"the codec carries no {kind}")

    def _optional(self, branches: list[Any], namespace: str) -> Shape:
        if len(branches) != 2 or branches.count("null") != 1:
            raise ContractError("a union is null and one other type")
        null_index = branches.index("null")
        inner = self.read(branches[1 - null_index], namespace)
        if isinstance(inner, Optional):
            raise ContractError("a union holds no union")
        return Optional(inner, null_index)

    def _reference(self, name: str, namespace: str) -> Shape:
        full = _full_name(name, namespace)
        found = self.named.get(full) or self.named.get(name)
        if found is None:
            raise ContractError(f"{full} is recursive" if full in self.open else f"the codec carries no {name}")
        return found

    def _container(self, schema: Mapping[str, Any], namespace: str) -> Shape:
        if schema["type"] == "map":
            return Map(self.read(schema["values"], namespace))
        items = self.read(schema["items"], namespace)
        if least_width(items) == 0:
            raise ContractError("an array's items take at least one byte each")
        return Array(items)

    def _named(self, schema: Mapping[str, Any], namespace: str) -> Shape:
        full = _full_name(schema["name"], schema.get("namespace", namespace))
        self.open.add(full)
        found = self._definition(schema, full)
        self.open.discard(full)
        self.named[full] = found
        return found

    def _definition(self, schema: Mapping[str, Any], full: str) -> Record | Enum | Fixed:
        if schema["type"] == "enum":
            return Enum(full, tuple(schema["symbols"]), schema)
        if schema["type"] == "fixed":
            return Fixed(full, schema["size"], schema)
        space = full.rpartition(".")[0]
        return Record(full, tuple(Field(f["name"], self.read(f["type"], space), f) for f in schema["fields"]))


def _full_name(name: str, namespace: str) -> str:
    full = name if "." in name or not namespace else f"{namespace}.{name}"
    if not _NAME.fullmatch(full):  # it becomes part of generated source
        raise ContractError(f"{full!r} is no Avro name")
    return full


def least_width(shape: Shape) -> int:
    """The fewest bytes that a value of this shape takes."""
    if isinstance(shape, Record):
        return sum(least_width(each.shape) for each in shape.fields)
    return shape.size if isinstance(shape, Fixed) else 1


def records_in(shape: Shape) -> list[Record]:
    """Every record under a shape, each once, inner ones before those that hold them."""
    found: dict[str, Record] = {}
    _collect(shape, found)
    return list(found.values())


def _collect(shape: Shape, found: dict[str, Record]) -> None:
    match shape:
        case Record() if shape.name not in found:
            for each in shape.fields:
                _collect(each.shape, found)
            found[shape.name] = shape
        case Array(items=inner) | Map(values=inner) | Optional(inner=inner):
            _collect(inner, found)
