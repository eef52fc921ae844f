"""Any Avro schema as a tree with its names resolved, and whether a reader's can take what a writer's gives.

Source: Avro 1.12 specification, schema resolution. The checker of Apache's `avro` package is not used: it takes an
alias without namespace for none, an enum's default for a field's, ignores decimals, and tells no places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.errors import DraftError
from casefile_contracts.evolution.attributes import refuse_malformed

PRIMITIVES = frozenset({"null", "boolean", "int", "long", "float", "double", "bytes", "string"})
PROMOTIONS = {
    "int": {"long", "float", "double"},
    "long": {"float", "double"},
    "float": {"double"},
    "string": {"bytes"},
    "bytes": {"string"},
}
"""What a value may be read as beside its own type."""


@dataclass(slots=True, eq=False)
class Node:
    """A type. Equal only to itself, since a type may hold itself."""

    kind: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    """Full name of a record, enum or fixed."""
    fields: dict[str, Field] = field(default_factory=dict)
    symbols: tuple[str, ...] = ()
    inner: Node | None = None
    """Items of an array, values of a map."""
    branches: tuple[Node, ...] = ()

    @property
    def short(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(".")[2]

    @property
    def aliases(self) -> frozenset[str]:
        """Full names that this type also goes by."""
        space = self.name.rpartition(".")[0]
        given = self.attributes.get("aliases") or ()
        return frozenset(one if "." in one else f"{space}.{one}".lstrip(".") for one in given if isinstance(one, str))

    @property
    def default_symbol(self) -> str | None:
        """What an enum reads an unknown symbol as."""
        default = self.attributes.get("default")
        return default if default in self.symbols else None

    @property
    def logical(self) -> str | None:
        """Its logical type."""
        return self.attributes.get("logicalType")


@dataclass(slots=True, eq=False)
class Field:
    """A field of a record."""

    name: str
    type: Node
    attributes: Mapping[str, Any]

    @property
    def aliases(self) -> tuple[str, ...]:
        """Names that a writer may have for it."""
        return tuple(self.attributes.get("aliases") or ())

    @property
    def has_default(self) -> bool:
        """Whether it has a value where the writer has none; a default that does not fit the type is none."""
        return "default" in self.attributes and conforms(self.type, self.attributes["default"])


def node_of(schema: Any) -> Node:
    """The tree of a schema given as parsed JSON.

    Raises:
        DraftError: It is no Avro schema.
    """
    return _Reader({}).read(schema, "")


@dataclass(slots=True)
class _Reader:
    named: dict[str, Node]

    def read(self, schema: Any, space: str) -> Node:
        match schema:
            case str():
                return self._reference(schema, space)
            case list():
                return self._union(schema, space)
            case {"type": ("record" | "error" | "enum" | "fixed") as kind, "name": str(name)}:
                return self._named("record" if kind == "error" else kind, schema, name, space)
            case {"type": "array", "items": inner} | {"type": "map", "values": inner}:
                refuse_malformed(schema, str(schema["type"]))
                return Node(schema["type"], schema, inner=self.read(inner, space))
            case {"type": str(kind)} if kind in PRIMITIVES:
                refuse_malformed(schema, kind)
                return Node(kind, schema)
            case {"type": inner} if not isinstance(inner, str) or inner not in ("record", "enum", "fixed"):
                return self.read(inner, space)
        raise DraftError(f"{str(schema)[:60]} is no Avro type")

    def _union(self, schema: list[Any], space: str) -> Node:
        branches = tuple(self.read(branch, space) for branch in schema)
        kinds = [branch.name or branch.kind for branch in branches]
        if not kinds or "union" in kinds or len(set(kinds)) < len(kinds):
            raise DraftError(f"{str(schema)[:60]} is no union: its branches must be different types")
        return Node("union", branches=branches)

    def _reference(self, name: str, space: str) -> Node:
        if name in PRIMITIVES:
            return Node(name)
        found = self.named.get(name if "." in name or not space else f"{space}.{name}") or self.named.get(name)
        if found is None:
            raise DraftError(f"{name} is no type of this schema")
        return found

    def _named(self, kind: str, schema: Mapping[str, Any], name: str, space: str) -> Node:
        space = schema.get("namespace", space)
        full = name if "." in name or not space else f"{space}.{name}"
        refuse_malformed(schema, full)
        node = self.named[full] = Node(kind, schema, full)
        match kind, schema:
            case "record", {"fields": list(parts)}:
                node.fields = {one.name: one for one in (self._field(full, part) for part in parts)}
                names = set(node.fields)
            case "enum", {"symbols": list(parts)} if all(isinstance(part, str) for part in parts):
                node.symbols = tuple(parts)
                names = set(parts)
            case "fixed", {"size": int()}:
                return node
            case _:
                raise DraftError(f"{full}: is no {kind}")
        if len(names) < len(parts):
            raise DraftError(f"{full}: a name stands twice")
        return node

    def _field(self, record: str, part: Any) -> Field:
        match part:
            case {"name": str(name), "type": type_}:
                refuse_malformed(part, f"{record}.{name}")
                return Field(name, self.read(type_, record.rpartition(".")[0]), part)
        raise DraftError(f"{record}: a field needs a name and a type")


def optional(node: Node) -> tuple[Node, bool]:
    """What stands there if it is not null, and whether null may; other unions as they are."""
    if node.kind == "union":
        others = [branch for branch in node.branches if branch.kind != "null"]
        if len(others) == 1:
            return others[0], len(node.branches) > 1
    return node, False


def writer_field(reader: Field, writer: Node) -> Field | None:
    """The writer's field that a reader's field is read from."""
    names = (reader.name, *reader.aliases)
    return next((writer.fields[name] for name in names if name in writer.fields), None)


def same_name(reader: Node, writer: Node) -> bool:
    """Whether two named types may be the same: by name, whatever their namespaces, or by the reader's alias."""
    return reader.short == writer.short or writer.name in reader.aliases


