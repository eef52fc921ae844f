"""Single values, side by side: symbols, logical types, limits, code lists, and how they are to be handled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from casefile_contracts.evolution.avro import Node
from casefile_contracts.evolution.changes import Level, Levels
from casefile_contracts.evolution.limits import (
    Periods,
    Slot,
    compared,
    differing,
    family,
    is_uuid,
    listed,
    lost,
    refuses_respelt,
    within,
)
from casefile_contracts.evolution.sides import severities
from casefile_contracts.rules.types import UNKNOWN

if TYPE_CHECKING:
    from casefile_contracts.evolution.walking import Walk

SENSITIVITIES = ("public", "personal", "special")
WORDS = ("doc", "source")
UNITS = ("unit", "units")
_unit_words = re.compile(
    r"\b(microsecond|millisecond|second|minute|hour|day|week|month|year|pence|penny|pound|metre|kilometre|mile|gram"
    r"|kilogram|byte|kilobyte|megabyte|percent|per cent|utc|local time)s?\b"
).findall
JUDGED = frozenset(
    [
        "name",
        "type",
        "namespace",
        "items",
        "values",
        "fields",
        "symbols",
        "size",
        "default",
        "aliases",
        "order",
        "logicalType",
        "precision",
        "scale",
        "rule",
        "codes",
        "pattern",
        "minLength",
        "maxLength",
        "minimum",
        "maximum",
        "minItems",
        "maxItems",
        "normalise",
        "sensitivity",
        "sender",
    ]
) | {*WORDS, *UNITS}


def symbols(walk: Walk, one: Node, two: Node, place: str) -> None:
    """Compare the symbols of two enums."""
    gone = [symbol for symbol in one.symbols if symbol not in two.symbols]
    more = [symbol for symbol in two.symbols if symbol not in one.symbols]
    if sent := [symbol for symbol in gone if symbol != UNKNOWN]:
        walk.say("symbol.removed", place, ", ".join(sent))
    if sent := [symbol for symbol in more if symbol != UNKNOWN]:
        walk.say("symbol.added" if one.default_symbol else "symbol.added_unreadable", place, ", ".join(sent))
    if UNKNOWN in gone:
        walk.say("symbol.unsent_removed", place)
    if UNKNOWN in more:
        walk.say("symbol.unsent_added", place)
    if [symbol for symbol in one.symbols if symbol not in gone] != [each for each in two.symbols if each not in more]:
        walk.say("symbol.reordered", place)
    if one.default_symbol != two.default_symbol:
        change = "added" if one.default_symbol is None else "changed" if two.default_symbol else "removed"
        walk.say(f"symbol.default_{change}", place)


def logical(walk: Walk, one: Node, two: Node, place: str, slot: Slot, other: Slot) -> None:
    """Compare logical types; of decimals also precision and scale."""
    before, after = one.logical, two.logical
    if before == after == "decimal":
        _decimals(walk, one, two, place)
    if before == after:
        return
    detail = f"{before or 'none'} is {after or 'none'}"
    if {before, after} == {None, "uuid"}:
        bounded = is_uuid(slot if after else other)
        walk.say("logical.respelt" if bounded else "logical.narrowed" if after else "logical.widened", place, detail)
    else:
        walk.say("logical.changed", place, detail)


def _decimals(walk: Walk, one: Node, two: Node, place: str) -> None:
    before, after = one.attributes, two.attributes
    if before.get("scale", 0) != after.get("scale", 0):
        walk.say("scale.changed", place, f"{before.get('scale', 0)} is {after.get('scale', 0)}")
    had, has = before.get("precision", 0), after.get("precision", 0)
    if had != has:
        walk.say("precision.raised" if has > had else "precision.lowered", place, f"{had} is {has}")


def limits(walk: Walk, one: Node, two: Node, place: str, slot: Slot, other: Slot) -> None:
    """Compare the values that two slots of the same type take."""
    senders = walk.new.refusal(other)
    if change := compared(one, slot, two, other, (walk.old.codes, walk.new.codes)):
        changed = differing(slot, other)
        detail = ", ".join(f"{name} {slot.get(name, 'none')} is {other.get(name, 'none')}" for name in changed)
        levels: Levels = {"senders": senders} if change in ("narrowed", "changed") else {}
        if levels and senders < Level.BREAKING:
            levels["history"] = Level.RISKY
        if change in ("widened", "changed") and walk.old.refusal(slot) < Level.BREAKING:
            levels["readers"] = Level.RISKY  # what broke the limit came before, with a warning
        walk.say(f"{family(changed)}.{change}", place, detail, **levels)
    if slot.get("normalise") != other.get("normalise") and refuses_respelt(two, other):
        walk.say("normalise.refused", place, senders=senders)
    _codes(walk, place, slot, other, senders)


def _codes(walk: Walk, place: str, slot: Slot, other: Slot, senders: Level) -> None:
    name, new_name = slot.get("codes"), other.get("codes")
    before, after = listed(walk.old, slot), listed(walk.new, other)
    if before is not None and after is None:
        if not within(other, before):
            walk.say("codes.dropped", place, str(name))
    elif before is None and after is not None:
        if not within(slot, after):
            walk.say("codes.narrowed", place, str(new_name), senders=senders)
    elif name != new_name and before is None:  # lists of the operator: nobody here knows what is in them
        walk.say("codes.changed", place, f"{name} is {new_name}", senders=senders)
    elif before is not None and after is not None:
        _sets(walk, place, (before, after), f"{name} is {new_name}" if name != new_name else str(name), senders)
        _meanings(walk, place, _meaning(walk.old.tables, name), _meaning(walk.new.tables, new_name))
        if name != new_name and before == after:
            walk.say("codes.respelt", place, f"{name} is {new_name}")


def _sets(walk: Walk, place: str, sets: tuple[Periods, Periods], name: str, senders: Level) -> None:
    gone, more = sorted(lost(*sets)), sorted(lost(sets[1], sets[0]))
    detail = "; ".join(
        [name, *([f"gone: {', '.join(gone[:9])}"] if gone else []), *([f"new: {', '.join(more[:9])}"] if more else [])]
    )
    if gone:
        walk.say("codes.changed" if more else "codes.narrowed", place, detail, senders=senders)
    elif more:
        walk.say("codes.widened", place, detail)


def _meaning(tables: Mapping[str, Any], name: str | None) -> dict[str, str]:
    """What each code of a list says, in small letters."""
    codes = (tables.get("code_lists") or {}).get(name or "") or {}
    said = {
        code: text.get("meaning", text.get("name")) if isinstance(text, Mapping) else text
        for code, text in codes.items()
    }
    return {code: " ".join(str(text).casefold().split()) for code, text in said.items()}


def _meanings(walk: Walk, place: str, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    reworded = [code for code, text in before.items() if code in after and after[code] != text]
    swapped = [code for code in reworded if any(after[code] == before[other] for other in before if other != code)]
    if swapped:
        walk.say("codes.swapped", place, ", ".join(swapped[:9]))
    elif reworded:
        walk.say("codes.meaning", place, ", ".join(reworded[:9]))


def handling(walk: Walk, place: str, slot: Slot, other: Slot) -> None:
    """Compare what is done with a value: who may see it, how it is respelt, what its faults are reported as."""
    _sensitivity(walk, place, slot.get("sensitivity"), other.get("sensitivity"))
    before, after = slot.get("normalise"), other.get("normalise")
    if before != after:
        walk.say(
            "normalise.changed" if before else "normalise.added", place, f"{before or 'none'} is {after or 'none'}"
        )
    if any(slot.get(unit) != other.get(unit) for unit in UNITS):
        walk.say("unit.changed", place)
    _reporting(walk, place, slot, other)
    for name in sorted(slot.keys() | other.keys()):
        if name not in JUDGED and slot.get(name) != other.get(name):
            walk.say("attribute.changed", place, name)
    if any(slot.get(name) != other.get(name) for name in WORDS):
        walk.say("doc.changed", place)
    _units(walk, place, slot, other)


def attributes(walk: Walk, place: str, one: Node, two: Node) -> None:
    """Compare what is said of a named type beside what Avro knows."""
    before, after = one.attributes, two.attributes
    for name in sorted(before.keys() | after.keys()):
        if name not in JUDGED and before.get(name) != after.get(name):
            walk.say("attribute.changed", place, f"{one.short} {name}")


def _units(walk: Walk, place: str, slot: Slot, other: Slot) -> None:
    """A number is described as counting something else."""
    before, after = (set(_unit_words(str(each.get("doc", "")).lower())) for each in (slot, other))
    if before - after and after - before:
        walk.say("unit.reworded", place, f"{', '.join(before - after)} is {', '.join(after - before)}")


def _sensitivity(walk: Walk, place: str, before: str | None, after: str | None) -> None:
    if before == after:
        return
    rank = {name: number for number, name in enumerate(SENSITIVITIES)}
    raised = rank.get(after or "public", 2) > rank.get(before or "public", 0)
    walk.say("sensitivity.raised" if raised else "sensitivity.lowered", place, f"{before} is {after}")


def _reporting(walk: Walk, place: str, slot: Slot, other: Slot) -> None:
    """Faults of a value are reported by a rule, and it is that rule which says whether they are rejected."""
    before, after = slot.get("rule", "F00"), other.get("rule", "F00")
    was, is_ = severities(walk.old.rules.get(before)), severities(walk.new.rules.get(after))
    if any(one == "warn" != two for one, two in zip(was, is_, strict=True)):
        walk.say("finding.severity", place, after)
    elif was != is_:
        walk.say("finding.softened", place, after)
    if before != after:
        walk.say("finding.rule", place, f"{before} is {after}")
