from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from message_mutants import mutated
from rule_cases import roots
from rule_samples import CASE, GOOD, NOW, TABLES, checker, golden, real_checker, release, rule

from casefile_contracts.codec.shape import Record, shape_of
from casefile_contracts.errors import RuleError
from casefile_contracts.findings import Severity
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import load_release
from casefile_contracts.rules import compile_checker
from casefile_contracts.testing.values import raw_values

DAY = 86_400_000


def changed(**values: Any) -> dict[str, Any]:
    """The good message with other values; `people_0_id` reaches into it."""
    message = copy.deepcopy(GOOD)
    for path, value in values.items():
        holder: Any = message
        *way, last = [int(token) if token.isdigit() else token for token in path.split("_")]
        for token in way:
            holder = holder[token]
        holder[last] = value
    return message


def found(check: Any, message: dict[str, Any], now: int = NOW) -> list[tuple[str, str]]:
    findings = check.explain(message, now)
    assert check.passes(message, now) == (findings == [])
    return [(one.rule, one.pointer) for one in findings]


def test_a_good_message_passes() -> None:
    assert found(checker(), GOOD) == []


@pytest.mark.parametrize(
    ("values", "rule_id", "pointer"),
    [
        ({"kind": "UNKNOWN"}, "F00", "/kind"),
        ({"gender": "7"}, "F24", "/gender"),
        ({"gender": ""}, "F24", "/gender"),
        ({"force": "999"}, "F00", "/force"),
        ({"force": " 9"}, "F44", "/force"),
        ({"opened": -719_163}, "F16", "/opened"),
        ({"opened": 2_932_897}, "F16", "/opened"),
        ({"closed": 2_932_897}, "F16", "/closed"),
        ({"notes": "x" * 401}, "F00", "/notes"),
        ({"notes": "a\x00b"}, "F44", "/notes"),
        ({"notes": "a\x85b"}, "F44", "/notes"),
        ({"notes": "é\x9f"}, "F44", "/notes"),
        ({"notes": "a\rb"}, "F44", "/notes"),
        ({"notes": "a\n"}, "F44", "/notes"),
        ({"notes": "\ud800"}, "F44", "/notes"),
        ({"fee": "1.5"}, "F00", "/fee"),
        ({"fee": "1.50\n"}, "F00", "/fee"),
        ({"people": []}, None, ""),
        ({"people": GOOD["people"] * 5}, "F00", "/people"),
        ({"people_0_id": ""}, "F00", "/people/0/id"),
        ({"people_0_id": "P1234"}, "F00", "/people/0/id"),
        ({"people_0_id": "p1"}, "F00", "/people/0/id"),
        ({"people_0_id": "P-_1"}, None, ""),
        ({"people_0_age": -1}, "F17", "/people/0/age"),
        ({"people_0_age": 131}, "F17", "/people/0/age"),
        ({"people_0_home_line": "a" * 21}, "F32", "/people/0/home/line"),
        ({"people_0_home_line": "a\tb"}, "F44", "/people/0/home/line"),
        ({"people_0_home_line": "a\u00a0b"}, None, ""),
        ({"people_0_home_line": "\u00a0b"}, "F44", "/people/0/home/line"),
        ({"people_0_home_line": ""}, None, ""),
        ({"people_0_home_postcode": "X" * 9}, "F00", "/people/0/home/postcode"),
        ({"people_1_names": []}, "F00", "/people/1/names"),
        ({"people_1_names": ["a"] * 4}, "F00", "/people/1/names"),
        ({"people_1_names_1": "b" * 10}, "F31", "/people/1/names/1"),
        ({"people_1_knows_0": "ABCDE"}, "F00", "/people/1/knows/0"),
    ],
)
def test_a_broken_constraint_is_found_where_it_is(values: dict[str, Any], rule_id: str | None, pointer: str) -> None:
    assert found(checker(), changed(**values)) == ([(rule_id, pointer)] if rule_id else [])


def test_a_finding_carries_the_words_of_its_rule_and_no_value() -> None:
    [finding] = checker().explain(changed(people_0_home_line="Secret Street \x00"), NOW)

    assert (finding.rule, finding.severity, finding.text, finding.fix) == (
        "F44",
        Severity.REJECT,
        "F44 is broken.",
        "Mend F44.",
    )
    assert "Secret" not in str(finding)


