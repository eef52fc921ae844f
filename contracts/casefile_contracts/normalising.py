"""Identifiers written one way: what the schema attribute `normalise` asks for, done to a message's JSON form.

People and systems write `01 CD 0100000448754k` and `aa1 1aa`; the standards have one spelling. Only the spelling is
changed, and only where the standard says how: what is wrong stays wrong and is found by the check.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Primitive, Record, Shape, shape_of
from casefile_contracts.identifiers import (
    normalise_asn,
    normalise_code,
    normalise_cro,
    normalise_pnc_id,
    normalise_postcode,
    normalise_urn,
)

Normaliser = Callable[[Any], Any]

_WINDOWS_LINE_END = re.compile("\r+\n").sub


def trimmed(text: str) -> str:
    """Text without blanks at its ends; its lines end as in Unix, since a carriage return is a control character."""
    bare = text.strip()
    return _WINDOWS_LINE_END("\n", bare) if "\r" in bare else bare


NORMALISERS: Mapping[str, Callable[[str], str]] = {
    "asn": normalise_asn,
    "cro": normalise_cro,
    "pnc_id": normalise_pnc_id,
    "postcode": normalise_postcode,
    "trim": trimmed,
    "upper": normalise_code,
    "urn": normalise_urn,
}
"""The values that the attribute `normalise` may have."""


def compile_normaliser(schema: Mapping[str, Any]) -> Normaliser:
    """A function from a JSON form to the same with its identifiers normalised; the given one is left as it is."""
    return _normaliser(shape_of(schema), {}) or _unchanged


def _normaliser(shape: Shape, attributes: Mapping[str, Any]) -> Normaliser | None:
    """None where there is nothing to normalise, so that whole branches need no copy."""
    match shape:
        case Record(fields=fields):
            inner = {one.name: found for one in fields if (found := _normaliser(one.shape, one.attributes))}
            return _record(inner) if inner else None
        case Array(items=items):
            found = _normaliser(items, {})
            return _array(found) if found else None
        case Optional(inner=branch):
            return _normaliser(branch, attributes)
        case Primitive(attributes=own):
            name = attributes.get("normalise") or own.get("normalise")
            return _text(NORMALISERS[name]) if name else None
    return None


def _record(fields: Mapping[str, Normaliser]) -> Normaliser:
    def normalise(value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {**value, **{name: function(value[name]) for name, function in fields.items() if name in value}}

    return normalise


def _array(function: Normaliser) -> Normaliser:
    return lambda value: [function(item) for item in value] if isinstance(value, list) else value


def _text(function: Callable[[str], str]) -> Normaliser:
    return lambda value: function(value) if isinstance(value, str) else value


def _unchanged(value: Any) -> Any:
    return value
