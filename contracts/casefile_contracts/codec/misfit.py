"""Says where a raw form is not what its schema says: the slow companion of the encoder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Fixed, Map, Optional, Primitive, Record, Shape

_KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "boolean": ("a boolean", lambda value: type(value) is bool),
    "int": ("a number of 32 bits", lambda value: type(value) is int and -(1 << 31) <= value < 1 << 31),
    "long": ("a number of 64 bits", lambda value: type(value) is int and -(1 << 63) <= value < 1 << 63),
    "string": ("a text without lone surrogates", lambda value: isinstance(value, str) and is_unicode(value)),
    "bytes": ("bytes", lambda value: type(value) is bytes),
}


def is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8: it has no lone surrogates."""
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def misfit(shape: Shape, raw: object, at: str = "") -> str | None:
    """The first place where a raw form does not fit, with what is expected there; None if all fits."""
    match shape:
        case Primitive(kind=kind):
            expected, fits = _KINDS[kind]
            return None if fits(raw) else _sentence(at, expected)
        case Fixed(size=size):
            fits_size = type(raw) is bytes and len(raw) == size
            return None if fits_size else _sentence(at, f"{size} bytes")
        case Enum(symbols=symbols, name=name):
            return None if isinstance(raw, str) and raw in symbols else _sentence(at, f"a symbol of {name}")
        case Optional(inner=inner):
            return None if raw is None else misfit(inner, raw, at)
        case _:
            return _container(shape, raw, at)


def _container(shape: Array | Map | Record, raw: object, at: str) -> str | None:
    if isinstance(shape, Array):
        if type(raw) is not list:
            return _sentence(at, "a list")
        return _first(misfit(shape.items, item, f"{at}/{index}") for index, item in enumerate(raw))
    if type(raw) is not dict:
        return _sentence(at, "a dict")
    if isinstance(shape, Record):
        return _record(shape, raw, at)
    if not all(isinstance(key, str) and is_unicode(key) for key in raw):
        return _sentence(at, "texts as keys")
    return _first(misfit(shape.values, item, f"{at}/*") for item in raw.values())


def _record(shape: Record, raw: dict[Any, Any], at: str) -> str | None:
    names = [each.name for each in shape.fields]
    missing = [name for name in names if name not in raw]
    if missing:
        return _sentence(f"{at}/{missing[0]}", "a value or None")
    if len(raw) != len(names):
        return _sentence(at, f"no more than the fields of {shape.name}")
    return _first(misfit(each.shape, raw[each.name], f"{at}/{each.name}") for each in shape.fields)


def _first(found: Iterable[str | None]) -> str | None:
    return next((sentence for sentence in found if sentence), None)


def _sentence(at: str, expected: str) -> str:
    return f"{at or 'the message'}: expected {expected}"
