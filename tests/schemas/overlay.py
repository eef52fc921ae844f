"""Lays the example of a rule over a golden message, so that a fragment can be tried in the whole of the contract.

An example holds what its rule reads: its fields replace those of the golden record, and what the rule reads but the
example leaves out is taken away. Items of a list are laid over the first golden record of their type. `envelope`,
`now` and `case` in an example are what the names mean in the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from drafts import golden, message_schemas, type_of

from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.codec.shape import Record, shape_of
from casefile_contracts.conformance.overlay import Fragment, laid_over, records_of
from casefile_contracts.generator.golden import CHECKED

NOW = CHECKED

Overlaid = tuple[str, Fragment, int, Fragment | None]
"""Message type, message, now, and what went before in the case."""


def overlays(rule: dict[str, Any], example: Fragment) -> Iterator[Overlaid]:
    """Every golden message with the record, its first one, as the example says."""
    now = timestamp_millis(example["now"]) if "now" in example else NOW
    for on in [rule["on"]] if isinstance(rule["on"], str) else rule["on"]:
        for name in golden():
            if on not in _records(name):
                continue
            root = _root(type_of(name))
            laid = laid_over(root, golden()[name], on, rule["require"], example, _templates() | _records(name))
            if laid is not None:
                yield type_of(name), laid, now, example.get("case")


@cache
def _root(message_type: str) -> Record:
    shape = shape_of(message_schemas()[message_type])
    assert isinstance(shape, Record)
    return shape


@cache
def _records(name: str) -> dict[str, Fragment]:
    """The first record of each type in a golden message."""
    found = list(records_of(_root(type_of(name)), golden()[name]))
    return {shape.short_name: record for shape, record in reversed(found)}


@cache
def _templates() -> dict[str, Fragment]:
    """The first record of each type, in a small golden message if there is one."""
    large_first = sorted(golden(), key=lambda name: (name.endswith(".full"), name), reverse=True)
    return {kind: record for name in large_first for kind, record in _records(name).items()}
