"""Rules may read what went before in the case; where that is not known, they find nothing."""

from __future__ import annotations

from typing import Any

import pytest
from rule_samples import GOOD, NOW, checker, release, rule

from casefile_contracts.rules import Checker, check_rules

KNOWN = "this.people.all(p, case.people.exists(k, k.id == p.id))"


def memory(*people: tuple[str, int | None]) -> dict[str, Any]:
    return {"people": [{"id": id_, "age": age} for id_, age in people]}


def found(check: Checker, case: Any) -> list[tuple[str, str]]:
    findings = check.explain(GOOD, NOW, case)
    assert check.passes(GOOD, NOW, case) is (findings == [])
    return [(finding.rule, finding.pointer) for finding in findings]


def test_a_rule_reads_what_went_before() -> None:
    check = checker({"X1": rule(KNOWN, at="/people")})

    assert found(check, memory(("P1", None), ("P2", None))) == []
    assert found(check, memory(("P1", None))) == [("X1", "/people")]


def test_without_the_case_such_a_rule_finds_nothing_and_the_others_go_on() -> None:
    check = checker({"X1": rule(KNOWN), "X2": rule("this.kind == 'GREEN'", at="/kind")})

    assert found(check, None) == [("X2", "/kind")]
    assert [finding.rule for finding in check.explain(GOOD, NOW)] == ["X2"]
    assert check.passes(GOOD, NOW) is False


def test_a_rule_on_a_record_may_look_itself_up_in_the_case() -> None:
    check = checker({"X1": rule("!has(this.age) || case.people.exists(k, k.id == this.id)", on="Person", at="/id")})

    assert found(check, memory(("P2", None))) == [("X1", "/people/0/id")]
    assert found(check, None) == []


def test_several_values_are_looked_up_together() -> None:
    same = "has(k.age) && k.age == p.age && k.id == p.id"
    check = checker({"X1": rule(f"this.people.filter(p, has(p.age)).all(p, case.people.exists(k, {same}))")})

    assert found(check, memory(("P1", 30))) == []
    assert found(check, memory(("P1", None))) == [("X1", "")]
    assert found(check, memory(("P1", 31), ("P3", 30))) == [("X1", "")]


def test_values_of_two_loops_are_looked_up_together() -> None:
    named = "this.people.exists(p, p.id == k.id && p.names.exists(n, n == 'Ann' || n == 'Bob') && p.names.size() == 1)"
    check = checker({"X1": rule(f"case.people.all(k, {named})")})

    assert found(check, memory(("P1", None))) == []
    assert found(check, memory(("P2", None))) == [("X1", "")]
    assert check_rules(release({"X1": rule(f"case.people.all(k, {named})", examples=examples())})) == []


def examples() -> dict[str, Any]:
    return {"pass": [{"case": {"people": []}}], "fail": [{"case": {"people": []}}]}


def test_a_checker_says_which_parts_of_the_case_it_reads() -> None:
    assert checker({"X1": rule(KNOWN)}).remembers == {"people"}
    assert checker({"X1": rule("this.kind == 'RED'")}).remembers == frozenset()


@pytest.mark.parametrize(
    ("require", "said"),
    [
        ("case.people.all(k, k.age > 1)", "X1: reads age, which is optional, without has() before it"),
        ("case.homes.size() == 0", "X1: reads homes, which CaseMemory has not"),
        (
            "this.people.all(p, case.people.all(k, k.id != p.id))",
            "X1: goes through case.people once for every item of another list",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_on_the_case_is_said(require: str, said: str) -> None:
    assert said in check_rules(release({"X1": rule(require, examples=examples())}))


def test_an_example_of_such_a_rule_has_to_hold_a_case() -> None:
    lacking = {"pass": [{}], "fail": [{"case": {"people": []}}]}

    assert check_rules(release({"X1": rule(KNOWN, examples=lacking)})) == [
        "X1: reads the case, and has an example without one"
    ]