def test_all_findings_come_at_once_in_document_order() -> None:
    check = checker(
        {
            "X2": rule("!has(this.home) || this.home.line != 'bad '", on="Person", at="/home/postcode"),
            "X1": rule("this.people.size() < 2", at="/people"),
            "X3": rule("this.kind != 'RED'"),
        }
    )
    message = changed(notes=" ", people_0_home_line="bad ", people_1_id="", kind="RED")

    assert found(check, message) == [
        ("X3", ""),
        ("F44", "/notes"),
        ("X1", "/people"),
        ("F44", "/people/0/home/line"),
        ("X2", "/people/0/home/postcode"),
        ("F00", "/people/1/id"),
    ]


def test_a_rule_holds_wherever_its_record_stands() -> None:
    check = checker({"X1": rule("this.id != 'P1' && this.id != 'P2'", on="Person", at="/id")})

    assert found(check, GOOD) == [("X1", "/people/0/id"), ("X1", "/people/1/id")]


def test_what_is_wrong_in_one_place_by_one_rule_is_said_once() -> None:
    assert found(checker(), changed(people_0_id="x" * 9)) == [("F00", "/people/0/id")]


@pytest.mark.parametrize(
    ("day", "in_force"),
    [("2026-04-29", False), ("2026-04-30", True), ("2026-05-02", True), ("2026-05-03", False)],
)
def test_a_rule_is_in_force_from_its_first_day_to_its_last(day: str, in_force: bool) -> None:
    limits = {"from": "2026-04-30", "to": "2026-05-02"}
    check = checker({"X1": rule("this.kind != 'RED'", **limits)})
    now = NOW + (int(day[-2:]) + (0 if day[5:7] == "04" else 30) - 30) * DAY

    assert found(check, GOOD, now) == ([("X1", "")] if in_force else [])


def test_the_day_begins_at_midnight_in_england() -> None:
    check = checker({"X1": rule("this.kind != 'RED'", **{"from": "2026-07-02"})})
    midnight = NOW + 62 * DAY + 23 * 3_600_000

    assert found(check, GOOD, midnight - 1) == []
    assert found(check, GOOD, midnight) == [("X1", "")]


