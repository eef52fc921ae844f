"""The lifecycle of the draft: it leads somewhere, fits the messages, and is the one that the domain describes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from drafted import drafted
from drafts import draft, message_schemas

from casefile_contracts.lifecycle import UNMOVED, Lifecycle

TABLE: dict[str, Any] = draft().tables["lifecycle"]
STATES = {state["id"]: state for state in TABLE["states"]}
TRANSITIONS = TABLE["transitions"]
LIFECYCLE = Lifecycle.from_release(drafted())

DOMAIN = Path(__file__).parents[3] / "shared" / "domain"
NUMBERS = {entry["number"]: name for name, entry in draft().tables["catalogue"].items()}

beside = pytest.mark.skipif(not DOMAIN.is_dir(), reason="the domain's own tables do not lie beside the checkout")


def rows(name: str) -> list[dict[str, str]]:
    with (DOMAIN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def field_of(schema: dict[str, Any], name: str) -> Any:
    [found] = [each["type"] for each in schema["fields"] if each["name"] == name]
    return found


def named_record(message: str) -> dict[str, Any]:
    """The record that names a defendant in a message."""
    array = TABLE["messages"][message]["defendants"].split("/")[1]
    return dict(draft().types[field_of(draft().types[f"casefile.v1.{message}"], array)["items"]])


def outcomes(message: str) -> set[str | None]:
    """The values that the outcome of a message may have; None alone if it has no outcome."""
    field = TABLE["messages"][message].get("outcome")
    if field is None:
        return {None}
    return set(draft().types[field_of(named_record(message), field)]["symbols"]) - {"UNKNOWN"}


BUSINESS = sorted(
    name for name, schema in message_schemas().items() if schema["sender"] != ["gateway"] and name != "Receipt"
)


def test_every_business_message_has_its_place_in_the_lifecycle() -> None:
    assert sorted(TABLE["messages"]) == BUSINESS


@pytest.mark.parametrize("name", BUSINESS)
def test_a_message_names_its_defendants_as_the_table_says(name: str) -> None:
    entry = TABLE["messages"][name]
    if entry["defendants"] != "all":
        assert field_of(named_record(name), entry["defendants"].split("/")[3]) == "string"
    if "declares" in entry:
        declared = field_of(named_record(name), entry["declares"])
        assert set(draft().types[declared]["symbols"]) - {"UNKNOWN"} <= set(STATES)


def test_every_step_leads_from_a_state_to_a_state_by_a_message() -> None:
    for step in TRANSITIONS:
        assert step["from"] in {*STATES, "-"}, step
        assert step["to"] in STATES, step
        assert step.get("when") in outcomes(step["message"]), step
        assert step["actor"] in ("police", "cps", "court"), step
    for entry in TABLE["stays"]:
        assert entry["in"] in ("open", "any") or set(entry["in"]) <= set(STATES), entry
        assert all(entry.get("when") in outcomes(name) for name in entry["messages"]), entry


@pytest.mark.parametrize("name", BUSINESS)
def test_every_outcome_of_a_message_is_legal_somewhere(name: str) -> None:
    for outcome in outcomes(name):
        assert any(LIFECYCLE.target(state, name, outcome) for state in ("-", *STATES)), outcome


def test_only_messages_that_open_a_case_meet_unknown_defendants() -> None:
    first = {name for name, entry in TABLE["messages"].items() if entry.get("first")}

    assert {step["message"] for step in TRANSITIONS if step["from"] == "-"} <= first
    assert all(LIFECYCLE.target(TABLE["messages"][name].get("enters", "-"), name) for name in first)


def test_no_two_steps_compete() -> None:
    for place, targets in LIFECYCLE.targets.items():
        assert len(targets) == 1 or all(row.first_day or row.last_day for row in targets), place


def test_every_state_can_be_reached_and_every_open_one_left() -> None:
    reached, step = {"-"}, True
    while step:
        found = {one["to"] for one in TRANSITIONS if one["from"] in reached}
        step = bool(found - reached)
        reached |= found

    assert reached - {"-"} == set(STATES)
    left = {step["from"] for step in TRANSITIONS} - {"-"}
    reopened = {name for name, state in STATES.items() if state.get("reopenable")}
    assert left == {name for name, state in STATES.items() if state["open"]} | reopened


def test_what_the_lifecycle_names_stands_in_the_rule_book_and_in_the_clocks() -> None:
    rules = {rule["id"] for rule in draft().rules}

    assert set(TABLE["rules"].values()) <= rules
    assert {step["guard"] for step in TRANSITIONS if "guard" in step} <= rules
    assert {step["clock"] for step in TRANSITIONS if "clock" in step} <= set(draft().tables["clocks"])


@beside
def test_the_states_are_those_of_the_domain() -> None:
    def shown(state: dict[str, Any]) -> tuple[str, str]:
        phase = state["phase"].replace("preparation", "prep")
        return state["id"], f"{phase} (reopenable)" if state.get("reopenable") else phase

    assert [shown(state) for state in TABLE["states"]] == [
        (row["state"], row["phase"]) for row in rows("lifecycle_states.csv")
    ]


GUARDS = {
    "further evidence": {"FURTHER_EVIDENCE"},
    "charge": {"CHARGE"},
    "no further action": {"NO_FURTHER_ACTION"},
    "non-conviction disposal": {"NON_CONVICTION_DISPOSAL"},
    "guilty": {"GUILTY"},
    "not guilty summary": {"NOT_GUILTY_SUMMARY_TRIAL"},
    "sent to Crown": {"SENT_TO_CROWN"},
    "not guilty": {"ACQUITTED"},
    "overturned": {"OVERTURNED"},
}
"""What the domain adds to a message's number, as the outcome that says so."""

