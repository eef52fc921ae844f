"""The deciding path: one generated Python function a message type, that says whether there is anything to say.

It walks the message once and stops at the first thing found. Fields are loaded into local variables before anything
is asked of them, those of a record that is always there together with those of its holder.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Record, Shape
from casefile_contracts.rules.binding import ENVELOPE, Bound
from casefile_contracts.rules.constraints import constraints_of
from casefile_contracts.rules.emitting import CASE, Bindings, Emitter, day_of, indented
from casefile_contracts.rules.merging import merged
from casefile_contracts.rules.refusing import refusal
from casefile_contracts.rules.syntax import Index
from casefile_contracts.rules.types import Path

Places = Mapping[Path, str]

MESSAGE: Path = ("message",)
PUBLIC = "public"

_FILLED = re.compile(r"(?:for \w+ in|if) (\w+):").fullmatch


def write_decider(
    name: str, root: Record, bound: Mapping[str, list[Bound]], bindings: Bindings, *, constrained: bool = True
) -> str:
    """The source of a function of raw form, now (milliseconds, UTC) and case: True if nothing at all is to be said.

    Args:
        constrained: Hold values to the schema's constraints too; else to the bound rules alone.
    """
    body = [*_Writer(bound, bindings, constrained).message(root), "return True"]
    if "today" in _words(body):
        body.insert(0, f"today = {day_of('now')}")
    return bindings.source("\n".join([f"def {name}(message, now, case=None):", *indented(body), ""]))


@dataclass(slots=True)
class _Writer:
    bound: Mapping[str, list[Bound]]
    bindings: Bindings
    constrained: bool
    outer: dict[Index, str] = field(default_factory=dict)
    count: int = 0

    def message(self, root: Record) -> list[str]:
        """The whole walk, with the sets that are made from the message ahead of it."""
        places = {MESSAGE: "message", ("now",): "now", ("today",): "today", (CASE,): CASE} | self._places(root, MESSAGE)
        checks = list(self._checks(root, MESSAGE, places, self.outer))
        sets = list(self._emitter(MESSAGE, places, self.outer).assignments(self.outer))
        named = zip(self.outer.values(), sets, strict=True)
        made = [line for name, assignment in named for line in _where_used(name, assignment, checks)]
        return [*self._loads(root, MESSAGE, places, _words([*made, *checks])), *made, *checks]

    def _record(self, record: Record, variable: str, places: Places) -> list[str]:
        """A record that stands in a list, or that may be absent."""
        path = (variable,)
        places = {**places, path: variable} | self._places(record, path)
        inner: dict[Index, str] = {}
        checks = list(self._checks(record, path, places, inner))
        made = list(self._emitter(path, places, inner).assignments(inner))
        return [*self._loads(record, path, places, _words([*made, *checks])), *made, *checks]

    def _places(self, record: Record, path: Path) -> dict[Path, str]:
        places: dict[Path, str] = {}
        for each in record.fields:
            places[*path, each.name] = self._fresh()
            if isinstance(each.shape, Record):
                places |= self._places(each.shape, (*path, each.name))
        return places

    def _loads(self, record: Record, path: Path, places: Places, used: set[str]) -> Iterator[str]:
        """All fields of a record that are asked for in one go, then those of the records inside it."""
        inner: list[str] = []
        wanted: dict[str, str] = {}
        for each in record.fields:
            here = (*path, each.name)
            deeper = list(self._loads(each.shape, here, places, used)) if isinstance(each.shape, Record) else []
            if deeper or places[here] in used:
                wanted[each.name] = places[here]
            inner += deeper
        if len(wanted) > 1:
            get = self.bindings.bind("fields", f"itemgetter{tuple(wanted)!r}")
            yield f"{', '.join(wanted.values())} = {get}({places[path]})"
        elif wanted:
            yield from (f"{local} = {places[path]}[{name!r}]" for name, local in wanted.items())
        yield from inner

    def _checks(self, record: Record, path: Path, places: Places, inner: dict[Index, str]) -> Iterator[str]:
        for each in record.fields:
            here = (*path, each.name)
            if isinstance(each.shape, Record):
                yield from self._checks(each.shape, here, places, inner)
            else:
                yield from self._value(each.shape, places[here], each.attributes, None, places)
        emitter = self._emitter(path, places, inner)
        rules = self.bound.get(record.name, ())
        yield from merged(line for bound in rules for line in _in_force(bound, emitter.refusals(bound.condition)))

    def _value(
        self, shape: Shape, local: str, attributes: Mapping[str, Any], rule: str | None, places: Places
    ) -> Iterator[str]:
        if isinstance(shape, Optional):
            inner = list(self._value(shape.inner, local, attributes, rule, places))
            yield from _under(f"if {local} is not None:", inner)
            return
        names = self.count
        public = attributes.get("sensitivity") == PUBLIC
        constraints = list(constraints_of(shape, attributes, rule)) if self.constrained else []
        lines = list(refusal(constraints, local, self.bindings, public=public))
        if isinstance(shape, Array):
            item, own = self._fresh(), getattr(shape.items, "attributes", {})
            inner = list(self._value(shape.items, item, own, attributes.get("rule"), places))
            lines += _under(f"for {item} in {local}:", inner)
            if not attributes.get("minItems"):  # most lists are empty
                lines = list(_under(f"if {local}:", lines))
        elif isinstance(shape, Record):
            lines = self._record(shape, local, places)
        yield from lines
        self.count = names  # what follows may have the names again: few locals have short instructions

    def _emitter(self, this: Path, places: Places, inner: dict[Index, str]) -> Emitter:
        return Emitter(self.bindings, places, {"this": this, ENVELOPE: (*MESSAGE, ENVELOPE)}, self.outer, inner)

    def _fresh(self) -> str:
        self.count += 1
        return f"v{self.count}"


def _where_used(name: str, assignment: str, checks: Iterable[str]) -> Iterator[str]:
    """The assignment, under a test of the lists that alone ask for the name, where only items of lists do."""
    head, lists = "", set()
    for line in checks:
        head = head if line.startswith(" ") else line
        if re.search(rf"\b{name}\b", line):
            lists.add(found[1] if (found := _FILLED(head)) else "")
    if not lists or "" in lists:
        yield assignment
        return
    yield f"{name} = ()"
    yield from _under(f"if {' or '.join(sorted(lists))}:", [assignment])


def _under(head: str, lines: list[str]) -> Iterator[str]:
    if lines:
        yield head
        yield from indented(lines)


def _in_force(bound: Bound, lines: Iterator[str]) -> Iterator[str]:
    rule = bound.rule
    tests = [f"{CASE} is not None"] if bound.remembers else []
    tests += [] if rule.first_day is None else [f"today >= {rule.first_day}"]
    tests += [] if rule.last_day is None else [f"today <= {rule.last_day}"]
    yield from _under(f"if {' and '.join(tests)}:", list(lines)) if tests else lines


def _words(lines: Iterable[str]) -> set[str]:
    return set(re.findall(r"\w+", "\n".join(lines)))
