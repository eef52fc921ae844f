"""Messages that are a few steps away from a golden one, drawn by a seed: what nobody thought of."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from random import Random
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Optional, Primitive, Record, Shape
from casefile_contracts.rules.constraints import CALENDAR

Raw = dict[str, Any]
Place = tuple[Any, Any, Shape]
"""What holds a value, the key of the value in it, and its shape."""

STEPS = 3


def tampered(root: Record, raw: Raw, chance: Random) -> Raw:
    """The message with a few values dropped, doubled, exchanged or moved by one."""
    message = copy.deepcopy(raw)
    for _ in range(STEPS):
        holder, key, shape = chance.choice(list(_places(root, message)))
        holder[key] = _other(shape, holder[key], chance)
    return message


def _places(record: Record, value: Raw) -> Iterator[Place]:
    for field in record.fields:
        yield from _place(value, field.name, field.shape)


def _place(holder: Any, key: Any, shape: Shape) -> Iterator[Place]:
    yield holder, key, shape
    inner, value = shape.inner if isinstance(shape, Optional) else shape, holder[key]
    if isinstance(inner, Record) and value is not None:
        yield from _places(inner, value)
    elif isinstance(inner, Array) and value is not None:
        for index in range(len(value)):
            yield from _place(value, index, inner.items)


def _other(shape: Shape, value: Any, chance: Random) -> Any:
    match shape:
        case Optional(inner=inner):
            return None if value is None or chance.random() < 0.6 else _other(inner, value, chance)
        case Array():
            return chance.choice([[], value[:1], value[1:], value + copy.deepcopy(value), value[::-1]])
        case Enum(symbols=symbols):
            return chance.choice(symbols)
        case Primitive(kind="string"):
            return chance.choice([value[:-1], value + "A", value.lower(), value[::-1], "1", "A", "é"])
        case Primitive(kind="boolean"):
            return not value
        case Primitive(logical="date" | "timestamp-millis" as logical):
            first, last = CALENDAR[logical]
            step = chance.choice([1, -1, 30, -400, 7000]) * (1 if logical == "date" else 86_400_000)
            return min(max(value + step, first), last)
        case Primitive(kind="int" | "long"):
            return chance.choice([0, 1, -1, value + 1, value - 1])
    return value
