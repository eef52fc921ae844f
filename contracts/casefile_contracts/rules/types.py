"""What the parts of a condition are: texts, numbers, dates, lists, records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from casefile_contracts.codec.shape import Array, Enum, Field, Optional, Primitive, Record, Shape

Path: TypeAlias = tuple[str, ...]
"""A place, named from something in scope: `("this", "individual", "name")`."""

CodeLists: TypeAlias = Mapping[str, frozenset[str]]
"""Codes by name of the list, for the lists that ship in a release."""


class Reference(Protocol):
    """What conditions ask of reference data; None where the list is not loaded."""

    def known(self, list_name: str, code: str, on: int | None = None) -> bool | None:
        """Whether the list has the code, on that day or at all."""

    def codes(self, list_name: str) -> frozenset[str] | None:
        """All codes of the list."""


UNKNOWN = "UNKNOWN"
"""Default symbol of every enum; readers may meet it, senders never send it."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value: bool, int, string, date, timestamp, decimal or bytes."""

    kind: str
    allowed: frozenset[str] | None = None
    """For a string out of a closed list: its members."""


@dataclass(frozen=True, slots=True)
class ListOf:
    """Items of one type; None for the empty list written out."""

    items: Type | None
    present: frozenset[Path] = frozenset()
    """Optional fields that every item is known to have."""


Type: TypeAlias = Scalar | ListOf | Record

BOOL = Scalar("bool")
INT = Scalar("int")
STRING = Scalar("string")
ORDERED = frozenset({"int", "date", "timestamp", "decimal"})
"""Kinds with `<`. Texts have none: languages differ on which comes first."""


def type_of_field(field: Field, code_lists: CodeLists) -> Type:
    """The type of a record's field, where it is there."""
    return type_of(field.shape, field.attributes, code_lists)


def type_of(shape: Shape, attributes: Mapping[str, Any], code_lists: CodeLists) -> Type:
    """The type of a value of a schema; `attributes` are its field's."""
    match shape:
        case Optional(inner=inner):
            return type_of(inner, attributes, code_lists)
        case Record():
            return shape
        case Array(items=items):
            return ListOf(type_of(items, {}, code_lists))
        case Enum(symbols=symbols):
            return Scalar("string", frozenset(symbols) - {UNKNOWN})
        case Primitive(kind="string", attributes=own):
            return Scalar("string", code_lists.get(attributes.get("codes") or own.get("codes", "")))
        case Primitive(kind=kind, logical=logical):
            return Scalar(_kind(kind, logical))
    return Scalar("bytes")


def _kind(kind: str, logical: str | None) -> str:
    match kind, logical:
        case "int", "date":
            return "date"
        case "long", "timestamp-millis":
            return "timestamp"
        case (("int" | "long"), None):
            return "int"
        case "boolean", _:
            return "bool"
    return "bytes"


def named(type_: Type | None) -> str:
    """A type as a problem names it."""
    match type_:
        case Scalar(kind=kind):
            return kind
        case Record(name=name):
            return name.rpartition(".")[2]
        case ListOf(items=items):
            return f"list of {named(items)}" if items else "empty list"
    return "nothing"
