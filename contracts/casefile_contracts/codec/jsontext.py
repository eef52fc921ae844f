"""JSON text, read so that no two systems can read it differently.

RFC 8259 leaves open what a repeated key means, how large a number may be and whether half a surrogate pair is a
character. Here each is refused (I-JSON, RFC 7493).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import chain
from math import inf, isfinite
from typing import Any, NoReturn

import orjson

from casefile_contracts.codec.misfit import is_unicode
from casefile_contracts.errors import UnreadableError

MAX_DEPTH = 64
"""Objects and arrays inside one another; the contract itself nests 12."""

MAX_DIGITS = 20
"""Characters of a number; the longest that a schema allows has 20."""


def loads(text: str | bytes) -> Any:
    """The value that a JSON text is.

    Raises:
        UnreadableError: `empty`, `not_utf8`, `not_json`, `duplicate_key`, `out_of_range` for a number that is too
            long, `too_deep`.
    """
    characters = text if isinstance(text, str) else _decoded(text)
    if not characters.strip():
        raise UnreadableError("empty")
    try:
        value = _DECODER.decode(characters)
    except RecursionError as error:
        raise UnreadableError("too_deep") from error
    except ValueError as error:
        raise UnreadableError("not_json") from error
    _check_depth(value)
    if "\\u" in characters or not is_unicode(characters):
        _check_unicode(value)
    return value


def quick_loads(content: bytes) -> Any:
    """The value that a JSON text is, for a reader that knows its whole shape; several times as fast as `loads`.

    No key was there twice, and no character half. How deep a value goes, and how a float was written, is left to the
    reader to refuse: the contract has no floats, and no value deeper than its schemas.

    Raises:
        ValueError: `loads` has to look.
    """
    value = orjson.loads(content)
    again = orjson.dumps(value)
    # A key that is there twice is written once, so that quotation marks are missing, unless other marks came about.
    if again != content and (again.count(b'"') != content.count(b'"') or (b"\\" in content and b"\\u0022" in content)):
        raise ValueError("not surely one value")
    return value


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError("not_utf8") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnreadableError("duplicate_key")
    return found


def _number(characters: str) -> int | float:
    number = float(characters) if len(characters) <= MAX_DIGITS else inf
    if not isfinite(number):
        raise UnreadableError("out_of_range")
    return int(characters) if characters.lstrip("-").isdecimal() else number


def _constant(name: str) -> NoReturn:
    raise UnreadableError("not_json")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_number, parse_float=_number, parse_constant=_constant)


def _check_depth(value: Any) -> None:
    level = [value] if isinstance(value, (dict, list)) else []
    for _ in range(MAX_DEPTH):
        level = [inner for each in level for inner in _inside(each) if isinstance(inner, (dict, list))]
        if not level:
            return
    raise UnreadableError("too_deep")


def _check_unicode(value: Any) -> None:
    """Half a surrogate pair, as itself or escaped, is no character."""
    if isinstance(value, str):
        if not is_unicode(value):
            raise UnreadableError("not_utf8")
    elif isinstance(value, (dict, list)):
        for inner in chain(value, value.values()) if isinstance(value, dict) else value:
            _check_unicode(inner)


def _inside(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value
