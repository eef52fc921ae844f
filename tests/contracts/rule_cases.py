"""Every rule of the release bound to a record, with its examples in both forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from rule_samples import reference

from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.codec.shape import Record, records_in
from casefile_contracts.release import load_release
from casefile_contracts.rules.binding import bind, case_of, code_lists_of, scope_of, short
from casefile_contracts.rules.checker import root_of
from casefile_contracts.rules.dates import date_of
from casefile_contracts.rules.emitting import Bindings
from casefile_contracts.rules.examples import Example, examples_of, raw_fragment
from casefile_contracts.rules.explaining import prepared
from casefile_contracts.rules.rulebook import Rule, RuleBook
from casefile_contracts.rules.scope import Scope
from casefile_contracts.rules.syntax import Expression


@dataclass(frozen=True)
class Case:
    """A rule on a record of a message type."""

    rule: Rule
    record: Record
    root: Record

    @property
    def condition(self) -> str:
        assert self.rule.require is not None
        return self.rule.require

    def scope(self) -> Scope:
        return scope_of(self.record, self.root, code_lists_of(load_release().tables), case_of(load_release()))

    def compiled(self) -> Expression:
        lists, case = code_lists_of(load_release().tables), case_of(load_release())
        return bind(self.rule, self.record, self.root, lists, case).condition

    def examples(self) -> list[Example]:
        return list(examples_of(self.rule, on_message=self.record == self.root))

    def verdict(self, condition: Expression, example: Example) -> bool:
        """What the condition, made a Python function, says of an example."""
        message = raw_fragment(self.root, example.message)
        this = message if self.record == self.root else raw_fragment(self.record, example.this)
        now = timestamp_millis(example.now)
        case = self.remembered(example.case)
        return prepared(condition, Bindings(reference()))(message, now, date_of(now), case)(this)

    def remembered(self, case: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """What an example says of the case before, in raw form."""
        memory = case_of(load_release())
        return raw_fragment(memory, case) if memory and case is not None else None


@cache
def roots() -> dict[str, Record]:
    return {name: root_of(load_release(), name) for name in load_release().messages}


@cache
def cases() -> dict[str, Case]:
    """By id of the rule, and record if it is on several; on the first message type that the record stands in."""
    return dict(_cases())


def _cases() -> Iterator[tuple[str, Case]]:
    for rule in RuleBook.of(load_release()).conditions():
        for on in rule.on:
            held = ((record, root) for root in roots().values() for record in records_in(root) if short(record) == on)
            record, root = next(held)
            yield rule.id if len(rule.on) == 1 else f"{rule.id}-{on}", Case(rule, record, root)


def records_of(shape: Any, raw: Any, json: Any, name: str) -> Iterator[tuple[Any, Any]]:
    """Every record of a type in a message: raw form and JSON form."""
    match shape, raw:
        case _, None:
            return
        case Record(name=own, fields=fields), dict():
            if own == name:
                yield raw, json
            for field in fields:
                yield from records_of(field.shape, raw[field.name], json.get(field.name), name)
        case _, list():
            for one, two in zip(raw, json, strict=True):
                yield from records_of(shape.items, one, two, name)
        case _ if hasattr(shape, "inner"):
            yield from records_of(shape.inner, raw, json, name)
