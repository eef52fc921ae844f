"""Limits and rules that stand in for each other: a bound that moves from a schema into a rule changes nothing.

A limit that is narrower refuses nothing new where rules refused it before; one that is wider lets nothing new pass
where rules now refuse it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from casefile_contracts.errors import RuleError
from casefile_contracts.evolution.avro import Node, optional
from casefile_contracts.evolution.changes import Change, Level
from casefile_contracts.evolution.conditions import Conditions, Place, Scope, element_of, member, ordered, plain
from casefile_contracts.evolution.formulas import Formula, Test, both, either, exists, negated
from casefile_contracts.evolution.implying import follows, relevant
from casefile_contracts.evolution.limits import Slot
from casefile_contracts.evolution.placing import Trees
from casefile_contracts.evolution.ruling import Comparison, Rules
from casefile_contracts.evolution.sides import Side

FAMILIES = ("pattern", "length", "range", "items", "text", "codes")
LONGEST = 200
"""The longest text that a pattern can count."""


def settle(comparison: Comparison) -> list[Change]:
    """The changes of a message type, those of limits eased where rules say the same."""
    return [_settled(comparison, change) for change in comparison.walk.changes]


def _settled(comparison: Comparison, change: Change) -> Change:
    family, _, direction = change.kind.partition(".")
    if family not in FAMILIES or direction not in ("narrowed", "widened", "changed", "dropped"):
        return change
    walk, trees = comparison.walk, comparison.trees
    if change.senders and _stands(comparison, change, comparison.before, trees, walk.old, walk.new):
        change = replace(change, senders=Level.HARMLESS, history=Level.HARMLESS)
    if change.readers and _stands(comparison, change, comparison.after, trees.turned, walk.new, walk.old):
        change = replace(change, readers=Level.HARMLESS)
    return change


def _stands(comparison: Comparison, change: Change, rules: Rules, trees: Trees, side: Side, other: Side) -> bool:
    """Whether rules on messages of `trees` demand what the other release's limit demands."""
    name = change.place.rstrip("/*").rpartition("/")[2]
    near = [rule for rule in rules.values() if name in rule.words and set(rule.severities) == {"reject"}]
    found = _slot(trees.other, change.place.split("/")[1:])
    if not near or found is None:
        return False
    reading = Conditions(side)
    try:
        limit = _Limit(reading, *found, other)
        demanded = limit.everywhere(trees.scope()["message"], change.place.split("/")[1:], {})
        premises = [trees.everywhere(rule.record, rule.condition, reading) for rule in near]
        return demanded is not True and follows(both(*relevant(premises, demanded)), demanded, reading.world)
    except RuleError:
        return False


def _slot(root: Node, tokens: Sequence[str]) -> tuple[Node, Slot] | None:
    here, slot = root, root.attributes
    for step in tokens:
        node = optional(here)[0]
        if step == "*" and node.inner is not None:
            here, slot = node.inner, node.inner.attributes
        elif step in node.fields:
            here, slot = node.fields[step].type, node.fields[step].attributes
        else:
            return None
    return optional(here)[0], slot


class _Limit:
    """The limit of a slot, as a formula about a value in messages of the other release."""

    def __init__(self, reading: Conditions, node: Node, slot: Slot, side: Side) -> None:
        self.reading, self.node, self.slot, self.side = reading, node, slot, side

    def everywhere(self, place: object, tokens: Sequence[str], scope: Scope) -> Formula:
        """The limit, demanded of each value that the pointer names."""
        if not isinstance(place, Place):
            return True
        inner, nullable = optional(place.node) if place.node else (None, False)
        if not tokens:
            found = both(*self.demands(place))
        elif tokens[0] == "*":
            element = element_of(place, scope)
            holds = self.everywhere(element, tokens[1:], {**scope, element.key: element})
            found = negated(exists(place.key, place.elements, element.key, negated(holds)))
        else:
            found = self.everywhere(member(place, tokens[0]), tokens[1:], scope)
        if inner is None:
            return True
        return either(negated(Test("bool", f"has({place.key})", place.elements)), found) if nullable else found

    def demands(self, place: Place) -> Iterable[Formula]:
        """What the limit demands of one value."""
        self.reading.learn(place)
        bounds = {"minimum": ">=", "maximum": "<="}
        yield from (ordered(sign, plain(place), self.slot[name]) for name, sign in bounds.items() if name in self.slot)
        counts = {"minItems": ">=", "maxItems": "<="}
        for name, sign in counts.items():
            if name in self.slot:
                yield self.reading.count(place, element_of(place, {}), True, sign, self.slot[name])
        if self.node.kind == "string":
            yield from self._texts(place)

    def _texts(self, place: Place) -> Iterable[Formula]:
        if "pattern" in self.slot:
            yield self._test(place, "~", self.slot["pattern"])
        least, most = self.slot.get("minLength", 0), self.slot.get("maxLength", LONGEST + 1)
        if most <= LONGEST:
            yield self._test(place, "~", f"^.{{{least},{most}}}$")
        codes = self.side.codes.get(self.slot.get("codes", ""))
        if codes is not None:
            yield either(*(self._test(place, "==", code) for code in codes))

    def _test(self, place: Place, operator: str, bound: str) -> Test:
        return Test("text", place.key, place.elements, operator, bound)
