from __future__ import annotations

import pytest
from rule_samples import release, rule

from casefile_contracts.rules import check_rules

EXAMPLES: dict[str, list[dict[str, object]]] = {"pass": [{}], "fail": [{}]}


def problems(require: str, on: str = "Case", at: str = "") -> list[str]:
    return check_rules(release({"X1": rule(require, on, at, examples=EXAMPLES)}))


@pytest.mark.parametrize(
    ("require", "on"),
    [
        ("!has(this.closed) || this.closed >= this.opened", "Case"),
        ("has(this.closed) && this.closed >= this.opened", "Case"),
        ("has(this.closed) ? this.closed >= this.opened : this.kind != 'RED'", "Case"),
        ("!(has(this.closed) && has(this.gender)) || (this.gender == '1' && this.closed > this.opened)", "Case"),
        ("!(!has(this.closed) || !has(this.gender)) ? this.gender == '1' : this.opened > '2020-01-01'", "Case"),
        ("(!has(this.closed) && !has(this.gender)) || this.kind == 'RED'", "Case"),
        ("has(this.home) ? has(this.home.postcode) : has(this.age)", "Person"),
        ("!has(this.home) || !has(this.home.postcode) || this.home.postcode.startsWith('A')", "Person"),
        ("this.people.all(p, !has(p.home) || p.home.line != 'x')", "Case"),
        ("distinct(this.people.filter(p, has(p.age)).map(p, p.age))", "Case"),
        ("this.people.filter(p, has(p.home)).all(p, has(p.home.postcode))", "Case"),
        ("this.people.exists_one(p, p.id == 'P1')", "Case"),
        ("size(this.people) > 0 && this.people.size() < 3", "Case"),
        ("this.opened <= '2026-01-01' || envelope.sent_at < now", "Case"),
        ("envelope.sent_at >= '2020-01-01T00:00:00.000Z'", "Case"),
        ("date_of(envelope.sent_at) == this.opened || today in [this.opened, '2026-01-01']", "Case"),
        ("!has(this.born) || age_on(this.born, date_of(envelope.sent_at)) > 10 + 7 - 1", "Person"),
        ("!has(this.fee) || decimal(this.fee) <= decimal('10.00')", "Case"),
        ("this.names.all(n, n.contains('a') || n.endsWith('b') || n.matches('^[c-e]+$'))", "Person"),
        ("message.kind == 'RED' || message.people.exists(p, p.id == this.id)", "Person"),
        ("this.id in ['P1', 'P2'] || 'P3' in this.knows", "Person"),
    ],
)
def test_a_condition_that_fits_the_schemas_is_accepted(require: str, on: str) -> None:
    assert problems(require, on) == []


