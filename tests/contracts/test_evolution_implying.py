"""Whether one condition follows from another: proved by cases, and never wrongly."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

import pytest

from casefile_contracts.evolution.conditions import Conditions, Place
from casefile_contracts.evolution.implying import follows
from casefile_contracts.evolution.loading import load_side
from casefile_contracts.evolution.mutations.spelling import rewritings, spelt
from casefile_contracts.evolution.placing import Trees
from casefile_contracts.evolution.ruling import Standing, records_of
from casefile_contracts.evolution.sides import Side
from casefile_contracts.rules.parsing import read
from casefile_schemas import ROOT

TODAY = date(2026, 11, 23)
NOTHING = Side("nothing", {}, {}, {}, TODAY)


def implied(premise: str, conclusion: str) -> bool:
    reading = Conditions(NOTHING)
    scope: dict[str, Any] = {"this": Place("this")}
    one, two = (reading.formula(read(text), scope) for text in (premise, conclusion))
    return follows(one, two, reading.world)


EQUAL = [
    ("!(this.a && this.b)", "!this.a || !this.b"),
    ("this.x in ['A', 'B']", "this.x == 'B' || this.x == 'A'"),
    ("this.n > 4", "this.n >= 5"),
    ("this.d > '2020-12-31'", "this.d >= '2021-01-01'"),
    ("this.d <= this.e", "!(this.e < this.d)"),
    ("days_between(this.d, this.e) >= 0", "this.d <= this.e"),
    ("this.n - this.m > 2", "this.m + 3 <= this.n"),
    ("has(this.a) ? this.n > 1 : this.m > 1", "(has(this.a) && this.n > 1) || (!has(this.a) && this.m > 1)"),
    ("has(this.a) != has(this.b)", "(has(this.a) && !has(this.b)) || (has(this.b) && !has(this.a))"),
    ("this.l.all(x, x.n > 1)", "!this.l.exists(y, y.n <= 1)"),
    ("this.l.size() > 0", "this.l.exists(x, true)"),
    ("this.l.filter(x, x.a).size() == 0", "this.l.all(x, !x.a)"),
    ("this.l.all(x, x.a && x.b)", "this.l.all(x, x.a) && this.l.all(y, y.b)"),
    ("this.l.exists(x, x.a || x.b)", "this.l.exists(x, x.b) || this.l.exists(y, y.a)"),
    ("this.k in this.l.map(x, x.k)", "this.l.exists(x, x.k == this.k)"),
    ("this.l.all(x, x.m.all(y, y > x.n))", "!this.l.exists(a, a.m.exists(b, b <= a.n))"),
    ("this.t.startsWith('ab.')", "this.t.matches('^ab[.]')"),
    ("this.d <= (has(this.e) ? this.e : this.f)", "has(this.e) ? this.d <= this.e : this.d <= this.f"),
    ("distinct(this.l.map(x, x.k))", "distinct(this.l.map(y, y.k))"),
]
EQUAL += [
    ("this.l.exists(x, this.m.exists(y, x.k == y.k))", "this.m.exists(a, this.l.exists(b, a.k == b.k))"),
    ("this.l.exists_one(x, x.a)", "this.l.filter(y, y.a).size() == 1"),
    ("this.d <= date_of(now)", "today >= this.d"),
    ("this.a == true", "this.a"),
    ("this.n + 1 > 5", "this.n > 4"),
]
STRONGER = [
    ("this.n > 5", "this.n > 4"),
    ("this.d < this.e", "this.d <= this.e"),
    ("this.x == 'A'", "this.x in ['A', 'B']"),
    ("this.a && this.b", "this.a"),
    ("this.l.all(x, x.a)", "this.l.all(x, x.a || x.b)"),
    ("this.l.exists(x, x.a && x.b)", "this.l.exists(x, x.a) && this.l.exists(x, x.b)"),
    ("this.l.exists(x, x.a) && this.l.all(x, x.b)", "this.l.exists(x, x.a && x.b)"),
    ("this.t.matches('^[A-C]$')", "this.t.matches('^[A-D]$')"),
    ("this.l.exists(x, x.n > 3)", "this.l.size() > 0"),
    ("this.l.all(x, x.n > 3) || this.a", "this.l.all(x, x.n > 2 || this.a)"),
]


@pytest.mark.parametrize(("one", "two"), EQUAL)
def test_conditions_that_say_the_same_follow_from_each_other(one: str, two: str) -> None:
    assert implied(one, two)
    assert implied(two, one)


@pytest.mark.parametrize(("one", "two"), STRONGER)
def test_the_weaker_condition_follows_from_the_stronger_and_not_the_other_way_round(one: str, two: str) -> None:
    assert implied(one, two)
    assert not implied(two, one)


def test_conditions_about_different_things_do_not_follow_from_each_other() -> None:
    texts = ["this.a", "this.n > 4", "this.x == 'A'", "this.l.exists(x, x.a)", "known('list', this.x)", "has(this.b)"]

    assert not any(implied(one, two) for one, two in itertools.permutations(texts, 2))


@pytest.fixture(scope="module")
def release() -> Side:
    return load_side("0.1", ROOT, TODAY)


def test_every_rule_written_otherwise_is_the_same_rule(release: Side) -> None:
    unproved = []

    for id_, rule in release.rules.items():
        for name, text in rewritings(read(rule["require"])) if "require" in rule else ():
            trees, record = _held(release, rule)
            reading = Conditions(release)
            scope = trees.scope(record)
            one, two = (reading.formula(read(each), scope) for each in (rule["require"], text))
            if not (follows(one, two, reading.world) and follows(two, one, reading.world)):
                unproved.append(f"{id_} {name}")

    assert unproved == []


def _held(release: Side, rule: Any) -> tuple[Trees, str]:
    record = records_of(rule)[0]
    return next(
        (trees, record) for name in release.schemas if record in (trees := Trees.of(name, release, release)).records
    )


def test_a_condition_written_out_again_is_read_as_the_same(release: Side) -> None:
    for rule in release.rules.values():
        if "require" in rule:
            assert read(spelt(read(rule["require"]))) == read(rule["require"])


def test_a_rule_that_cannot_be_read_is_no_rule_to_lean_on() -> None:
    broken = Standing("X", {"require": "this.a >=", "severity": "reject"}, "Thing")

    with pytest.raises(Exception, match="cannot be read as CEL"):
        _ = broken.condition