SEVERAL = {
    ("-", "P01"): "REGISTERED",
    ("-", "P03"): "SUBMITTED",
    ("-", "P13"): "CHARGED",
    ("CHARGE_AUTHORISED", "P18"): "NO_FURTHER_ACTION",
    ("CHARGE_AUTHORISED", "P17"): "OUT_OF_COURT_DISPOSAL",
    ("NO_FURTHER_ACTION", "C16 overturned"): "UNDER_REVIEW",
    ("DISCONTINUED", "C16 overturned"): "CHARGED",
}
"""Rows of the domain that name several states and several targets, taken apart."""


def described() -> Iterator[tuple[str, str, str, str]]:
    """The steps that the domain describes: from, message, what it adds, to."""
    for row in rows("lifecycle_transitions.csv"):
        for state in states_named(row["from"]):
            for message in re.split(r",\s*|\s*/\s*", row["message"]):
                number, _, said = message.partition(" ")
                targets = [SEVERAL[state, message]] if (state, message) in SEVERAL else row["to"].split(" / ")
                yield from ((state, NUMBERS[number], said, target) for target in targets)


def states_named(text: str) -> list[str]:
    order = list(STATES)
    match text.split(".."):
        case [first, last]:
            between = order[order.index(first) : order.index(last) + 1]
            return [name for name in between if STATES[name]["open"]]
        case ["any open"]:
            return [name for name, state in STATES.items() if state["open"]]
    return text.split(", ")


@beside
def test_the_steps_are_those_of_the_domain_and_no_others() -> None:
    steps = list(described())
    unchanged = [(state, message) for state, message, _, target in steps if target == "unchanged per defendant"]
    moving = {(state, message, target) for state, message, _, target in steps if not target.startswith("unchanged")}

    assert len(rows("lifecycle_transitions.csv")) == 31
    assert {(row["from"], row["message"], row["to"]) for row in TRANSITIONS} == moving
    assert all(LIFECYCLE.target(state, message) == UNMOVED for state, message in unchanged)


@beside
def test_the_outcomes_that_the_domain_names_lead_where_it_says() -> None:
    for state, message, said, target in described():
        when = {
            row.get("when")
            for row in TRANSITIONS
            if (row["from"], row["message"], row["to"]) == (state, message, target)
        }
        assert not said or when == GUARDS[said], (state, message, said)
