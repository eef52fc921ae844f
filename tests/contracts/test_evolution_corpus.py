"""The judge on the labelled corpus: nobody missed, nobody named for nothing."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from casefile_contracts.evolution.changes import Change
from casefile_contracts.evolution.judging import PARTIES, judge
from casefile_contracts.evolution.kinds import KINDS
from casefile_contracts.evolution.loading import load_side
from casefile_contracts.evolution.mutations.corpus import OPERATORS, plant, read, trial, trials
from casefile_contracts.evolution.mutations.edits import Contract, taken_apart
from casefile_contracts.evolution.mutations.operators import Mutation
from casefile_contracts.evolution.sides import Side
from casefile_schemas import ROOT

CORPUS = Path(__file__).parents[2] / "contracts/conformance/mutations"
TODAY = date(2026, 11, 23)
RELEASES = sorted(path.stem for path in CORPUS.glob("*.jsonl"))
BASE = "0.1"
UNSEEN = {"size.changed", "alias.removed", "symbol.default_added", "symbol.unsent_added"} | {
    kind for kind in KINDS if kind.startswith(("clock.", "material.", "table."))
}
"""Kinds that no mutation of the base brings about: what its tables lack, and what other changes explain."""


@cache
def base() -> Side:
    return load_side(BASE, ROOT, TODAY)


@cache
def apart() -> Contract:
    return taken_apart(base())


@cache
def corpus() -> tuple[Mutation, ...]:
    return tuple(read(CORPUS, BASE))


def first_of_each() -> list[Mutation]:
    """One mutation of every operator, and all that were made by hand."""
    found: dict[str, Mutation] = {}
    for mutation in corpus():
        found.setdefault(mutation.id if mutation.operator == "hard" else mutation.operator, mutation)
    return list(found.values())


FIRST = {mutation.id: mutation for mutation in first_of_each()}


@cache
def judged(mutation: str) -> tuple[object, tuple[Change, ...]]:
    """Who is named wrongly, and the changes that were found."""
    tried = trial(apart(), base(), FIRST[mutation], TODAY)
    judgement = judge(tried.old, tried.new)
    return tried.wrong(judgement), tuple(judgement.changes)


@pytest.mark.parametrize("mutation", FIRST)
def test_the_judge_names_those_whom_a_change_breaks_and_nobody_else(mutation: str) -> None:
    wrong, changes = judged(mutation)

    assert wrong == ([], []), [change for change in changes if change.level]


def test_the_hard_ones_are_hard_on_the_newest_release_too() -> None:
    side = load_side(RELEASES[-1], ROOT, TODAY)
    hard = [mutation for mutation in read(CORPUS, RELEASES[-1]) if mutation.operator == "hard"]

    wrong = {tried.mutation.id: tried.wrong(judge(tried.old, tried.new)) for tried in trials(side, iter(hard), TODAY)}

    assert {id_: found for id_, found in wrong.items() if found != ([], [])} == {}


def test_the_corpus_is_large_labelled_both_ways_and_uses_every_operator() -> None:
    broken = Counter(bool(mutation.breaks) for mutation in corpus())

    assert len(corpus()) >= 300
    assert min(broken.values()) >= 150
    assert {party for mutation in corpus() for party in mutation.breaks} == set(PARTIES)
    assert {one.operator for one in corpus()} - {"hard"} <= {operator.name for operator in OPERATORS}
    assert len({mutation.id for mutation in corpus()}) == len(corpus())


@pytest.mark.parametrize("release", RELEASES)
def test_planting_again_gives_the_same_corpus(release: str) -> None:
    planted = plant(load_side(release, ROOT, TODAY))

    kept = [mutation for mutation in read(CORPUS, release) if mutation.operator != "hard"]

    assert [one.id for one in planted] == [one.id for one in kept]
    assert [one.edits for one in planted] == [one.edits for one in kept]


def test_every_kind_of_change_is_brought_about_by_a_mutation() -> None:
    seen = {change.kind for mutation in FIRST for change in judged(mutation)[1]}

    assert KINDS.keys() - seen - UNSEEN == set()


def test_a_release_beside_itself_has_no_change() -> None:
    assert judge(base(), load_side(BASE, ROOT, TODAY)).changes == ()


def test_a_release_taken_apart_and_put_together_is_the_same() -> None:
    assert judge(base(), apart().side("again", TODAY)).changes == ()
