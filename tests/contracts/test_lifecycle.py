"""Where defendants stand: each legal step is taken, every other is refused with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from casefile_contracts.codec.logical import date_days
from casefile_contracts.draft.source import load_draft
from casefile_contracts.lifecycle import Lifecycle, Step, Transition
from casefile_contracts.release import Release, load_release
from casefile_schemas import ROOT

DRAFT = load_draft(ROOT / "draft")
RELEASE = Release("draft", {}, {rule["id"]: rule for rule in DRAFT.rules}, DRAFT.tables)
LIFECYCLE = Lifecycle.from_release(RELEASE)
TABLE = DRAFT.tables["lifecycle"]
STATES = [state["id"] for state in TABLE["states"]]
HERE, ELSEWHERE = "99ZZ0000126", "99ZZ0000226"


def message(
    message_type: str, *people: str, outcome: str | None = None, declared: str = "CHARGED", urn: str = HERE
) -> dict[str, Any]:
    """The part of a raw message that the lifecycle reads."""
    naming = LIFECYCLE.namings[message_type]
    if not naming.array:
        return {}
    extra = {naming.outcome: outcome} if naming.outcome else {}
    extra |= {naming.declares: declared} if naming.declares else {}
    extra |= {naming.under: urn} if naming.under else {}
    return {"envelope": {"urn": HERE}, naming.array: [{naming.identity: one, **extra} for one in people]}


def rules(step: Step) -> list[tuple[str, str]]:
    return [(finding.rule, finding.pointer) for finding in step.findings]


@pytest.mark.parametrize("row", TABLE["transitions"], ids=lambda row: f"{row['from']}-{row['message']}-{row['to']}")
def test_every_row_of_the_table_is_a_legal_step(row: dict[str, Any]) -> None:
    states = {} if row["from"] == "-" else {"D1": row["from"]}

    step = LIFECYCLE.step(row["message"], message(row["message"], "D1", outcome=row.get("when")), states)

    assert step == Step((Transition("D1", states.get("D1"), row["to"]),))


@pytest.mark.parametrize("name", TABLE["messages"])
def test_every_step_that_is_no_row_moves_nobody_or_is_refused(name: str) -> None:
    naming = LIFECYCLE.namings[name]
    rows = {(row["from"], row.get("when")) for row in TABLE["transitions"] if row["message"] == name}
    for state in STATES:
        for outcome in {row.get("when") for row in TABLE["transitions"] if row["message"] == name} | {None}:
            if (state, outcome) in rows:
                continue
            step = LIFECYCLE.step(name, message(name, "D1", outcome=outcome), {"D1": state})
            assert step.transitions == ()
            if LIFECYCLE.target(state, name, outcome) is None:
                expected = "L02" if state in LIFECYCLE.open_states else "L13"
                assert rules(step) == [(expected, f"/{naming.array}/0/{naming.identity}" if naming.array else "")]


OPENING = ["CaseRegistered", "ChargingDecisionRequested", "EarlyAdviceRequested", "PoliceChargedCaseSubmitted"]


def test_four_messages_open_a_case() -> None:
    assert sorted(name for name, naming in LIFECYCLE.namings.items() if naming.first) == OPENING
    for name in OPENING:
        assert len(LIFECYCLE.step(name, message(name, "D1"), {}).transitions) == 1


@pytest.mark.parametrize(
    "name", [name for name, naming in LIFECYCLE.namings.items() if not naming.first and not naming.declares]
)
def test_a_message_that_cannot_open_a_case_is_refused_for_an_unknown_one(name: str) -> None:
    step = LIFECYCLE.step(name, message(name, "D1", outcome="CHARGE"), {})

    assert [rule for rule, _ in rules(step)] == ["L01"]


def test_early_advice_may_be_the_first_that_is_heard_of_a_case() -> None:
    step = LIFECYCLE.step("EarlyAdviceRequested", message("EarlyAdviceRequested", "D1"), {})

    assert step == Step((Transition("D1", None, "EARLY_ADVICE"),))


def test_every_defendant_out_of_place_is_named_and_nobody_moves() -> None:
    states = {"D1": "SUBMITTED", "D2": "CHARGED", "D3": "NO_FURTHER_ACTION"}

    step = LIFECYCLE.step("TriageAccepted", message("TriageAccepted", "D1", "D2", "D3", "D4"), states)

    assert rules(step) == [
        ("L02", "/suspects/1/person_id"),
        ("L13", "/suspects/2/person_id"),
        ("L02", "/suspects/3/person_id"),
    ]
    assert step.transitions == ()


def test_a_defendant_who_joins_a_known_case_is_as_new_as_the_first() -> None:
    step = LIFECYCLE.step("PoliceChargedCaseSubmitted", message("PoliceChargedCaseSubmitted", "D2"), {"D1": "CHARGED"})

    assert step == Step((Transition("D2", None, "CHARGED"),))


@pytest.mark.parametrize("name", ["CaseSplit", "CasesMerged"])
def test_a_split_or_merged_case_goes_on_under_its_new_number_where_it_stood(name: str) -> None:
    step = LIFECYCLE.step(name, message(name, "D1", "D2", declared="PTPH"), {"D2": "CHARGED"})

    assert step == Step((Transition("D1", None, "PTPH"),))


@pytest.mark.parametrize("name", ["CaseSplit", "CasesMerged"])
def test_a_split_or_merged_case_stands_still_under_its_old_number(name: str) -> None:
    gone = message(name, "D1", "D2", declared="PTPH", urn=ELSEWHERE)

    assert LIFECYCLE.step(name, gone, {"D1": "CHARGED"}) == Step()
    assert rules(LIFECYCLE.step(name, gone, {})) == [("L01", "/defendants")]


def test_a_rejected_request_is_answered_by_a_resubmission_only() -> None:
    waiting = {"D1": "AWAITING_RESUBMISSION"}

    again = LIFECYCLE.step("ChargingDecisionResubmitted", message("ChargingDecisionResubmitted", "D1"), waiting)

    assert again == Step((Transition("D1", "AWAITING_RESUBMISSION", "SUBMITTED"),))
    assert rules(LIFECYCLE.step("ChargingDecisionRequested", message("ChargingDecisionRequested", "D1"), waiting)) == [
        ("L02", "/suspects/0/person_id")
    ]


def test_material_is_welcome_while_one_defendant_is_open() -> None:
    closed_and_open = {"D1": "NO_FURTHER_ACTION", "D2": "CHARGED"}

    assert LIFECYCLE.step("MaterialSubmitted", {}, closed_and_open) == Step()
    assert rules(LIFECYCLE.step("MaterialSubmitted", {}, {"D1": "NO_FURTHER_ACTION"})) == [("L13", "")]


def test_a_message_that_is_not_about_defendants_moves_nobody() -> None:
    assert LIFECYCLE.step("Receipt", {}, {}) == Step()


def test_a_row_holds_between_its_dates() -> None:
    rows = [
        {"from": "SUBMITTED", "message": "TriageAccepted", "to": "TRIAL", "ends": "2026-03-01"},
        {"from": "SUBMITTED", "message": "TriageAccepted", "to": "PTPH", "starts": "2026-03-02", "ends": "2026-03-03"},
    ]
    tables = {**DRAFT.tables, "lifecycle": {**TABLE, "transitions": rows, "stays": []}}
    dated = Lifecycle.from_release(Release("draft", {}, RELEASE.rules, tables))

    def on(day: str) -> Step:
        return dated.step("TriageAccepted", message("TriageAccepted", "D1"), {"D1": "SUBMITTED"}, date_days(day))

    assert [step.to_state for step in on("2026-03-01").transitions] == ["TRIAL"]
    assert [step.to_state for step in on("2026-03-02").transitions] == ["PTPH"]
    assert rules(on("2026-03-04")) == [("L02", "/suspects/0/person_id")]


def test_the_table_of_the_first_release_is_still_understood() -> None:
    frozen = Lifecycle.from_release(load_release("0.1"))

    assert frozen.target("AWAITING_RESUBMISSION", "ChargingDecisionRequested") == "SUBMITTED"
    assert frozen.target("CHARGED", "MaterialSubmitted") == "same"
    assert frozen.target("NO_FURTHER_ACTION", "MaterialSubmitted") is None
