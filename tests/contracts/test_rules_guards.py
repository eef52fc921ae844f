"""A rule that begins with a search of a list decides like one that is read as it is written."""

from __future__ import annotations

import copy
from itertools import product
from typing import Any

import pytest
from rule_samples import GOOD, NOW, checker, rule

GREEN = "this.kind == 'GREEN'"
SEARCHES = [
    "this.people.all(p, has(p.age))",
    "this.people.exists(p, has(p.age))",
    "this.people.all(p, p.knows.all(k, k == 'P1'))",
    "this.people.exists(p, p.knows.exists(k, k == p.id))",
    "this.people.all(p, p.knows.exists(k, k == 'P1'))",
    "this.people.exists(p, p.knows.all(k, k == 'P1'))",
    "this.people.exists(p, has(p.age) && p.knows.exists(k, k == 'P1'))",
]
IN_A_LOOP = [
    "this.people.all(p, p.knows.all(k, k == 'P1') || p.names.exists(n, n == 'Ann'))",
    "this.people.all(p, !p.knows.exists(k, k == 'P1') || p.names.all(n, n == 'Ann'))",
    "!this.people.exists(p, p.knows.exists(k, k == 'P9') && p.names.exists(n, n == 'Bob'))",
]
RULES = [
    "{search} || " + GREEN,
    "!{search} || " + GREEN,
    "!({search} && !(" + GREEN + "))",
    "{search} || this.people.all(p, p.names.all(n, n == 'Ann'))",
]


def people(ages: tuple[int | None, ...], known: str) -> list[dict[str, Any]]:
    return [
        {"id": f"P{number}", "age": age, "born": None, "home": None, "names": [name], "knows": [known] if age else []}
        for number, (age, name) in enumerate(zip(ages, ("Ann", "Bob", "Ann"), strict=False), 1)
    ]


AGES = [ages for count in range(4) for ages in product((None, 30), repeat=count)]
MESSAGES = [
    copy.deepcopy(GOOD) | {"kind": kind, "people": people(ages, known)}
    for kind, ages, known in product(("RED", "GREEN"), AGES, ("P1", "P9"))
]


@pytest.mark.parametrize(
    "require", [*IN_A_LOOP, *(each.format(search=search) for each, search in product(RULES, SEARCHES))]
)
def test_a_search_decides_as_it_reads(require: str) -> None:
    check = checker({"X1": rule(require)})

    passed = [check.passes(message, NOW) for message in MESSAGES]

    assert passed == [check.explain(message, NOW) == [] for message in MESSAGES]
    assert set(passed) == {True, False}


@pytest.mark.parametrize("search", SEARCHES)
def test_a_search_that_has_found_ends_no_other_rule(search: str) -> None:
    others = {"X1": rule("this.people.all(p, p.id != 'P3')"), "X3": rule("this.people.all(p, p.id != 'P2')")}
    check = checker({**others, "X2": rule(f"{search} || {GREEN}"), "X4": rule(f"!{search} || {GREEN}")})

    for message in MESSAGES:
        assert check.passes(message, NOW) is (check.explain(message, NOW) == [])
