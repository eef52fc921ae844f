"""Vectors: messages in bytes and in JSON form with the findings that every implementation has to make.

They are golden messages, golden messages that an example of a rule was laid over, messages with values at the limits,
and messages that a seed tampered with. What is found in them is what our own checker finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import product
from random import Random
from typing import Any

from casefile_contracts.codec import compile_encoder
from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json
from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.conformance.chance import tampered
from casefile_contracts.conformance.edges import edges, first_time, rewritten
from casefile_contracts.conformance.least import least
from casefile_contracts.conformance.overlay import Fragment, Templates, laid_over, records_of, with_lists
from casefile_contracts.findings import Finding
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import Release
from casefile_contracts.rules import Checker, compile_checker
from casefile_contracts.rules.binding import case_of
from casefile_contracts.rules.checker import root_of
from casefile_contracts.rules.examples import NOW, raw_fragment
from casefile_contracts.rules.rulebook import Rule, RuleBook

Raw = dict[str, Any]

NOW_MILLIS = timestamp_millis(NOW)

ASKED = re.compile(r"""known\(\s*["']([a-z_]+)["']""").findall
"""The lists that a condition asks."""


@dataclass(frozen=True)
class Whole:
    """A message that there is nothing to say about, and that others are made from."""

    name: str
    message_type: str
    raw: Raw
    json: Fragment
    records: Templates
    """The first record of each type in it."""
    size: int


@dataclass(frozen=True, slots=True)
class Vector:
    """A message, the moment at which it is checked, and what is found in it."""

    name: str
    raw: Raw
    now: str
    findings: tuple[Finding, ...]
    case: Fragment | None
    """What went before in the case, in JSON form; rules that read it find nothing where there is none."""
    loaded: bool
    """Whether the operator's lists are; those that ship in the release always are."""


class Bench:
    """A release with its golden messages and reference lists, ready to make vectors of."""

    def __init__(self, release: Release, goldens: Mapping[str, Fragment], reference: ReferenceData) -> None:
        """Golden messages that the release cannot read are left out and named in `unread`."""
        self.release = release
        self.reference = reference
        self.book = RuleBook.of(release)
        self.shipped = {*release.tables["code_lists"], "forces"}
        self.memory = case_of(release)
        self.roots = {name: root_of(release, name) for name in release.messages}
        self._read = {name: compile_from_json(one.schema) for name, one in release.messages.items()}
        self._write = {name: compile_encoder(one.schema) for name, one in release.messages.items()}
        self._show = {name: compile_to_json(one.schema) for name, one in release.messages.items()}
        self._checkers: dict[tuple[str, bool], Checker] = {}
        found = {name: self.read(name.partition(".")[0], goldens[name]) for name in sorted(goldens)}
        self.goldens = [self.whole(name, type_of(name), raw) for name, raw in found.items() if raw is not None]
        self.unread = [name for name, raw in found.items() if raw is None]

    def whole(self, name: str, message_type: str, raw: Raw) -> Whole:
        """The message with all that is asked of it later."""
        json = self.json(message_type, raw)
        records = {shape.short_name: one for shape, one in reversed(list(records_of(self.roots[message_type], json)))}
        return Whole(name, message_type, raw, json, records, len(self.body(message_type, raw)))

    def smallest(self) -> Iterator[Whole]:
        """The least that a message of each type may hold."""
        for name in self.roots:
            able = [one for one in self.goldens if one.message_type == name and self._passes(name, one.raw)]
            if able:
                golden = min(able, key=lambda one: one.size)
                yield self.whole(name, name, least(self.roots[name], golden.raw, partial(self._passes, name)))

    def read(self, message_type: str, message: Fragment) -> Raw | None:
        """The raw form, or None if the message is none of this type."""
        return self._read[message_type](message)[0] if message_type in self._read else None

    def body(self, message_type: str, raw: Raw) -> bytes:
        """The canonical bytes."""
        return self._write[message_type](raw)

    def json(self, message_type: str, raw: Raw) -> Fragment:
        """The JSON form."""
        return self._show[message_type](raw)

    def vector(
        self,
        name: str,
        message_type: str,
        raw: Raw,
        now: str = NOW,
        case: Fragment | None = None,
        *,
        loaded: bool = True,
    ) -> Vector:
        """The message with what is found in it."""
        memory = None if case is None or self.memory is None else raw_fragment(self.memory, case)
        findings = self._checker(message_type, loaded).explain(raw, timestamp_millis(now), memory)
        return Vector(name, raw, now, tuple(findings), case, loaded)

    def _passes(self, message_type: str, raw: Raw) -> bool:
        return self._checker(message_type, loaded=True).passes(raw, NOW_MILLIS)

    def _checker(self, message_type: str, loaded: bool) -> Checker:
        key = (message_type, loaded)
        if key not in self._checkers:
            reference = self.reference if loaded else ReferenceData.from_release(self.release)
            self._checkers[key] = compile_checker(self.release, message_type, reference)
        return self._checkers[key]


def vectors(bench: Bench, chances: int) -> dict[str, list[Vector]]:
    """All vectors by message type, in a fixed order; of those with the same bytes the first.

    Args:
        chances: How many tampered messages there are for each golden one.
    """
    found: dict[str, list[Vector]] = {name: [] for name in bench.roots}
    seen = set()
    for message_type, vector in _made(bench, chances):
        key = (message_type, bench.body(message_type, vector.raw), vector.now, str(vector.case), vector.loaded)
        if key not in seen:
            seen.add(key)
            found[message_type].append(vector)
    return found


def _made(bench: Bench, chances: int) -> Iterator[tuple[str, Vector]]:
    smallest = list(bench.smallest())
    for golden in bench.goldens:
        yield golden.message_type, bench.vector(f"golden: {golden.name}", golden.message_type, golden.raw)
    for whole in smallest:
        yield whole.message_type, bench.vector("the least there may be", whole.message_type, whole.raw)
    yield from _of_rules(bench, smallest)
    yield from _at_edges(bench)
    for golden in bench.goldens:
        yield from _by_chance(bench, golden, chances)


def _of_rules(bench: Bench, smallest: list[Whole]) -> Iterator[tuple[str, Vector]]:
    """For each rule and each record that it is on, the smallest message in which a failing example alone is wrong.

    Of the examples the first that can be placed; readers run all of them as conditions anyway.
    """
    by_size = sorted([*smallest, *bench.goldens], key=lambda one: one.size)
    templates = {name: record for whole in reversed(by_size) for name, record in whole.records.items()}
    for rule in bench.book.conditions():
        for on in rule.on:
            wholes = [one for one in by_size if on in one.records]
            name = f"{rule.id} broken" + (f" in {on}" if len(rule.on) > 1 else "")
            for message_type, one in _best(rule.id, _laid(bench, name, rule, on, wholes, templates)):
                yield message_type, one
                if not bench.shipped >= set(ASKED(rule.require or "")):
                    without = f"{name}, lists not loaded"
                    yield message_type, bench.vector(without, message_type, one.raw, one.now, one.case, loaded=False)


def _laid(
    bench: Bench, name: str, rule: Rule, on: str, wholes: Iterable[Whole], templates: Templates
) -> Iterator[tuple[str, Vector]]:
    """Each failing example laid over each message, where that gives a message."""
    for example, whole in product(rule.examples.get("fail", ()), wholes):
        root, own = bench.roots[whole.message_type], {**templates, **whole.records}
        message = laid_over(root, whole.json, on, rule.require or "", example, own)
        raw = None if message is None else bench.read(whole.message_type, message)
        if raw is not None:
            case = with_lists(bench.memory, example["case"]) if bench.memory and "case" in example else None
            vector = bench.vector(name, whole.message_type, raw, example.get("now", NOW), case)
            yield whole.message_type, vector


def _best(rule: str, made: Iterator[tuple[str, Vector]]) -> list[tuple[str, Vector]]:
    """The first that breaks this rule alone, else the first that breaks it."""
    second: list[tuple[str, Vector]] = []
    for message_type, vector in made:
        broken = {finding.rule for finding in vector.findings}
        if broken == {rule}:
            return [(message_type, vector)]
        if rule in broken and not second:
            second = [(message_type, vector)]
    return second


def _at_edges(bench: Bench) -> Iterator[tuple[str, Vector]]:
    fields = frozenset(re.findall(r"[.]([a-z_]+)", " ".join(rule.require or "" for rule in bench.book.conditions())))
    for name, change in edges(fields):
        once = first_time(set(), change)
        for golden in bench.goldens:
            raw = rewritten(bench.roots[golden.message_type], {}, golden.raw, once)
            if raw != golden.raw:
                yield golden.message_type, bench.vector(f"{name}: {golden.name}", golden.message_type, raw)


def _by_chance(bench: Bench, golden: Whole, chances: int) -> Iterator[tuple[str, Vector]]:
    for number in range(1, chances + 1):
        raw = tampered(bench.roots[golden.message_type], golden.raw, Random(f"{golden.name} {number}"))
        yield golden.message_type, bench.vector(f"tampered, seed {number}: {golden.name}", golden.message_type, raw)


def type_of(golden: str) -> str:
    """The message type of a golden message by its name: `Receipt.parked` is a Receipt."""
    return golden.partition(".")[0]
