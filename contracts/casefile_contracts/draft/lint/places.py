"""The places of a type where a value stands: its fields, and the items of their arrays and maps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.draft.source import Schema

PRIMITIVES = frozenset({"boolean", "int", "long", "string", "bytes"})


@dataclass(frozen=True)
class Place:
    """Where a value stands.

    `slot` is the object that carries its constraints: the field, or the items' own type object.
    """

    path: str
    slot: Mapping[str, Any]
    type: Any
    is_field: bool

    @property
    def optional(self) -> bool:
        """Whether null may stand here."""
        return isinstance(self.type, list)

    @property
    def value_type(self) -> Any:
        """The type of what stands here if it is not null."""
        return non_null(self.type)

    @property
    def kind(self) -> str:
        """Primitive, array, map or the full name of a named type."""
        return kind(self.value_type)


def places(schema: Schema) -> Iterator[Place]:
    """Every place of a record, outer ones first."""
    for field in schema.get("fields", ()):
        yield from _places(f"{schema['name']}.{field.get('name')}", field, field.get("type"), True)


def non_null(node: Any) -> Any:
    """The one branch of a union that is not null; anything else as it is."""
    branches = [branch for branch in node if branch != "null"] if isinstance(node, list) else []
    return branches[0] if len(branches) == 1 else node


def kind(node: Any) -> str:
    """What sort of type it is: primitive, array, map, union or the name of a named type."""
    if isinstance(node, dict):
        return str(node.get("type"))
    return "union" if isinstance(node, list) else str(node)


def _places(path: str, slot: Mapping[str, Any], node: Any, is_field: bool) -> Iterator[Place]:
    place = Place(path, slot, node, is_field)
    yield place
    inner = {"array": "items", "map": "values"}.get(place.kind)
    if inner and isinstance(place.value_type, dict):
        content = place.value_type.get(inner)
        yield from _places(f"{path}[]", content if isinstance(content, dict) else {}, content, False)
