"""The JSON form of a message: what adapters write, HTTP carries and people read.

An absent value is absent, dates and times are ISO 8601 text, everything else is plain.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from casefile_contracts.codec.jsonreader import compile_from_json, from_json
from casefile_contracts.codec.jsontext import loads, quick_loads
from casefile_contracts.codec.logical import base64_text, date_text, decimal_text, timestamp_text
from casefile_contracts.codec.shape import Array, Enum, Fixed, Map, Optional, Primitive, Record, Shape, shape_of

__all__ = ["compile_from_json", "compile_to_json", "from_json", "loads", "quick_loads"]

Convert = Callable[[Any], Any]


def compile_to_json(schema: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A function from the raw form to the JSON form.

    Raises:
        ContractError: The schema holds what the contract does not allow.
    """
    return _record(shape_of(schema))


def _converter(shape: Shape) -> Convert | None:
    """How a value changes; None if it does not."""
    match shape:
        case Record():
            return _record(shape)
        case Optional(inner=inner):
            return _converter(inner)
        case Array(items=items):
            return _array(_converter(items))
        case Map(values=values):
            return _map(_converter(values))
        case Primitive() | Fixed() | Enum():
            return _scalar(shape)


def _scalar(shape: Primitive | Fixed | Enum) -> Convert | None:
    logical = shape.attributes.get("logicalType")
    if logical == "date":
        return date_text
    if logical == "timestamp-millis":
        return timestamp_text
    if logical == "decimal":
        scale = shape.attributes.get("scale", 0)
        return lambda value: decimal_text(value, scale)
    plain = isinstance(shape, Enum) or (isinstance(shape, Primitive) and shape.kind != "bytes")
    return None if plain else base64_text


def _record(shape: Record) -> Callable[[dict[str, Any]], dict[str, Any]]:
    converters = {each.name: found for each in shape.fields if (found := _converter(each.shape)) is not None}

    def convert(raw: dict[str, Any]) -> dict[str, Any]:
        return {
            name: converters[name](value) if name in converters else value
            for name, value in raw.items()
            if value is not None
        }

    return convert


def _array(item: Convert | None) -> Convert:
    if item is None:
        return list
    return lambda raw: [value if value is None else item(value) for value in raw]


def _map(item: Convert | None) -> Convert:
    if item is None:
        return dict
    return lambda raw: {key: value if value is None else item(value) for key, value in raw.items()}