def test_now_and_today_are_what_the_caller_says() -> None:
    check = checker({"X1": rule("envelope.sent_at <= now"), "X2": rule("this.opened <= today")})

    assert found(check, GOOD, NOW - 1000) == []
    assert found(check, GOOD, NOW - 1001) == [("X1", "")]
    assert found(check, changed(opened=NOW // DAY + 1)) == [("X2", "")]


@pytest.mark.parametrize(("urgent", "severity"), [(True, Severity.WARN), (False, Severity.REJECT)])
def test_a_severity_is_softened_where_the_release_says_so(urgent: bool, severity: Severity) -> None:
    tables = {**TABLES, "severity": {"softer_when": "envelope.urgent"}}
    check = checker({"X1": rule("this.kind != 'RED'", softer="warn"), "X2": rule("this.kind != 'RED'")}, tables)
    message = copy.deepcopy(GOOD)
    message["envelope"]["urgent"] = urgent

    assert [one.severity for one in check.explain(message, NOW)] == [severity, Severity.REJECT]
    assert not check.passes(message, NOW)


def test_a_warning_does_not_pass_unsaid() -> None:
    check = checker({"X1": rule("this.kind != 'RED'", severity="warn")})

    assert found(check, GOOD) == [("X1", "")]


def test_a_list_that_is_not_loaded_makes_no_finding() -> None:
    rules = {"X1": rule("known('force', this.kind)"), "X2": rule("!known('force', this.kind)")}

    assert found(checker(rules), changed(force="42")) == []
    assert found(checker(rules, force={"42": ((0, 1),)}), changed(force="43")) == [("X1", ""), ("F00", "/force")]


def test_a_code_may_be_known_on_some_days_only() -> None:
    check = checker({"X1": rule("known('force', '42', this.opened)")}, force={"42": ((20_000, 20_001),)})

    assert found(check, changed(opened=20_001)) == []
    assert found(check, changed(opened=20_002)) == [("X1", "")]


@pytest.mark.parametrize(
    ("require", "broken"),
    [
        ("this.people.all(p, p.knows.all(k, this.people.exists(q, q.id == k)))", False),
        ("this.people.all(p, p.names.all(n, this.people.exists(q, has(q.age) && q.id == n)))", True),
        ("this.people.exists_one(p, p.id == 'P1')", False),
        ("this.people.exists_one(p, p.id.startsWith('P'))", True),
        ("distinct(this.people.map(p, p.id))", False),
        ("distinct(this.people.map(p, p.id.startsWith('P')))", True),
        ("this.people.filter(p, has(p.age)).all(p, p.age > 30)", True),
        ("has(this.closed) ? this.closed > this.opened : this.kind == 'GREEN'", True),
        ("this.kind in ['RED', 'GREEN'] && !(this.kind in ['GREEN'])", False),
        ("this.opened in ['2024-10-04', today]", False),
        ("!has(this.notes) || this.notes.contains('line') && this.notes.endsWith('.')", False),
        ("this.people.all(p, p.id.matches('^P[1-2]$') && -1 < 1 + 1 - 2 + this.people.size())", False),
        ("days_between(this.opened, '2024-10-05') == 1", False),
        ("(this.kind == 'RED') == has(this.closed)", True),
        ("this.people.all(len, len.id != 'P3')", False),
    ],
)
def test_a_condition_decides_as_it_reads(require: str, broken: bool) -> None:
    assert found(checker({"X1": rule(require)}), GOOD) == ([("X1", "")] if broken else [])


def test_a_rule_on_a_record_may_speak_of_the_whole_message() -> None:
    require = "this.knows.all(k, message.people.exists(p, p.id == k)) && (envelope.urgent || message.kind == 'RED')"
    check = checker({"X1": rule(require, on="Person", at="/knows")})

    assert found(check, GOOD) == []
    assert found(check, changed(people_1_knows=["P9"])) == [("X1", "/people/1/knows")]


def test_one_rule_may_hold_for_records_of_several_types() -> None:
    check = checker({"X1": rule("envelope.urgent", on=["Person", "Home"])})

    assert found(check, GOOD) == [("X1", "/people/0"), ("X1", "/people/0/home"), ("X1", "/people/1")]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        ({"X1": rule("this.nothing == 1")}, "X1: reads nothing"),
        ({"X1": rule("this.kind ==")}, "X1: cannot be read"),
        ({"X1": rule("this.kind == 'RED'", at="/nothing")}, "X1: points at /nothing"),
        ({"X1": {"severity": "reject", "on": "Case"}}, "X1: has no text"),
        ({"X1": rule("this.kind == 'RED'", severity="loud")}, "X1: 'loud'"),
        ({"X1": rule("this.kind == 'RED'", **{"from": "soon"})}, "X1: "),
    ],
)
def test_a_rule_that_cannot_be_compiled_is_named(rules: dict[str, Any], said: str) -> None:
    with pytest.raises(RuleError) as refused:
        checker(rules)

    assert str(refused.value).startswith(said)


def test_a_constraint_whose_rule_has_no_words_is_named() -> None:
    made = release({})
    without = replace(made, rules={id_: entry for id_, entry in made.rules.items() if id_ != "F32"})

    with pytest.raises(RuleError, match="F32"):
        compile_checker(without, "Case", ReferenceData({}))


@pytest.mark.parametrize("example", golden())
def test_a_golden_message_passes(example: str) -> None:
    name, raw = golden()[example]

    assert found(real_checker(name), raw) == []


@pytest.mark.parametrize("example", golden())
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None)
@given(data=st.data())
def test_deciding_and_explaining_agree_on_messages_tampered_with(example: str, data: st.DataObject) -> None:
    name, raw = golden()[example]
    message = data.draw(mutated(roots()[name], raw))

    found(real_checker(name), message)


@pytest.mark.parametrize("name", sorted(load_release().messages))
@settings(max_examples=8, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_deciding_and_explaining_agree_on_any_message(name: str, data: st.DataObject) -> None:
    message = data.draw(raw_values(load_release().messages[name].schema))

    found(real_checker(name), message)


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_deciding_and_explaining_agree_on_the_small_contract(data: st.DataObject) -> None:
    shape = shape_of(CASE)
    assert isinstance(shape, Record)
    rules = {
        "X1": rule("distinct(this.people.map(p, p.id))"),
        "X2": rule("this.knows.all(k, message.people.exists(p, p.id == k && has(p.age)))", on="Person", at="/knows"),
        "X3": rule("!has(this.closed) || this.closed >= this.opened", at="/closed"),
    }

    found(checker(rules), data.draw(mutated(shape, GOOD)))
