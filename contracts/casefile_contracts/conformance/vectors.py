"""Vectors: messages in bytes and in JSON form with the findings that every implementation has to make.

They are golden messages, golden messages that an example of a rule was laid over, messages with values at the limits,
and messages that a seed tampered with. What is found in them is what our own checker finds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product
from random import Random

from casefile_contracts.conformance.bench import Bench, Vector, Whole
from casefile_contracts.conformance.chance import tampered
from casefile_contracts.conformance.edges import edges, first_time, rewritten
from casefile_contracts.conformance.overlay import Templates, laid_over, with_lists
from casefile_contracts.rules.examples import NOW
from casefile_contracts.rules.rulebook import Rule
from casefile_contracts.rules.subset import ASKED


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
