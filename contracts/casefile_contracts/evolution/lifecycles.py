"""Two lifecycles, side by side: states, and which message is legal where and leads where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Unpack

from casefile_contracts.evolution.changes import Change, Level, Levels
from casefile_contracts.evolution.rows import row
from casefile_contracts.evolution.sides import Side, turning_days

RIGHTS = frozenset({"first", "enters", "declares"})
"""What an entry may say that makes more legal."""

Step = tuple[str, str, str]
"""From which state, by which message, with which outcome."""
Holding = tuple[str, str, str]
"""To which state, from which day, to which day; the first that holds decides."""


def lifecycle(old: Side, new: Side) -> Iterator[Change]:
    """All changes between the two tables."""
    before, after = (side.tables.get("lifecycle") or {} for side in (old, new))
    yield from _states(before, after)
    yield from _namings(before, after, old, new)
    yield from _steps(_targets(before, old), _targets(after, new), old, new)
    if before.get("rules") != after.get("rules"):
        yield _row("lifecycle.changed", "rules", senders=Level.RISKY, readers=Level.HARMLESS, history=Level.HARMLESS)


def _row(kind: str, place: str, detail: str = "", message_type: str = "*", **levels: Unpack[Levels]) -> Change:
    return row(kind, f"lifecycle/{place}", detail, message_type, **levels)


def _states(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    one, two = ({state["id"]: state for state in table.get("states", ())} for table in (before, after))
    for name in one.keys() - two.keys():
        yield _row("lifecycle.state_removed", f"states/{name}")
    for name in two.keys() - one.keys():
        yield _row("lifecycle.state_added", f"states/{name}")
    for name in one.keys() & two.keys():
        was, is_ = one[name], two[name]
        if was.get("open") != is_.get("open"):
            yield _row("lifecycle.state_closed" if was.get("open") else "lifecycle.state_opened", f"states/{name}")
        elif any(was.get(key) != is_.get(key) for key in ("phase", "next_action_by")):
            yield _row("table.row_changed", f"lifecycle/states/{name}", senders=Level.HARMLESS, history=Level.HARMLESS)
        elif was != is_:
            yield _row("table.words", f"states/{name}")


def _namings(before: Mapping[str, Any], after: Mapping[str, Any], old: Side, new: Side) -> Iterator[Change]:
    """How messages name their defendants; being the first of a case, or declaring a state, is a right that is given."""
    one, two = (table.get("messages") or {} for table in (before, after))
    for name in sorted(one.keys() & two.keys()):
        was, is_ = one[name], two[name]
        if was != is_ and name in new.schemas:
            added = was.items() <= is_.items() and is_.keys() - was.keys() <= RIGHTS
            kind = "lifecycle.transition_added" if added else "lifecycle.changed"
            yield _row(kind, f"messages/{name}", message_type=name)
    for name in sorted(one.keys() ^ two.keys()):
        if name in new.schemas and name in old.schemas:
            yield _row("lifecycle.changed", f"messages/{name}", message_type=name)


def _targets(table: Mapping[str, Any], side: Side) -> dict[Step, list[Holding]]:
    """Where each message leads from each state; to nowhere where it moves nobody."""
    found: dict[Step, list[Holding]] = {}
    for entry in [*table.get("transitions", ()), *_stays(table)]:
        first, last = side.period({"from": entry.get("starts"), "to": entry.get("ends")})
        if first <= last:
            step = (str(entry["from"]), str(entry["message"]), str(entry.get("when") or ""))
            found.setdefault(step, []).append((str(entry["to"]), first, last))
    return found


def _stays(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Where a message is legal and moves nobody, as rows."""
    opened = {state["id"]: bool(state.get("open")) for state in table.get("states", ())}
    named = {"open": [name for name, is_open in opened.items() if is_open], "any": list(opened)}
    for entry in table.get("stays") or ():
        states = named.get(entry["in"], [entry["in"]]) if isinstance(entry["in"], str) else entry["in"]
        rest = {key: entry[key] for key in ("when", "starts", "ends") if key in entry}
        yield from (
            {"from": state, "message": name, "to": "same", **rest} for name in entry["messages"] for state in states
        )


def _steps(
    before: Mapping[Step, list[Holding]], after: Mapping[Step, list[Holding]], old: Side, new: Side
) -> Iterator[Change]:
    for step in sorted(before.keys() | after.keys()):
        was, is_ = before.get(step, []), after.get(step, [])
        state, message, outcome = step
        place = f"transitions/{state}/{message}{'/' if outcome else ''}{outcome}"
        if was == is_ or message not in new.schemas or message not in old.schemas:
            continue
        days = turning_days(period for _, *period in (*was, *is_))
        led = {(_led(was, day), _led(is_, day)) for day in days}
        on_some = "on some days" if was and is_ else ""
        if moved := sorted((one, two) for one, two in led if one and two and one != two):
            yield _row("lifecycle.transition_changed", place, "to {} is to {}".format(*moved[0]), message)
        elif any(one and not two for one, two in led):
            yield _row("lifecycle.transition_removed", place, on_some, message)
        elif any(two and not one for one, two in led):
            yield _row("lifecycle.transition_added", place, on_some, message)
        else:
            yield _row("table.words", place, message_type=message)


def _led(holdings: list[Holding], day: str) -> str | None:
    return next((to for to, first, last in holdings if first <= day <= last), None)
