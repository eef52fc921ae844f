"""Single values of the JSON form: each reads to its raw value or is refused with a fixed sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec import logical
from casefile_contracts.codec.misfit import is_unicode
from casefile_contracts.codec.shape import Enum, Fixed, Primitive


@dataclass(frozen=True, slots=True)
class Scalar:
    """How one kind of value is read; `read` raises ValueError where `text` is to be said under `rule`."""

    read: Callable[[Any], Any]
    text: str
    rule: str = "F00"


def scalar(shape: Primitive | Enum | Fixed) -> Scalar:
    """How a value of this shape is read."""
    if isinstance(shape, Enum):
        return Scalar(_one_of(frozenset(shape.symbols)), "This is not a value that the contract lists.")
    kind = shape.attributes.get("logicalType")
    if kind in _LOGICAL:
        return _LOGICAL[kind]
    if kind == "decimal":
        size = shape.size if isinstance(shape, Fixed) else None
        read = decimal_reader(shape.attributes.get("scale", 0), shape.attributes["precision"], size)
        return Scalar(read, "This is not a decimal number, as text, of the right size.")
    if isinstance(shape, Fixed):
        return Scalar(fixed_reader(shape.size), f"This is not base 64 of {shape.size} bytes.")
    return _PRIMITIVES[shape.kind]


def decimal_reader(scale: int, precision: int, size: int | None) -> Callable[[Any], bytes]:
    """Reads decimal numbers as text; `size` is that of a fixed type."""
    return _parsed(lambda text: logical.decimal_bytes(text, scale, precision, size))


def fixed_reader(size: int) -> Callable[[Any], bytes]:
    """Reads base 64 of exactly `size` bytes."""

    def read(value: Any) -> bytes:
        data = logical.base64_bytes(_text(value))
        if len(data) != size:
            raise ValueError
        return data

    return read


def _text(value: Any) -> str:
    if isinstance(value, str) and (value.isascii() or is_unicode(value)):
        return value
    raise ValueError


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise ValueError
    return value


def _whole(bits: int) -> Callable[[Any], int]:
    least, most = -(1 << bits - 1), (1 << bits - 1) - 1

    def read(value: Any) -> int:
        if type(value) is not int or not least <= value <= most:
            raise ValueError
        return value

    return read


def _one_of(symbols: frozenset[str]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if _text(value) not in symbols:
            raise ValueError
        return str(value)

    return read


def _parsed(parse: Callable[[str], Any]) -> Callable[[Any], Any]:
    return lambda value: parse(_text(value))


_LOGICAL = {
    "date": Scalar(_parsed(logical.date_days), "This is not a date of the form YYYY-MM-DD.", "F16"),
    "timestamp-millis": Scalar(
        _parsed(logical.timestamp_millis),
        "This is not a date and time with a zone, no finer than a millisecond, such as 2026-03-02T10:15:00.123Z.",
        "F16",
    ),
}

_PRIMITIVES = {
    "boolean": Scalar(_boolean, "This is neither true nor false."),
    "int": Scalar(_whole(32), "This is not a whole number of up to 32 bits."),
    "long": Scalar(_whole(64), "This is not a whole number of up to 64 bits."),
    "string": Scalar(_text, "This is not a text."),
    "bytes": Scalar(_parsed(logical.base64_bytes), "This is not base 64."),
}