@pytest.mark.parametrize(
    ("require", "on", "named"),
    [
        ("this.shut > this.opened", "Case", "reads shut, which Case has not"),
        ("that.opened > this.opened", "Case", "that is nothing in scope"),
        ("this.closed > this.opened", "Case", "reads closed, which is optional"),
        ("this.closed > this.opened && has(this.closed)", "Case", "reads closed, which is optional"),
        ("has(this.closed) || this.closed > this.opened", "Case", "reads closed, which is optional"),
        ("has(this.gender) && this.closed > this.opened", "Case", "reads closed, which is optional"),
        (
            "has(this.closed) ? this.kind == 'RED' : this.closed > this.opened",
            "Case",
            "reads closed, which is optional",
        ),
        ("has(this.home.postcode)", "Person", "reads home, which is optional"),
        ("message.people.exists(p, has(p.age)) && message.people.all(p, p.age > 1)", "Case", "reads age"),
        ("has(this.opened)", "Case", "asks has() of opened, which is always there"),
        ("has(this.closed) && has(this.closed)", "Case", "asks has() of closed where it is known to be there"),
        ("this.opened.year == 1", "Case", "reads year of what is no record"),
        ("this.opened > envelope.sent_at", "Case", "puts a date beside a timestamp"),
        ("this.opened > 20000", "Case", "puts a int beside a date"),
        ("this.opened > 'yesterday'", "Case", "compares a date with a text"),
        ("envelope.sent_at > '2026-01-01'", "Case", "compares a timestamp with a text"),
        ("envelope.sent_at > '2026-01-01T00:00:00Z'", "Case", "compares a timestamp with a text"),
        ("this.kind == 'BLUE'", "Case", "'BLUE', which is not in the closed list"),
        ("this.kind in ['RED', 'BLUE']", "Case", "'BLUE', which is not in the closed list"),
        ("this.kind != 'UNKNOWN'", "Case", "'UNKNOWN', which is not in the closed list"),
        ("!has(this.gender) || this.gender == '7'", "Case", "'7', which is not in the closed list"),
        ("!has(this.gender) || this.gender == this.kind", "Case", "can never be equal"),
        ("this.id < 'P2'", "Person", "orders with <"),
        ("this.people == this.people", "Case", "what is no single value"),
        ("this.id", "Person", "gives a string, not a condition"),
        ("this.id && true", "Person", "gives && a string"),
        ("!this.id", "Person", "gives ! a string"),
        ("this.id + 'x' == 'y'", "Person", "gives + a string"),
        ("this.id in 'abc'", "Person", "what is no list"),
        ("this.id.all(c, c == 'x')", "Person", "uses all on what is no list"),
        ("size(this.id) > 3", "Person", "takes the size of what is no list"),
        ("envelope.urgent ? this.id : this.names", "Person", "what is no single value"),
        ("this.people.all(this, this.id == 'x')", "Case", "gives this a second meaning"),
        ("this.people.all(p, p.knows.all(p, p == 'x'))", "Case", "gives p a second meaning"),
        ("['x', 1].exists(i, i == 'x')", "Case", "puts a int beside a string"),
        ("lower(this.id) == 'x'", "Person", "calls lower"),
        ("asn_valid(this.id, this.id)", "Person", "calls asn_valid with 2 arguments"),
        ("asn_valid(1)", "Person", "puts a int beside a string"),
        ("days_between(message.opened, this.id) > 1", "Person", "gives days_between a string where it takes a date"),
        ("distinct(this.id)", "Person", "gives distinct a string"),
        ("distinct(this.people)", "Case", "gives distinct a list of Person"),
        ("known(this.id, this.id)", "Person", "a list that is not named by a literal"),
        ("this.id.matches(this.id)", "Person", "calls matches"),
        ("this.id.matches('^(a+)+$')", "Person", "more than linear time"),
        ("this.id.matches('(?i)a')", "Person", "a group with a flag"),
        ("true", "Case", "is always true"),
        ("this.kind == this.kind", "Case", "is always true"),
        ("this.kind == 'RED' || 1 > 2", "Case", "has a part that is always false"),
        ("this.kind == 'RED' && size(this.people) >= 0", "Case", "has a part that is always true"),
        ("!(1 == 1) || this.kind == 'RED'", "Case", "always"),
        ("this.people.all(p, true)", "Case", "has a part that is always true"),
        ("this.kind == 'RED' ? true : true", "Case", "is always true"),
        ("this.opened > '2026-01-01' || '2026-01-01' == '2026-01-02'", "Case", "always false"),
    ],
)
def test_a_condition_that_does_not_fit_is_refused_with_its_rule_and_what_is_wrong(
    require: str, on: str, named: str
) -> None:
    found = problems(require, on)

    assert any(problem.startswith("X1: ") and named in problem for problem in found), found


def test_all_that_is_wrong_is_said_at_once() -> None:
    [problem] = [one for one in problems("this.shut == 1 || this.closed > this.opened", at="/nowhere") if "shut" in one]

    assert "closed" in problem
    assert "/nowhere" in problem
