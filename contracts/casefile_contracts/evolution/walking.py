"""Walks the schemas of one message type side by side, and says what is not the same and where."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

from casefile_contracts.evolution import fields, values
from casefile_contracts.evolution.avro import Node, inside, named_types, optional, resolves
from casefile_contracts.evolution.changes import Change, Level, Levels
from casefile_contracts.evolution.kinds import change_of
from casefile_contracts.evolution.limits import Slot
from casefile_contracts.evolution.sides import Side, same_limits

LOSSY = {("int", "float"), ("long", "float"), ("long", "double")}
"""Promotions that round."""


@dataclass(slots=True)
class Walk:
    """One message type on its way; `old` and `new` are what the two releases know beside its schema."""

    message_type: str
    old: Side
    new: Side
    changes: list[Change] = field(default_factory=list)
    within: set[tuple[int, int]] = field(default_factory=set)
    changed: frozenset[str] | None = None
    """Named types that are not the same; None if what they refer to is not either, so that all have to be compared."""
    reach: dict[int, frozenset[str]] = field(default_factory=dict)

    def say(self, kind: str, place: str, detail: str = "", whole: bool | None = None, **levels: Unpack[Levels]) -> None:
        """Note a change; levels that are not given are those of its kind."""
        self.changes.append(change_of(kind, self.message_type, place, detail, whole, **levels))

    def message(self, old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
        """All changes between the schemas of the message type."""
        before, after = self.old.tree(self.message_type), self.new.tree(self.message_type)
        self._find_changed(before, after)
        _senders(self, old, new)
        if before.name != after.name:
            self.say("message.renamespaced", "", f"{before.name} is {after.name}")
        else:
            self.compare(before, after, "", before.attributes, after.attributes)
        self._nothing_missed(before, after)
        return self.changes

    def compare(self, before: Node, after: Node, place: str, slot: Slot, other: Slot) -> None:
        """Compare what stands at a place; the slots carry its limits."""
        one, one_null = optional(before)
        two, two_null = optional(after)
        if "union" in (one.kind, two.kind):
            self._unions(before, after, place)
            return
        if one_null != two_null:
            self.say("null.allowed" if two_null else "null.refused", place)
        elif one_null and two_null and before.branches[0].kind != after.branches[0].kind:
            moved = "default" in other and (other["default"] is None) != (after.branches[0].kind == "null")
            self.say("union.default_moved" if moved else "union.reordered", place)
        if one.kind != two.kind:
            self._types(one, two, place)
        else:
            self._alike(one, two, place, slot, other)

    def _types(self, one: Node, two: Node, place: str) -> None:
        detail = f"{one.kind} is {two.kind}"
        backward, forward = resolves(two, one), resolves(one, two)
        if backward and forward:  # string and bytes: JSON spells them otherwise, and bytes need not be text
            self.say("type.changed", place, detail, history=Level.RISKY)
        elif backward:
            history = Level.RISKY if (one.kind, two.kind) in LOSSY else Level.HARMLESS
            self.say("type.widened", place, detail, history=history)
        elif forward:
            self.say("type.narrowed", place, detail)
        else:
            self.say("type.changed", place, detail, whole=True)
        if one.logical != two.logical:
            self.say("logical.changed", place, f"{one.logical or 'none'} is {two.logical or 'none'}")

    def _alike(self, one: Node, two: Node, place: str, slot: Slot, other: Slot) -> None:
        if one.name:
            if self._unchanged(one, two):
                return
            _named(self, one, two, place)
        match one.kind:
            case "record":
                self._once(one, two, lambda: fields.compare(self, one, two, place))
            case "enum":
                values.symbols(self, one, two, place)
            case "fixed" if one.attributes.get("size") != two.attributes.get("size"):
                self.say("size.changed", place)
        values.logical(self, one, two, place, slot, other)
        values.limits(self, one, two, place, slot, other)
        if one.inner and two.inner:
            inherited = [{"rule": each["rule"]} if "rule" in each else {} for each in (slot, other)]
            items = ({**inherited[0], **one.inner.attributes}, {**inherited[1], **two.inner.attributes})
            self.compare(one.inner, two.inner, f"{place}/*", *items)
            plain = one.inner.kind not in ("record", "enum", "fixed", "union")
            if plain and one.inner.kind == two.inner.kind:
                values.handling(self, f"{place}/*", *items)

    def _find_changed(self, before: Node, after: Node) -> None:
        """Whatever holds no named type that has changed need not be compared."""
        if not same_limits(self.old, self.new):
            return
        known = {each.name: each.attributes for each in named_types(before)}
        self.changed = frozenset(each.name for each in named_types(after) if known.get(each.name) != each.attributes)

    def _unchanged(self, one: Node, two: Node) -> bool:
        if self.changed is None or one.name != two.name or one.attributes != two.attributes:
            return False
        return not (inside(two, self.reach) & self.changed)

    def _once(self, one: Node, two: Node, compare: Callable[[], None]) -> None:
        """A type that holds itself is compared once."""
        pair = (id(one), id(two))
        if pair not in self.within:
            self.within.add(pair)
            compare()
            self.within.discard(pair)

    def _unions(self, before: Node, after: Node, place: str) -> None:
        one, two = ([branch.name or branch.kind for branch in each.branches or (each,)] for each in (before, after))
        if sorted(one) != sorted(two):
            broken = [
                Level.HARMLESS if fine else Level.BREAKING
                for fine in (resolves(before, after), resolves(after, before))
            ]
            self.say("union.changed", place, readers=broken[0], senders=broken[1], history=broken[1], whole=True)
            return
        if one != two:
            self.say("union.reordered", place)
        branches = {branch.name or branch.kind: branch for branch in after.branches}
        for branch in before.branches:
            other = branches[branch.name or branch.kind]
            self._alike(branch, other, place, branch.attributes, other.attributes)

    def _nothing_missed(self, before: Node, after: Node) -> None:
        """Resolution has the last word: what it refuses is a break, even if no single change explains it."""
        read, kept = resolves(before, after), resolves(after, before)
        told = [max((getattr(one, party) for one in self.changes), default=0) for party in ("readers", "history")]
        if not read and told[0] < Level.BREAKING:
            self.say("unreadable", "", senders=Level.HARMLESS, history=Level.HARMLESS)
        if not kept and told[1] < Level.BREAKING:
            self.say("unreadable", "", readers=Level.HARMLESS)


def _senders(walk: Walk, old: Mapping[str, Any], new: Mapping[str, Any]) -> None:
    before, after = set(old.get("sender", ())), set(new.get("sender", ()))
    if gone := before - after:
        walk.say("sender.removed", "", ", ".join(sorted(gone)))
    if more := after - before:
        walk.say("sender.added", "", ", ".join(sorted(more)))


def _named(walk: Walk, one: Node, two: Node, place: str) -> None:
    detail = f"{one.name} is {two.name}"
    if one.short != two.short:
        aliased = one.name in two.aliases
        mutual = aliased and two.name in one.aliases
        readers = Level.HARMLESS if mutual else Level.BREAKING
        walk.say("type.renamed_with_alias" if aliased else "type.renamed", place, detail, readers=readers)
    elif one.name != two.name:
        walk.say("type.renamed", place, detail, False, **dict.fromkeys(("readers", "senders", "history"), Level.RISKY))
    elif one.aliases != two.aliases:
        walk.say("alias.removed" if one.aliases - two.aliases else "alias.added", place, one.short)
    values.attributes(walk, place, one, two)
    if one.attributes.get("doc") != two.attributes.get("doc"):
        walk.say("doc.changed", place, one.short)
