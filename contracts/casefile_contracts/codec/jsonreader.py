"""From the JSON form to the raw form: strict types, and everything that is wrong at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from casefile_contracts.codec.jsonscalars import Scalar, scalar
from casefile_contracts.codec.misfit import is_unicode
from casefile_contracts.codec.shape import Array, Field, Map, Optional, Record, Shape, shape_of
from casefile_contracts.findings import Finding, Severity

Place = tuple["Place | None", str | int] | None
"""Where a value stands: the place around it and its name there; None is the whole message."""

Reader = Callable[[Any, Place, list[Finding]], Any]

MISSING = "A required value is missing."
UNKNOWN_FIELD = "The contract has no such field."
NOT_AN_OBJECT = "This is not an object."
NOT_A_LIST = "This is not a list."

# The name of an unknown field is the sender's text: only what can be a field name is repeated.
_FIELD_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,59}").fullmatch


def from_json(schema: Any, obj: Any) -> tuple[dict[str, Any] | None, list[Finding]]:
    """The raw form of a JSON form, or None and every reason why there is none.

    Where many messages of one type are read, `compile_from_json` once is faster.
    """
    return compile_from_json(schema)(obj)


def compile_from_json(schema: Any) -> Callable[[Any], tuple[dict[str, Any] | None, list[Finding]]]:
    """A function from the JSON form to the raw form; a finding's rule is its field's `rule`, or F16 or F00.

    Raises:
        ContractError: The schema holds what the contract does not allow.
    """
    return _compiled(json.dumps(schema))


@lru_cache(maxsize=256)
def _compiled(schema: str) -> Callable[[Any], tuple[dict[str, Any] | None, list[Finding]]]:
    read = _record(shape_of(json.loads(schema)), {})

    def from_json(obj: Any) -> tuple[dict[str, Any] | None, list[Finding]]:
        found: list[Finding] = []
        raw = read(obj, None, found)
        return (None if found else raw), found

    return from_json


def _reader(shape: Shape, attributes: Mapping[str, Any]) -> Reader:
    match shape:
        case Record():
            return _record(shape, attributes)
        case Optional(inner=inner):
            return _optional(_reader(inner, attributes))
        case Array(items=items):
            return _array(_reader(items, attributes), attributes)
        case Map(values=values):
            return _map(_reader(values, attributes), attributes)
        case _:
            return _scalar(scalar(shape), {**attributes, **shape.attributes})


def _scalar(kind: Scalar, attributes: Mapping[str, Any]) -> Reader:
    def read(value: Any, at: Place, found: list[Finding]) -> Any:
        try:
            return kind.read(value)
        except ValueError:
            found.append(_finding(attributes, kind.text, at, kind.rule))

    return read


def _optional(inner: Reader) -> Reader:
    return lambda value, at, found: None if value is None else inner(value, at, found)


def _array(item: Reader, attributes: Mapping[str, Any]) -> Reader:
    def read(value: Any, at: Place, found: list[Finding]) -> Any:
        if not isinstance(value, list):
            found.append(_finding(attributes, NOT_A_LIST, at))
            return None
        return [item(each, (at, index), found) for index, each in enumerate(value)]

    return read


def _map(item: Reader, attributes: Mapping[str, Any]) -> Reader:
    def read(value: Any, at: Place, found: list[Finding]) -> Any:
        if not isinstance(value, Mapping) or not all(isinstance(key, str) and is_unicode(key) for key in value):
            found.append(_finding(attributes, NOT_AN_OBJECT, at))
            return None
        # A key is data, so a finding points at the map and not into it.
        return {key: item(each, at, found) for key, each in value.items()}

    return read


def _record(shape: Record, attributes: Mapping[str, Any]) -> Reader:
    empty = dict.fromkeys(each.name for each in shape.fields)
    fields = [(each.name, _reader(_given(each.shape), each.attributes), _without(each)) for each in shape.fields]

    def read(value: Any, at: Place, found: list[Finding]) -> Any:
        if not isinstance(value, dict) and not isinstance(value, Mapping):  # the second takes ten times as long
            found.append(_finding(attributes, NOT_AN_OBJECT, at))
            return None
        raw = empty.copy()
        for name, read_field, without in fields:
            given = value.get(name)
            if given is not None or (without and name in value):
                raw[name] = read_field(given, (at, name), found)
            elif without:
                raw[name] = without(at, found)
        if not raw.keys() >= value.keys():
            found += (_unknown(name, at) for name in value if name not in raw)
        return raw

    return read


def _given(shape: Shape) -> Shape:
    return shape.inner if isinstance(shape, Optional) else shape


def _without(field: Field) -> Callable[[Place, list[Finding]], Any] | None:
    """What stands for a field that is not there: its default or a finding; nothing needs to if it is optional."""
    if isinstance(field.shape, Optional):
        return None
    if "default" in field.attributes:
        default = field.attributes["default"]
        return lambda at, found: default.copy() if isinstance(default, (list, dict)) else default
    return lambda at, found: found.append(_finding(field.attributes, MISSING, (at, field.name)))


def _unknown(name: Any, at: Place) -> Finding:
    return _finding({}, UNKNOWN_FIELD, (at, name) if isinstance(name, str) and _FIELD_NAME(name) else at)


def _finding(attributes: Mapping[str, Any], text: str, at: Place, rule: str = "F00") -> Finding:
    return Finding(attributes.get("rule", rule), Severity.REJECT, _pointer(at), text)


def _pointer(at: Place) -> str:
    return "" if at is None else f"{_pointer(at[0])}/{at[1]}"
