"""The least that a message may hold: everything taken away that no rule misses."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Record, Shape

Raw = dict[str, Any]


def least(root: Record, raw: Raw, passes: Callable[[Raw], bool]) -> Raw:
    """The message without every value and every item of a list that it can do without, outer ones tried first.

    Args:
        passes: Whether there is nothing to say about a message; there is nothing about this one.
    """
    message = copy.deepcopy(raw)

    def lessen(shape: Shape, holder: Any, key: Any) -> None:
        match shape:
            case Record(fields=fields):
                for field in fields:
                    lessen(field.shape, holder[key], field.name)
            case Optional(inner=inner) if holder[key] is not None and not replaced(holder, key, None):
                lessen(inner, holder, key)
            case Array(items=items) if holder[key] and not replaced(holder, key, []):
                for index in reversed(range(len(holder[key]))):
                    replaced(holder, key, holder[key][:index] + holder[key][index + 1 :])
                for index in range(len(holder[key])):
                    lessen(items, holder[key], index)

    def replaced(holder: Any, key: Any, other: Any) -> bool:
        kept, holder[key] = holder[key], other
        if not passes(message):
            holder[key] = kept
        return holder[key] is other

    for field in root.fields:
        lessen(field.shape, message, field.name)
    return message