def resolves(reader: Node, writer: Node) -> bool:
    """Whether every value of the writer's schema can be read by the reader's."""
    return _Resolution(set()).resolves(reader, writer)


@dataclass(slots=True)
class _Resolution:
    assumed: set[tuple[int, int]]
    """Pairs of records under way, or found right; a type that holds itself is right if nothing else is wrong."""

    def resolves(self, reader: Node, writer: Node) -> bool:
        if writer.kind == "union":
            return all(self.resolves(reader, branch) for branch in writer.branches)
        if reader.kind == "union":
            return any(self.resolves(branch, writer) for branch in reader.branches)
        if reader.kind != writer.kind:
            return reader.kind in PROMOTIONS.get(writer.kind, ())
        match reader.kind:
            case "array" | "map":
                return (
                    reader.inner is not None and writer.inner is not None and self.resolves(reader.inner, writer.inner)
                )
            case "fixed":
                return same_name(reader, writer) and reader.attributes.get("size") == writer.attributes.get("size")
            case "enum":
                known = set(writer.symbols) <= set(reader.symbols) or reader.default_symbol is not None
                return same_name(reader, writer) and known
            case "record":
                return same_name(reader, writer) and self._fields(reader, writer)
        return True

    def _fields(self, reader: Node, writer: Node) -> bool:
        pair = (id(reader), id(writer))
        if pair in self.assumed:
            return True
        self.assumed.add(pair)
        return all(self._field(each, writer) for each in reader.fields.values())

    def _field(self, reader: Field, writer: Node) -> bool:
        found = writer_field(reader, writer)
        return reader.has_default if found is None else self.resolves(reader.type, found.type)


def conforms(node: Node, default: Any) -> bool:
    """Whether a default is one of the type; of a union, of any branch (before Avro 1.12 it had to be the first)."""
    match node.kind:
        case "union":
            return any(conforms(branch, default) for branch in node.branches)
        case "record":
            return isinstance(default, dict) and all(
                conforms(each.type, default[name]) if name in default else each.has_default
                for name, each in node.fields.items()
            )
        case "array" | "map" as kind:
            if node.inner is None or not isinstance(default, list if kind == "array" else dict):
                return False
            values = default if isinstance(default, list) else default.values()
            return all(conforms(node.inner, each) for each in values)
        case "enum":
            return default in node.symbols
        case "int" | "long":
            return type(default) is int
        case "float" | "double":
            return type(default) in (int, float)
    return type(default) is {"null": type(None), "boolean": bool}.get(node.kind, str)


def named_types(node: Node) -> Iterator[Node]:
    """Every record, enum and fixed in a tree, each once, outer ones first."""
    waiting, seen = [node], {id(node)}
    while waiting:
        here = waiting.pop()
        if here.name:
            yield here
        inside = (
            [each.type for each in here.fields.values()] + list(here.branches) + ([here.inner] if here.inner else [])
        )
        for each in reversed(inside):
            if id(each) not in seen:
                seen.add(id(each))
                waiting.append(each)


def inside(node: Node, known: dict[int, frozenset[str]]) -> frozenset[str]:
    """The full names of the named types in a tree; `known` keeps what was found before."""
    if id(node) not in known:
        known[id(node)] = frozenset()  # while under way: a type may hold itself
        parts = (
            [each.type for each in node.fields.values()] + list(node.branches) + ([node.inner] if node.inner else [])
        )
        found = frozenset().union(*(inside(part, known) for part in parts)) | ({node.name} if node.name else set())
        known[id(node)] = found
    return known[id(node)]
