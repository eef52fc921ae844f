"""Where defendants stand: each legal step is taken, every other is refused with its reason."""

from __future__ import annotations

from typing import Any

import pytest

from casefile_contracts.lifecycle import Lifecycle, Step, Transition
from casefile_contracts.release import load_release

LIFECYCLE = Lifecycle.from_release(load_release())
TABLE = load_release().tables["lifecycle"]


def message(message_type: str, *people: str, outcome: str | None = None) -> dict[str, Any]:
    """The part of a raw message that the lifecycle reads."""
    naming = LIFECYCLE.namings[message_type]
    if not naming.array:
        return {}
    extra = {naming.outcome: outcome} if naming.outcome else {}
    return {naming.array: [{naming.identity: one, **extra} for one in people]}


def rules(step: Step) -> list[tuple[str, str]]:
    return [(finding.rule, finding.pointer) for finding in step.findings]


@pytest.mark.parametrize("row", TABLE["transitions"], ids=lambda row: f"{row['from']}-{row['message']}-{row['to']}")
def test_every_row_of_the_table_is_a_legal_step(row: dict[str, Any]) -> None:
    states = {} if row["from"] == "-" else {"D1": row["from"]}

    step = LIFECYCLE.step(row["message"], message(row["message"], "D1", outcome=row.get("when")), states)

    moved = () if row["to"] == "same" else (Transition("D1", states.get("D1"), row["to"]),)
    assert step == Step(moved)


def test_every_step_that_is_no_row_is_refused() -> None:
    for name, naming in LIFECYCLE.namings.items():
        outcomes = {row.get("when") for row in TABLE["transitions"] if row["message"] == name}
        for state in [one["id"] for one in TABLE["states"]]:
            for outcome in outcomes:
                if (state, name, outcome) not in LIFECYCLE.targets:
                    step = LIFECYCLE.step(name, message(name, "D1", outcome=outcome), {"D1": state})
                    expected = "L02" if state in LIFECYCLE.open_states else "L13"
                    assert rules(step) == [(expected, f"/{naming.array}/0/{naming.identity}" if naming.array else "")]
                    assert step.transitions == ()


@pytest.mark.parametrize("name", [name for name, naming in LIFECYCLE.namings.items() if not naming.first])
def test_a_message_that_cannot_open_a_case_is_refused_for_an_unknown_one(name: str) -> None:
    step = LIFECYCLE.step(name, message(name, "D1", outcome="CHARGE"), {})

    assert [rule for rule, _ in rules(step)] == ["L01"]


def test_every_defendant_out_of_place_is_named_and_nobody_moves() -> None:
    states = {"D1": "SUBMITTED", "D2": "CHARGED", "D3": "NO_FURTHER_ACTION"}

    step = LIFECYCLE.step("TriageAccepted", message("TriageAccepted", "D1", "D2", "D3", "D4"), states)

    assert rules(step) == [
        ("L02", "/suspects/1/person_id"),
        ("L13", "/suspects/2/person_id"),
        ("L01", "/suspects/3/person_id"),
    ]
    assert step.transitions == ()


def test_a_defendant_who_joins_a_known_case_is_as_new_as_the_first() -> None:
    step = LIFECYCLE.step("PoliceChargedCaseSubmitted", message("PoliceChargedCaseSubmitted", "D2"), {"D1": "CHARGED"})

    assert step == Step((Transition("D2", None, "CHARGED"),))


def test_material_is_welcome_while_one_defendant_is_open() -> None:
    closed_and_open = {"D1": "NO_FURTHER_ACTION", "D2": "CHARGED"}

    assert LIFECYCLE.step("MaterialSubmitted", {}, closed_and_open) == Step()
    assert rules(LIFECYCLE.step("MaterialSubmitted", {}, {"D1": "NO_FURTHER_ACTION"})) == [("L13", "")]


def test_a_message_that_is_not_about_defendants_moves_nobody() -> None:
    assert LIFECYCLE.step("Receipt", {}, {}) == Step()
