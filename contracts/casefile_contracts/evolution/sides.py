"""One of the two releases that are compared, with what the comparison asks of it made ready."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import Any

from casefile_contracts.evolution.avro import Node, node_of
from casefile_contracts.evolution.changes import Level

Row = Mapping[str, Any]

LAST_DAY = "9999-12-31"
"""What has no end ends then."""


@dataclass(frozen=True, eq=False)
class Side:
    """A release, or a draft of one, as plain data: nothing in it has to be right."""

    name: str
    schemas: Mapping[str, Mapping[str, Any]]
    """Self-contained schemas by message type."""
    rules: Mapping[str, Row]
    tables: Mapping[str, Any]
    today: date
    """What has ended before that day is over."""
    trees: dict[str, Node] = field(default_factory=dict, repr=False)

    def tree(self, message_type: str) -> Node:
        """The schema of a message type with its names resolved.

        Raises:
            DraftError: It is no Avro schema.
        """
        if message_type not in self.trees:
            self.trees[message_type] = node_of(self.schemas[message_type])
        return self.trees[message_type]

    @cached_property
    def periods(self) -> Mapping[str, Mapping[str, tuple[str, str]]]:
        """The same with first and last day of each code."""
        lists = self.tables.get("code_lists") or {}
        return {
            name: {
                code: self.period(lists[name][code] if isinstance(lists[name][code], Mapping) else {}) for code in codes
            }
            for name, codes in self.codes.items()
        }

    @cached_property
    def codes(self) -> Mapping[str, frozenset[str]]:
        """The codes in force of each code list that ships, today or later."""
        lists = self.tables.get("code_lists") or {}
        return {
            name: frozenset(str(code) for code, said in codes.items() if not self.over(said))
            for name, codes in lists.items()
            if isinstance(codes, Mapping)
        }

    def over(self, row: Any) -> bool:
        """Whether a dated row has ended, or ends before it begins."""
        return isinstance(row, Mapping) and is_empty(*self.period(row))

    def period(self, row: Row) -> tuple[str, str]:
        """First and last day of a row, from today on, as ISO dates."""
        return max(str(row.get("from") or ""), self.today.isoformat()), str(row.get("to") or LAST_DAY)

    def refusal(self, slot: Row, worst: Level = Level.BREAKING) -> Level:
        """What it is to a sender that a value breaks the limits of a slot: no more than a risk if the rule warns."""
        rule = self.rules.get(slot.get("rule") or "F00")
        return Level.RISKY if self.warns(rule) else worst

    def firm(self, slot: Row) -> bool:
        """Whether what breaks the limits of a slot is always rejected."""
        rule = self.rules.get(slot.get("rule") or "F00", {})
        return bool(rule.get("severity", "reject") == "reject" == rule.get("softer", "reject"))

    @staticmethod
    def warns(rule: Row | None) -> bool:
        """Whether a rule only warns; one that is not there is taken to reject."""
        return rule is not None and bool(rule.get("severity") == "warn")


def turning_days(periods: Iterable[Sequence[str]]) -> list[str]:
    """A day of each stretch on which the same periods hold, as ISO dates: what is so on these is so on all.

    Raises:
        ValueError: A day is none.
    """
    days = set()
    for first, last in periods:
        days.add(first)
        if last < LAST_DAY:
            days.add((date.fromisoformat(last) + timedelta(days=1)).isoformat())
    return sorted(days)


def is_empty(first: str, last: str) -> bool:
    """Whether a period holds no day."""
    return last < first


def severities(rule: Row | None) -> tuple[str, str]:
    """What a rule does in an ordinary message, and where severities are softened; one that is not there rejects."""
    severity = str((rule or {}).get("severity", "reject"))
    return severity, str((rule or {}).get("softer", severity))


@lru_cache(maxsize=8)
def same_limits(old: Side, new: Side) -> bool:
    """Whether what fields refer to is the same: code lists, and the severity of rules."""
    one, two = ({id_: severities(rule) for id_, rule in side.rules.items()} for side in (old, new))
    return one == two and bool(old.tables.get("code_lists") == new.tables.get("code_lists"))
