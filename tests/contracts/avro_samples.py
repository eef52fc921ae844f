"""Schemas for tests of the codec: one with everything in it, and any others that hypothesis can think of."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import fastavro
from hypothesis import strategies as st

EVERYTHING: dict[str, Any] = {
    "type": "record",
    "name": "Everything",
    "namespace": "casefile.test",
    "fields": [
        {"name": "flag", "type": "boolean"},
        {"name": "small", "type": "int"},
        {"name": "large", "type": "long"},
        {"name": "text", "type": "string"},
        {"name": "data", "type": "bytes"},
        {"name": "day", "type": {"type": "int", "logicalType": "date"}},
        {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-millis"}], "default": None},
        {"name": "digest", "type": {"type": "fixed", "name": "Digest", "size": 4}},
        {"name": "colour", "type": {"type": "enum", "name": "Colour", "symbols": ["UNKNOWN", "RED", "GREEN"]}},
        {"name": "hue", "type": ["null", "Colour"], "default": None},
        {"name": "maybe", "type": ["null", "string"], "default": None},
        {"name": "late", "type": ["string", "null"], "default": ""},
        {"name": "words", "type": {"type": "array", "items": "string"}, "default": []},
        {"name": "holes", "type": {"type": "array", "items": ["null", "int"]}, "default": []},
        {"name": "counts", "type": {"type": "map", "values": "long"}, "default": {}},
        {
            "name": "people",
            "type": {
                "type": "array",
                "items": {
                    "type": "record",
                    "name": "Person",
                    "fields": [
                        {"name": "name", "type": "string"},
                        {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
                        {"name": "tags", "type": {"type": "array", "items": {"type": "array", "items": "Digest"}}},
                    ],
                },
            },
        },
        {"name": "owner", "type": ["null", "Person"], "default": None},
    ],
}


def field_of(avro_type: Any) -> dict[str, Any]:
    """A schema whose one field `x` is of the given type."""
    return {"type": "record", "name": "One", "namespace": "casefile.test", "fields": [{"name": "x", "type": avro_type}]}


def plain(schema: Any) -> Any:
    """The schema without logical types, as another Avro library takes the raw form."""
    if isinstance(schema, list):
        return [plain(each) for each in schema]
    if isinstance(schema, dict):
        return {key: plain(value) for key, value in schema.items() if key != "logicalType"}
    return schema


class Reference:
    """Another implementation of Avro for one schema, in raw form."""

    def __init__(self, schema: Any) -> None:
        self._schema = fastavro.parse_schema(json.loads(json.dumps(plain(schema))))

    def encode(self, raw: Any) -> bytes:
        out = BytesIO()
        fastavro.schemaless_writer(out, self._schema, raw)
        return out.getvalue()

    def decode(self, data: bytes) -> Any:
        return fastavro.schemaless_reader(BytesIO(data), self._schema)


_PRIMITIVES = st.sampled_from(["boolean", "int", "long", "string", "bytes"])


@st.composite
def schemas(draw: st.DrawFn) -> dict[str, Any]:
    """Schemas of records, with named types used again by name."""
    return _record(draw, _Names(), 3)


class _Names:
    def __init__(self) -> None:
        self.count = 0
        self.known: list[str] = []

    def new(self) -> str:
        self.count += 1
        return f"N{self.count}"


def _record(draw: st.DrawFn, names: _Names, depth: int) -> dict[str, Any]:
    name = names.new()
    fields = [{"name": f"f{index}", "type": _type(draw, names, depth)} for index in range(draw(st.integers(1, 5)))]
    names.known.append(name)
    return {"type": "record", "name": name, "fields": fields}


def _type(draw: st.DrawFn, names: _Names, depth: int) -> Any:
    choices = ["primitive", "enum", "fixed", "optional", "known"] + ["array", "map", "record"] * (depth > 0)
    match draw(st.sampled_from(choices)):
        case "enum":
            symbols = [f"S{index}" for index in range(draw(st.sampled_from([1, 2, 64, 65, 130])))]
            return _named(names, {"type": "enum", "symbols": symbols})
        case "fixed":
            return _named(names, {"type": "fixed", "size": draw(st.integers(1, 5))})
        case "optional":
            return _optional(draw, names, depth)
        case "known" if names.known:
            return draw(st.sampled_from(names.known))
        case "array":
            return {"type": "array", "items": _type(draw, names, depth - 1)}
        case "map":
            return {"type": "map", "values": _type(draw, names, depth - 1)}
        case "record":
            return _record(draw, names, depth - 1)
    return draw(_PRIMITIVES)


def _named(names: _Names, schema: dict[str, Any]) -> dict[str, Any]:
    schema["name"] = names.new()
    names.known.append(schema["name"])
    return schema


def _optional(draw: st.DrawFn, names: _Names, depth: int) -> Any:
    inner = _type(draw, names, depth)
    if isinstance(inner, list):
        return inner
    return draw(st.sampled_from([["null", inner], [inner, "null"]]))
