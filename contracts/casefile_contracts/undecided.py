"""What a check cannot decide, and why: so that silence is not taken for a pass.

Reads the rules as text, since their parser takes long to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from casefile_contracts.codec.shape import Record, records_in, shape_of
from casefile_contracts.release import Release

ASKED = re.compile(r'\bknown\(\s*"([a-z0-9_]+)"')
TEXT = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
HISTORY = re.compile(r"(?<![\w.])case\.")

UNKNOWN_CASE = "It depends on what went before in the case, which is not known here."
EXCHANGE = "Only the exchange can tell, when the message arrives there."


class Undecided(NamedTuple):
    """A rule that was not decided."""

    rule: str
    why: str


class Lists(Protocol):
    """What is asked of reference data."""

    def codes(self, list_name: str) -> frozenset[str] | None:
        """All codes of the list; None if it is not loaded."""


def undecided(release: Release, message_type: str, reference: Lists, *, case_known: bool) -> list[Undecided]:
    """The rules on messages of a type that cannot be decided with this reference data, by id.

    Args:
        case_known: Whether the check is given what went before in the case.
    """
    root = shape_of(release.messages[message_type].schema)
    names = {record.short_name for record in records_in(root)}
    found = {*_of_fields(root, reference)}
    for id_, rule in release.rules.items():
        if names.intersection(_on(rule)) or "on" not in rule:
            found.update(Undecided(id_, why) for why in _reasons(rule, reference, case_known))
    return sorted(found)


def _on(rule: Mapping[str, Any]) -> list[str]:
    on = rule.get("on", [])
    return [on] if isinstance(on, str) else list(on)


def _reasons(rule: Mapping[str, Any], reference: Lists, case_known: bool) -> Iterator[str]:
    if "undecided" in rule:
        yield rule["undecided"]
    elif rule.get("decided_by") == "gateway":
        yield EXCHANGE
    condition = rule.get("require", "")
    yield from (_not_loaded(name) for name in ASKED.findall(condition) if reference.codes(name) is None)
    if not case_known and HISTORY.search(TEXT.sub('""', condition)):
        yield UNKNOWN_CASE


def _of_fields(root: Record, reference: Lists) -> Iterator[Undecided]:
    for record in records_in(root):
        for field in record.fields:
            name = field.attributes.get("codes")
            if name and reference.codes(name) is None:
                yield Undecided(field.attributes.get("rule", "F00"), _not_loaded(name))


def _not_loaded(name: str) -> str:
    return f"The list {name} is not loaded."
