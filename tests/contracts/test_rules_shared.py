"""Searches of the message for fixed values share a set, and find what a search would have found."""

from __future__ import annotations

import copy

import pytest
from rule_samples import GOOD, NOW, checker, rule

from casefile_contracts.rules.indexing import indexed
from casefile_contracts.rules.parsing import parse
from casefile_contracts.rules.syntax import Index, Macro, walk


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("this.people.exists(p, p.id == 'P1')", True),
        ("this.people.exists(p, p.id == 'P9')", False),
        ("this.people.exists(p, p.id in ['P9', 'P2'])", True),
        ("this.people.exists(p, p.id in ['P8', 'P9'])", False),
        ("this.people.exists(p, has(p.age) && p.age == 30)", True),
        ("this.people.exists(p, p.id == 'P2' && has(p.age) && p.age == 30)", False),
        ("this.people.exists(p, p.id == 'P1' && has(p.age) && p.age > 29)", True),
        ("!this.people.exists(p, p.id == 'P1')", False),
    ],
)
def test_a_look_up_finds_what_a_search_finds(condition: str, holds: bool) -> None:
    message = copy.deepcopy(GOOD)
    for person, age in zip(message["people"], (30, None), strict=False):
        person["age"] = age
    check = checker({"X1": rule(condition)})

    assert any(isinstance(each, Index) for each in walk(indexed(parse(condition))))
    assert check.passes(message, NOW) is holds
    assert [finding.rule for finding in check.explain(message, NOW)] == ([] if holds else ["X1"])


@pytest.mark.parametrize(
    "condition",
    [
        "has(this.boss) && this.boss.friends.exists(f, f.id == 'P1')",  # the list may not be there
        "has(this.limit) && this.people.exists(p, p.id == 'P1' && p.age < this.limit)",  # nor the limit
        "this.people.exists(p, p.id == 'P1' && p.names.exists(n, n == 'Ann'))",  # a search of its own
        "this.people.exists(p, p.id == p.name)",  # nothing fixed
    ],
)
def test_nothing_is_looked_up_before_it_is_known_to_be_there(condition: str) -> None:
    found = indexed(parse(condition))

    assert any(isinstance(each, Macro) and each.variable in ("p", "f") for each in walk(found))
