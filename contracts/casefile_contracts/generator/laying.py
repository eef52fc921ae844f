"""Lays the failing example of a rule over a message, as if it had been written at the time of the message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from casefile_contracts.conformance.overlay import CONTEXT, laid_over, records_of
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.golden import Shapes, goldens, type_of
from casefile_contracts.generator.moment import LONDON


class _Shift(NamedTuple):
    """How much later everything is: days of England and Wales, and instants."""

    days: int = 0
    by: timedelta = timedelta()


DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z")


def records_ruled(rule: Mapping[str, Any]) -> list[str]:
    """The records that a rule is on."""
    on = rule.get("on", [])
    return [on] if isinstance(on, str) else list(on)


def laid(shapes: Shapes, message: Document, rule: Mapping[str, Any], now: int) -> Iterator[Document]:
    """The message with each failing example of the rule laid over it: moved in time, then as it stands."""
    message_type = message["envelope"]["message_type"]
    root = shapes.roots[message_type]
    own = {shape.short_name: record for shape, record in reversed(list(records_of(root, message)))}
    for on in records_ruled(rule):
        if on not in own:
            continue
        for example in rule["examples"]["fail"]:
            fragment = {name: value for name, value in example.items() if name not in CONTEXT - {"envelope"}}
            for shift in (_shift(example, message, now), _Shift()):
                moved = _moved(fragment, shift)
                found = laid_over(root, message, on, rule["require"], moved, {**shapes.templates, **own})
                if found is not None:
                    yield found


def _shift(example: Mapping[str, Any], message: Document, now: int) -> _Shift:
    """How much later than the example the message is: examples go with the golden messages of their type."""
    if "now" in example:
        written, checked = _instant(example["now"]), datetime.fromtimestamp(now / 1000, UTC)
    else:
        written = _GOLDEN[message["envelope"]["message_type"]]
        checked = written + timedelta(days=(_instant(message["envelope"]["occurred_at"]) - written).days)
    days = checked.astimezone(LONDON).date() - written.astimezone(LONDON).date()
    return _Shift(days.days, checked - written)


def _moved(value: Any, shift: _Shift) -> Any:
    match value:
        case dict():
            return {
                name: _year(inner, shift) if name.endswith("_year") else _moved(inner, shift)
                for name, inner in value.items()
            }
        case list():
            return [_moved(inner, shift) for inner in value]
        case str() if TIME.fullmatch(value):
            return (_instant(value) + shift.by).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        case str() if DATE.fullmatch(value):
            return (date.fromisoformat(value) + timedelta(days=shift.days)).isoformat()
    return value


def _year(value: Any, shift: _Shift) -> Any:
    """The years of the examples are those of 2026."""
    return value + (date(2026, 5, 1) + timedelta(days=shift.days)).year - 2026 if isinstance(value, int) else value


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


_GOLDEN: Mapping[str, datetime] = {
    type_of(name): _instant(one["envelope"]["occurred_at"]) for name, one in goldens().items() if "envelope" in one
}
