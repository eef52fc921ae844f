"""Rules without a condition, side by side: they lend words and severity to limits, tables, or the exchange itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Unpack

from casefile_contracts.evolution.changes import EVERY_TYPE, Change, Level, Levels
from casefile_contracts.evolution.kinds import change_of
from casefile_contracts.evolution.sides import Side
from casefile_contracts.rules.rulebook import CLEAN, MOMENT

WORDS = ("text", "fix", "source", "family", "undecided", "on", "at", "examples")


def lent(old: Side, new: Side) -> Iterator[Change]:
    """All changes of such rules; what their severity does to the limits of fields is said at the fields."""
    for id_ in sorted(old.rules.keys() | new.rules.keys()):
        before, after = old.rules.get(id_), new.rules.get(id_)
        if before == after or _decides(before) or _decides(after):
            continue
        if before is None or after is None:
            yield from _alone(id_, before, after, old, new)
        else:
            yield from _both(id_, before, after, old, new)


def _decides(rule: Mapping[str, Any] | None) -> bool:
    return rule is not None and isinstance(rule.get("require"), str)


def _alone(
    id_: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, old: Side, new: Side
) -> Iterator[Change]:
    if after is not None:
        enforced = "decided_by" in after or id_ in _tabled(new)
        known = Level.RISKY if new.warns(after) else Level.BREAKING
        yield _said(
            "rule.added" if enforced else "rule.added_implied", id_, senders=known if enforced else Level.HARMLESS
        )
    elif before is not None:
        enforced = "decided_by" in before or id_ in _tabled(old)
        yield _said("rule.removed", id_, readers=Level.RISKY if enforced else Level.HARMLESS)


def _both(id_: str, before: Mapping[str, Any], after: Mapping[str, Any], old: Side, new: Side) -> Iterator[Change]:
    enforced = "decided_by" in after or id_ in _tabled(new) or id_ in (CLEAN, MOMENT)
    if enforced and old.warns(before) != new.warns(after):
        yield _said("rule.severity_raised" if old.warns(before) else "rule.severity_lowered", id_)
    if enforced and before.get("softer") != after.get("softer"):
        yield _said("rule.severity_raised" if "softer" in before else "rule.severity_lowered", id_)
    if before.get("decided_by") != after.get("decided_by"):
        more = "decided_by" in after
        yield _said(
            "rule.tightened" if more else "rule.loosened",
            id_,
            senders=new.refusal({"rule": id_}) if more else Level.HARMLESS,
        )
    if any(before.get(name) != after.get(name) for name in WORDS):
        yield _said("rule.words", id_)


def _tabled(side: Side) -> frozenset[str]:
    """The rules that tables speak by."""
    rules = (side.tables.get("lifecycle") or {}).get("rules") or {}
    return frozenset(str(rule) for rule in rules.values())


def _said(kind: str, id_: str, **levels: Unpack[Levels]) -> Change:
    return change_of(kind, EVERY_TYPE, f"rules/{id_}", id_, **levels)
