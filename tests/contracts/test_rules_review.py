from __future__ import annotations

import json
from typing import Any

import pytest
from rule_samples import CASE, TABLES, release, rule

from casefile_contracts.release import load_release
from casefile_contracts.rules import check_rules

EXAMPLES: dict[str, list[dict[str, object]]] = {"pass": [{}], "fail": [{}]}


def with_field(**attributes: Any) -> dict[str, Any]:
    schema = json.loads(json.dumps(CASE))
    schema["fields"].append({"name": "extra", "type": "string", **attributes})
    return dict(schema)


def test_nothing_is_wrong_with_the_released_rules() -> None:
    assert check_rules(load_release()) == []


def test_nothing_is_wrong_with_the_small_contract() -> None:
    assert check_rules(release({"X1": rule("this.kind == 'RED'", examples=EXAMPLES)})) == []


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (rule("this.kind == 'RED'", on="Ship", examples=EXAMPLES), "X1: is on Ship, which is no record of any message"),
        (rule("this.kind == 'RED'", on=["Case", "Ship"], examples=EXAMPLES), "X1: is on Ship, which is no record"),
        (rule("this.kind == 'RED'", on=[], examples=EXAMPLES), "X1: has a condition, and is on nothing"),
        (
            rule("this.kind == 'RED'", undecided="Nobody knows.", examples=EXAMPLES),
            "X1: has a condition, and says that it cannot be decided",
        ),
        (rule("this.kind == 'RED'", on=["Case", "Person"], examples=EXAMPLES), "X1: reads kind, which Person has not"),
        (rule("this.kind == 'RED'", at="/people/0", examples=EXAMPLES), "X1: points at /people/0, which Case has not"),
        (rule("this.kind == 'RED'", at="kind", examples=EXAMPLES), "X1: points at kind, which Case has not"),
        (rule("this.kind == 'RED'"), "X1: has no example that should pass"),
        (rule("this.kind == 'RED'", examples={"pass": [{}]}), "X1: has no example that should fail"),
        (
            rule("this.kind == 'RED' || (has(this.notes) && this.notes == 'case.people')", examples=EXAMPLES),
            "X1: has known( or case. in a text",
        ),
        (
            rule("has(this.notes) && this.notes == \"known('a'\"", examples=EXAMPLES),
            "X1: has known( or case. in a text",
        ),
        (rule("this.kind == 'RED' && known ('gender', '1')", examples=EXAMPLES), "X1: has known( or case. in a text"),
        (
            rule("size(case .people) == 0", examples={"pass": [{"case": {}}], "fail": [{"case": {}}]}),
            "X1: has known( or case. in a text",
        ),
        ({"severity": "reject"}, "X1: has no text"),
        (rule("this.kind == 'RED'", severity="ignore", examples=EXAMPLES), "X1: 'ignore' is not a valid Severity"),
        (
            rule("this.people.all(p, this.people.all(q, p.id != q.id))", examples=EXAMPLES),
            "X1: goes through this.people once for every item of another list",
        ),
        (
            rule("message.people.all(p, p.id != this.id)", on="Person", examples=EXAMPLES),
            "X1: goes through message.people once for every item of another list",
        ),
        (
            rule("this.people.all(p, distinct(this.people.map(q, q.id)) || p.id == 'x')", examples=EXAMPLES),
            "X1: goes through this.people once for every item of another list",
        ),
        (
            rule("this.people.all(p, p.id in p.knows || p.names.all(n, n in p.knows))", examples=EXAMPLES),
            "X1: goes through p.knows once for every item of another list",
        ),
    ],
)
def test_what_is_wrong_with_a_rule_is_said(entry: dict[str, Any], said: str) -> None:
    assert any(problem.startswith(said) for problem in check_rules(release({"X1": entry})))


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ({"pattern": "a"}, "Case.extra: the pattern 'a' is not anchored at both ends"),
        ({"pattern": "^(a+)+$"}, "Case.extra: the pattern '^(a+)+$' can take more than linear time"),
        ({"pattern": r"^\w$"}, r"Case.extra: the pattern '^\\w$' has a backslash"),
        ({"maxLength": 3, "rule": "F99"}, "Case.extra: names the rule F99, which the rule book has not"),
    ],
)
def test_what_is_wrong_with_a_constraint_is_said(attributes: dict[str, Any], said: str) -> None:
    assert any(problem.startswith(said) for problem in check_rules(release({}, schema=with_field(**attributes))))


def test_the_condition_that_softens_severities_is_judged_too() -> None:
    tables = {**TABLES, "severity": {"softer_when": "envelope.priority == 'RED'"}}

    assert check_rules(release({}, tables)) == ["softer_when: reads priority, which Envelope has not in Case"]


def test_every_problem_of_every_rule_is_said() -> None:
    rules = {"X1": rule("this.no == 1", examples=EXAMPLES), "X2": rule("this.kind ==", examples=EXAMPLES)}

    assert [problem[:2] for problem in check_rules(release(rules))] == ["X1", "X2"]
