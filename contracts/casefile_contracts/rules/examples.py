"""The examples of rules, as any language runs them: a fragment of the record, and what the condition makes of it.

An example holds the fields that its rule reads. `now` in it is the moment of the check, `envelope` that of the message,
`case` what went before in the case; what it leaves out is absent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.logical import date_days, timestamp_millis
from casefile_contracts.codec.shape import Array, Enum, Optional, Primitive, Record, Shape
from casefile_contracts.rules.rulebook import Rule
from casefile_contracts.rules.types import UNKNOWN

NOW = "2026-04-30T00:00:00.000Z"
"""The moment of the check in examples that give none."""


@dataclass(frozen=True, slots=True)
class Example:
    """One example in JSON form."""

    passes: bool
    this: Mapping[str, Any]
    message: Mapping[str, Any]
    now: str
    case: Mapping[str, Any] | None = None


def examples_of(rule: Rule, on_message: bool) -> Iterator[Example]:
    """The rule's examples, passing ones first.

    Args:
        on_message: The rule is on a message type: the record and the message are the same.
    """
    for verdict in ("pass", "fail"):
        for given in rule.examples.get(verdict, ()):
            this = {name: value for name, value in given.items() if name not in ("now", "case")}
            message = this if on_message else {"envelope": given.get("envelope", {})}
            yield Example(verdict == "pass", this, message, given.get("now", NOW), given.get("case"))


def raw_fragment(shape: Shape, value: Any) -> Any:
    """The raw form of a fragment: what it leaves out is None, and a list that it leaves out is empty."""
    match shape:
        case Optional(inner=inner):
            return None if value is None else raw_fragment(inner, value)
        case Record(fields=fields):
            return {field.name: raw_fragment(field.shape, (value or {}).get(field.name)) for field in fields}
        case Array(items=items):
            return [raw_fragment(items, item) for item in value or ()]
        case Primitive(logical="date") if value is not None:
            return date_days(value)
        case Primitive(logical="timestamp-millis") if value is not None:
            return timestamp_millis(value)
        case Enum() if value is None:
            return UNKNOWN
    return value
