"""A rule's examples must notice when any part of its condition is changed."""

from __future__ import annotations

import pytest
from rule_cases import cases

from casefile_contracts.rules.constant import constant_parts
from casefile_contracts.rules.indexing import indexed
from casefile_contracts.rules.mutants import mutants
from casefile_contracts.rules.parsing import parse
from casefile_contracts.rules.typing import judge


@pytest.mark.parametrize("rule", cases())
def test_the_examples_notice_every_change_of_the_condition(rule: str) -> None:
    case = cases()[rule]
    unnoticed = []

    for mutant in mutants(parse(case.condition)):
        judged, problems = judge(mutant, case.scope())
        if problems or list(constant_parts(judged)):
            continue  # the review of rules notices this one
        condition = indexed(judged, looping=case.record != case.root)
        if all(case.verdict(condition, example) is example.passes for example in case.examples()):
            unnoticed.append(mutant)

    assert unnoticed == []


def test_a_condition_has_a_mutant_for_each_of_its_parts() -> None:
    found = list(mutants(parse("!has(this.a) || this.b >= 1 && this.c in ['x', 'y']")))

    assert parse("!has(this.a) || this.b > 1 && this.c in ['x', 'y']") in found
    assert parse("!has(this.a) || this.b >= 2 && this.c in ['x', 'y']") in found
    assert parse("!has(this.a) || this.b >= 1 && this.c in ['y']") in found
    assert parse("has(this.a) || this.b >= 1 && this.c in ['x', 'y']") in found
    assert parse("!has(this.a) || this.b >= 1") in found
