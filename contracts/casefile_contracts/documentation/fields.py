"""A field as its reader sees it in the JSON form: kind of value, limits in words, what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.logical import date_text, timestamp_text
from casefile_contracts.documentation.types import named, value_type
from casefile_contracts.rules.rulebook import ANYTHING, CLEAN, MOMENT

_WORDS = {
    "date": "date, YYYY-MM-DD",
    "timestamp-millis": "date and time with zone",
    "uuid": "UUID",
    "string": "text",
    "int": "whole number",
    "long": "whole number",
    "boolean": "true or false",
    "bytes": "base 64",
    "decimal": "decimal number, as text",
}


@dataclass(frozen=True)
class Field:
    """One field of a record, in words."""

    name: str
    doc: str
    source: str
    sensitivity: str
    required: bool
    kind: str
    """What sort of value, in words; a list says so before its items."""
    target: str | None
    """The record or enum that it is or holds."""
    limits: tuple[str, ...]
    """Bounds in words, patterns apart."""
    pattern: str | None
    codes: str | None
    """Name of its code list."""
    rule: str
    """The rule that a breach of its limits is reported as."""
    derived: tuple[str, ...]
    """Rules that hold for every value of its kind."""


def field_of(entry: Mapping[str, Any]) -> Field:
    """A field of an Avro record."""
    node = value_type(entry["type"])
    is_list = isinstance(node, dict) and node["type"] in ("array", "map")
    item = value_type(node.get("items", node.get("values"))) if is_list else node
    slot = _attributes(item) if is_list else entry
    return Field(
        name=entry["name"],
        doc=entry["doc"],
        source=entry["source"],
        sensitivity=entry["sensitivity"],
        required=not isinstance(entry["type"], list) and "default" not in entry,
        kind=f"list of {_kind(item)}" if is_list else _kind(item),
        target=named(node),
        limits=(*_items(entry if is_list else {}), *_limits(item, slot)),
        pattern=slot.get("pattern"),
        codes=slot.get("codes"),
        rule=slot.get("rule", entry.get("rule", ANYTHING)),
        derived=tuple(_derived(item, slot)),
    )


def _kind(node: Any) -> str:
    if name := named(node):
        return name
    logical = node.get("logicalType") if isinstance(node, dict) else None
    return _WORDS[logical or _avro(node)]


def _avro(node: Any) -> str:
    return str(node["type"] if isinstance(node, dict) else node)


def _attributes(node: Any) -> Mapping[str, Any]:
    return node if isinstance(node, dict) and "name" not in node else {}


def _items(slot: Mapping[str, Any]) -> Iterator[str]:
    if "maxItems" in slot:
        yield _range(slot.get("minItems", 0), slot["maxItems"], "item")


def _limits(node: Any, slot: Mapping[str, Any]) -> Iterator[str]:
    if "maxLength" in slot:
        yield _range(slot.get("minLength", 0), slot["maxLength"], "byte" if _avro(node) == "bytes" else "character")
    shown = _shown(node)
    match slot:
        case {"minimum": least, "maximum": most}:
            yield f"{shown(least)} to {shown(most)}"
        case {"minimum": least}:
            yield f"from {shown(least)}"
        case {"maximum": most}:
            yield f"up to {shown(most)}"
    if isinstance(node, dict) and node.get("logicalType") == "decimal":
        yield f"{node['scale']} decimals, at most {node['precision']} digits"


def _range(least: int, most: int, noun: str) -> str:
    plural = noun if most == 1 else f"{noun}s"
    if least == most:
        return f"{most} {plural}"
    return f"{least} to {most} {plural}" if least else f"up to {most:,} {plural}"


def _shown(node: Any) -> Any:
    logical = node.get("logicalType") if isinstance(node, dict) else None
    return {"date": date_text, "timestamp-millis": timestamp_text}.get(logical or "", lambda number: f"{number:,}")


def _derived(node: Any, slot: Mapping[str, Any]) -> Iterator[str]:
    logical = node.get("logicalType") if isinstance(node, dict) else None
    if logical in ("date", "timestamp-millis"):
        yield MOMENT
    elif _avro(node) == "string" and "pattern" not in slot:
        yield CLEAN
