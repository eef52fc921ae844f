"""The explaining path: walks a message by its schema and finds everything, with the place of each finding.

It shares no generated code with the deciding path but the translation of conditions; both must always agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Record, Shape, shape_of
from casefile_contracts.errors import RuleError
from casefile_contracts.findings import Finding
from casefile_contracts.release import Release
from casefile_contracts.rules.binding import ENVELOPE, Bound
from casefile_contracts.rules.checking import Named, Raw
from casefile_contracts.rules.constraints import constraints_of, holds
from casefile_contracts.rules.dates import date_of
from casefile_contracts.rules.emitting import CASE, Bindings, Emitter, indented
from casefile_contracts.rules.rulebook import Rule, RuleBook
from casefile_contracts.rules.syntax import Expression, Index, free_names
from casefile_contracts.rules.types import Path, Reference

Pointer = tuple[str | int, ...]
Test = Callable[[Any], bool]
Prepare = Callable[..., Test]
"""From message, now, today and the case to a test of the record that a rule is on."""

Walk = Callable[[Any, Pointer, "Checked"], Iterator[tuple[Pointer, Rule]]]


@dataclass(frozen=True, slots=True)
class Checked:
    """One message being explained."""

    today: int
    tests: Mapping[str, Test]
    """By name of the function that prepared it."""


@dataclass(frozen=True, slots=True)
class Explainer:
    """Finds everything that is to be said about messages of one type."""

    walk: Walk
    prepare: Mapping[str, Prepare]
    softer: Prepare
    order: Callable[[Pointer], tuple[int, ...]]

    def explain(self, message: Raw, now: int, case: Raw | None = None) -> list[Finding]:
        """All findings in document order, those of one place by rule; without a case, none that only it can tell."""
        today = date_of(now)
        checked = Checked(today, {key: prepare(message, now, today, case) for key, prepare in self.prepare.items()})
        found = {(pointer, rule.id): rule for pointer, rule in self.walk(message, (), checked)}
        if not found:
            return []
        softer = self.softer(message, now, today)(message)
        in_order = sorted(found, key=lambda place: (self.order(place[0]), place[1]))
        return [found[place].finding(written(place[0]), softer) for place in in_order]


SOFTER = "softer"
"""The name of the function that prepares the test whether severities are softened."""


def write_explainer(bound: Mapping[str, list[Bound]], softer: Expression, bindings: Bindings) -> tuple[str, Named]:
    """The source of the tests of all rules, and which is whose."""
    named: dict[str, list[tuple[str, str]]] = {}
    functions = [preparing(SOFTER, softer, bindings)]
    for record, rules in bound.items():
        for one in rules:
            name = f"prepare_{len(functions)}"
            named.setdefault(record, []).append((one.rule.id, name))
            functions.append(preparing(name, one.condition, bindings))
    return bindings.source("\n".join(functions)), named


def explainer_of(
    release: Release, message_type: str, named: Named, functions: Mapping[str, Any], reference: Reference
) -> Explainer:
    """The explaining path for messages of a type, with its tests as `write_explainer` wrote them.

    Raises:
        RuleError: A schema names a rule that the book has not.
    """
    names = [SOFTER, *(name for rules in named.values() for _, name in rules)]
    prepare: dict[str, Prepare] = {name: functions[name] for name in names}
    softer = prepare.pop(SOFTER)
    root, book = shape_of(release.messages[message_type].schema), RuleBook.of(release)
    walk = _Walker(book, named, reference).record(root)
    return Explainer(walk, prepare, softer, lambda pointer: tuple(_order(root, pointer)))


def prepared(condition: Expression, bindings: Bindings) -> Prepare:
    """A condition as a function of message, now, today and the case, which gives a test of the record that it is on."""
    return bindings.function(preparing("prepare", condition, bindings), "prepare")


def preparing(name: str, condition: Expression, bindings: Bindings) -> str:
    """The source of the function that `prepared` gives, without that of its names."""
    outer: dict[Index, str] = {}
    inner: dict[Index, str] = {}
    places: dict[Path, str] = {(name,): name for name in ("this", "message", "now", "today", CASE)}
    emitter = Emitter(bindings, places, {ENVELOPE: ("message", ENVELOPE)}, outer, inner)
    answer = emitter.condition(condition)
    test = ["def test(this):", *indented([*emitter.assignments(inner), f"return {answer}"]), "return test"]
    unknown = [f"if {CASE} is None:", "    return lambda this: True"] if CASE in free_names(condition) else []
    body = indented([*unknown, *emitter.assignments(outer), *test])
    return "\n".join([f"def {name}(message, now, today, case=None):", *body, ""])


def written(pointer: Pointer) -> str:
    """An RFC 6901 JSON pointer. Names of fields need no escapes."""
    return "".join(f"/{token}" for token in pointer)


@dataclass(frozen=True, slots=True)
class _Walker:
    book: RuleBook
    named: Named
    reference: Reference

    def record(self, record: Record) -> Walk:
        fields = [(one.name, self.value(one.shape, one.attributes, None)) for one in record.fields]
        spoken = [(name, self._rule(id_)) for id_, name in self.named.get(record.name, ())]
        rules = [(name, rule, _tokens(rule.at)) for name, rule in spoken]

        def walk(value: Any, pointer: Pointer, checked: Checked) -> Iterator[tuple[Pointer, Rule]]:
            for name, inner in fields:
                yield from inner(value[name], (*pointer, name), checked)
            for test, rule, at in rules:
                if in_force(rule, checked.today) and not checked.tests[test](value):
                    yield (*pointer, *at), rule

        return walk

    def value(self, shape: Shape, attributes: Mapping[str, Any], rule: str | None) -> Walk:
        optional = isinstance(shape, Optional)
        inner = shape.inner if isinstance(shape, Optional) else shape
        demands = [
            (holds(one, self.reference), self._rule(one.rule)) for one in constraints_of(inner, attributes, rule)
        ]
        deeper = self._deeper(inner, attributes)

        def walk(value: Any, pointer: Pointer, checked: Checked) -> Iterator[tuple[Pointer, Rule]]:
            if optional and value is None:
                return
            for demand, spoken in demands:
                if not demand(value):
                    yield pointer, spoken
            yield from deeper(value, pointer, checked)

        return walk

    def _deeper(self, shape: Shape, attributes: Mapping[str, Any]) -> Walk:
        match shape:
            case Record():
                return self.record(shape)
            case Array(items=items):
                return _each(self.value(items, getattr(items, "attributes", {}), attributes.get("rule")))
        return lambda value, pointer, checked: iter(())

    def _rule(self, id_: str) -> Rule:
        if id_ not in self.book.rules:
            raise RuleError(f"{id_}: a schema names this rule, and the rule book has it not")
        return self.book.rules[id_]


def in_force(rule: Rule, today: int) -> bool:
    """Whether a rule's effective dates take in a day."""
    started = rule.first_day is None or rule.first_day <= today
    return started and (rule.last_day is None or today <= rule.last_day)


def _each(item: Walk) -> Walk:
    def walk(value: Any, pointer: Pointer, checked: Checked) -> Iterator[tuple[Pointer, Rule]]:
        for index, each in enumerate(value):
            yield from item(each, (*pointer, index), checked)

    return walk


def _tokens(pointer: str) -> Pointer:
    return tuple(pointer.split("/")[1:])


def _order(shape: Shape, pointer: Pointer) -> Iterator[int]:
    """Where a place stands in the document: the position of each field, the index of each item."""
    for token in pointer:
        inner = shape.inner if isinstance(shape, Optional) else shape
        if isinstance(inner, Record):
            names = [one.name for one in inner.fields]
            yield names.index(str(token))
            shape = inner.fields[names.index(str(token))].shape
        elif isinstance(inner, Array):
            yield int(token)
            shape = inner.items
