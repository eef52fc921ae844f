"""JSON Schema (draft 2020-12) of a message's JSON form, self-contained.

It says what the contract says of single values. What it cannot say is listed in `UNSAID`: a message that fits its
schema may still be rejected, a message that does not fit is rejected for certain.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casefile_contracts.codec.logical import date_text, timestamp_text
from casefile_contracts.documentation import json_texts
from casefile_contracts.documentation.types import Types, value_type
from casefile_contracts.release import MessageType, Release
from casefile_contracts.rules.text import LINE
from casefile_contracts.rules.types import UNKNOWN

DIALECT = "https://json-schema.org/draft/2020-12/schema"

UNSAID = (
    "Conditions: whatever a rule says of several values together, check letters, dates that depend on today. They are "
    "in the rule book, in CEL, with their examples.",
    "Lists that an operator loads (offence codes, organisation units): any text of the right form fits.",
    "The state of the case: which message is legal when. The lifecycle table says it.",
    "Who may send: topics, keys, headers, the register of participants.",
    "Spelling that the check makes uniform first, such as blanks in a URN: the schema describes the uniform one.",
    "Whole numbers written with a fraction of zero (1.0) fit, and are rejected.",
    "The first and last moment of a time are said to within a day, since its zone moves it.",
    "Keys that stand twice, half characters (lone surrogates), nesting: properties of the text, not of its value.",
)

_NUMBERS = {"int": (-(1 << 31), (1 << 31) - 1), "long": (-(1 << 63), (1 << 63) - 1)}

Schema = dict[str, Any]
Slot = Mapping[str, Any]


def json_schema(message: MessageType, release: Release, types: Types) -> Schema:
    """The schema of one message type."""
    writer = _Writer(types, {**release.tables.get("code_lists", {}), "forces": release.tables.get("forces", {})})
    root = writer.record(message.name)
    if "envelope" in root["properties"]:
        root["properties"]["envelope"] |= {"properties": {"message_type": {"const": message.name}}}
    return {
        "$schema": DIALECT,
        "$id": f"urn:casefile:{release.version}:{message.name}",
        "title": message.name,
        **root,
        "$defs": dict(sorted(writer.definitions.items())),
    }


class _Writer:
    def __init__(self, types: Types, lists: Mapping[str, Mapping[str, str]]) -> None:
        self._types, self._lists = types, lists
        self.definitions: dict[str, Schema] = {}

    def record(self, name: str) -> Schema:
        schema = self._types.schemas[name]
        required = [f["name"] for f in schema["fields"] if not isinstance(f["type"], list) and "default" not in f]
        return {
            "description": schema["doc"],
            "type": "object",
            "properties": {field["name"]: self._field(field) for field in schema["fields"]},
            **({"required": required} if required else {}),
            "additionalProperties": False,
        }

    def _field(self, field: Mapping[str, Any]) -> Schema:
        inner = self._value(value_type(field["type"]), field)
        if not isinstance(field["type"], list):
            return {"description": field["doc"], **inner}
        plain = "type" in inner and "$ref" not in inner and "enum" not in inner
        nullable = {**inner, "type": [inner["type"], "null"]} if plain else {"anyOf": [inner, {"type": "null"}]}
        return {"description": field["doc"], **nullable}

    def _value(self, node: Any, slot: Slot) -> Schema:
        match node:
            case {"type": "array", "items": items}:
                inner = self._value(items, items if isinstance(items, dict) else {})
                return {"type": "array", "items": inner, **_copied(slot, "minItems", "maxItems")}
            case {"type": "map", "values": values}:
                inner = self._value(values, values if isinstance(values, dict) else {})
                return {"type": "object", "additionalProperties": inner}
            case {"type": "record" | "enum", "name": str(name)}:
                return self._named(name)
            case str() if "." in node:
                return self._named(node.rpartition(".")[2])
        return self._scalar(node if isinstance(node, str) else node["type"], node, slot)

    def _named(self, name: str) -> Schema:
        if name not in self.definitions:
            self.definitions[name] = {}
            schema = self._types.schemas[name]
            self.definitions[name] = self.record(name) if schema["type"] == "record" else _enum(schema)
        return {"$ref": f"#/$defs/{name}"}

    def _scalar(self, kind: str, node: Any, slot: Slot) -> Schema:
        match kind, node.get("logicalType") if isinstance(node, dict) else None:
            case "int", "date":
                return self._shared(*json_texts.date(*_bounds(slot, date_text)))
            case "long", "timestamp-millis":
                return self._shared(*json_texts.timestamp(*_bounds(slot, timestamp_text)))
            case "bytes", "decimal":
                return json_texts.decimal(node["precision"], node["scale"])
            case "bytes", _:
                return json_texts.base64(slot.get("minLength", 0), slot.get("maxLength"))
            case "boolean", _:
                return {"type": "boolean"}
            case (("int" | "long"), _):
                least, most = _NUMBERS[kind]
                return {"type": "integer", "minimum": slot.get("minimum", least), "maximum": slot.get("maximum", most)}
        return self._text(slot)

    def _text(self, slot: Slot) -> Schema:
        limits = {"type": "string", **_copied(slot, "minLength", "maxLength", "pattern")}
        if codes := self._lists.get(slot.get("codes", "")):
            self.definitions[f"codes.{slot['codes']}"] = {"enum": list(codes)}
            return {"$ref": f"#/$defs/codes.{slot['codes']}", **limits}
        if "pattern" in slot:
            single = self._shared(*json_texts.ONE_LINE) if json_texts.one_line_only(slot["pattern"]) else {}
            return {**single, **limits}
        clean = json_texts.PROSE if slot.get("maxLength", LINE + 1) > LINE else json_texts.LINE_OF_TEXT
        return {**self._shared(*clean), **limits}

    def _shared(self, name: str, schema: Schema) -> Schema:
        self.definitions[name] = schema
        return {"$ref": f"#/$defs/{name}"}


def _enum(schema: Mapping[str, Any]) -> Schema:
    return {"description": schema["doc"], "enum": [symbol for symbol in schema["symbols"] if symbol != UNKNOWN]}


def _copied(slot: Slot, *names: str) -> Schema:
    return {name: slot[name] for name in names if name in slot}


def _bounds(slot: Slot, shown: Any) -> tuple[str, str]:
    first = shown(slot["minimum"]) if "minimum" in slot else "0001-01-01"
    last = shown(slot["maximum"]) if "maximum" in slot else "9999-12-31"
    return str(first)[:10], str(last)[:10]
