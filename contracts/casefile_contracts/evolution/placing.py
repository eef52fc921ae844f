"""Where the records of a message type stand, and a rule on one of them as a condition on the whole message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from casefile_contracts.evolution.avro import Node, inside, named_types, optional
from casefile_contracts.evolution.conditions import Conditions, Place, Scope, element_of, member
from casefile_contracts.evolution.formulas import Formula, Test, both, either, exists, negated
from casefile_contracts.evolution.sides import Side
from casefile_contracts.rules.syntax import Expression

MAX_DEPTH = 16


@dataclass(frozen=True)
class Trees:
    """The schemas of one message type in both releases; the first is the world that messages are of."""

    message_type: str
    node: Node
    other: Node
    known: dict[int, frozenset[str]] = field(default_factory=dict, repr=False)
    reach: dict[int, frozenset[str]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, message_type: str, old: Side, new: Side) -> Trees:
        """As messages of the old release see them."""
        return cls(message_type, old.tree(message_type), new.tree(message_type))

    @cached_property
    def turned(self) -> Trees:
        """As messages of the new release see them."""
        return Trees(self.message_type, self.other, self.node)

    @cached_property
    def records(self) -> dict[str, Node]:
        """The records of the message type by short name."""
        return {each.short: each for each in named_types(self.node) if each.kind == "record"}

    def scope(self, record: str | None = None) -> Scope:
        """What a rule may speak of: by default one on the message itself."""
        root = Place("message", node=self.node, other=self.other)
        this = root
        if record is not None and record != self.node.short:
            this = Place("this", node=self.records.get(record), other=self.turned.records.get(record))
        return {"this": this, "message": root, "envelope": member(root, "envelope")}

    def everywhere(self, record: str, condition: Expression, reading: Conditions) -> Formula:
        """The condition of a rule on a record, required of every such record of the message."""
        root = Place("message", node=self.node, other=self.other)
        scope = {**self.scope(), "this": root}
        return self._below(root, record, condition, reading, scope, 0)

    def _below(
        self, place: Place, record: str, condition: Expression, reading: Conditions, scope: Scope, depth: int
    ) -> Formula:
        inner, nullable = optional(place.node) if place.node else (None, False)
        if inner is None or depth > MAX_DEPTH or record not in self._inside(inner):
            return True
        found: list[Formula] = []
        if inner.kind == "record":
            if inner.short == record:
                found.append(reading.formula(condition, {**scope, "this": place}))
            found += [
                self._below(member(place, name), record, condition, reading, scope, depth + 1) for name in inner.fields
            ]
        elif inner.kind == "array":
            element = element_of(place, scope)
            inside = {**scope, f" {depth}": element}
            holds = self._below(element, record, condition, reading, inside, depth + 1)
            found.append(negated(exists(place.key, place.elements, element.key, negated(holds))))
        whole = both(*found)
        return either(negated(Test("bool", f"has({place.key})", place.elements)), whole) if nullable else whole

    def _inside(self, node: Node) -> frozenset[str]:
        """The records that are somewhere in a type."""
        if id(node) not in self.known:
            self.known[id(node)] = frozenset(each.rpartition(".")[2] for each in inside(node, self.reach))
        return self.known[id(node)]

    def pointers(self, record: str) -> list[str]:
        """Where such records stand, as pointers with `*` for any item."""
        return list(_pointers(self.node, record, "", 0))


def _pointers(node: Node, record: str, at: str, depth: int) -> Iterator[str]:
    inner, _ = optional(node)
    if depth > MAX_DEPTH:
        return
    if inner.kind == "record":
        if inner.short == record:
            yield at
        for name, each in inner.fields.items():
            yield from _pointers(each.type, record, f"{at}/{name}", depth + 1)
    elif inner.inner is not None:
        yield from _pointers(inner.inner, record, f"{at}/*", depth + 1)
