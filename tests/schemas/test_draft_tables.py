"""The tables of the draft: the lifecycle leads somewhere, codes fit their fields, fictional forces are marked."""

from __future__ import annotations

import re
from typing import Any

from drafts import draft, message_schemas

LIFECYCLE: dict[str, Any] = draft().tables["lifecycle"]
STATES = {state["id"]: state for state in LIFECYCLE["states"]}
TRANSITIONS = LIFECYCLE["transitions"]


def outcomes(message: str) -> set[str]:
    """The values that the outcome of a message may have; one None if it has no outcome."""
    field = LIFECYCLE["messages"][message].get("outcome")
    if field is None:
        return {None}  # type: ignore[arg-type]
    listed = LIFECYCLE["messages"][message]["defendants"].split("/")[1]
    schema = draft().types[f"casefile.v1.{message}"]
    [items] = [each["type"]["items"] for each in schema["fields"] if each["name"] == listed]
    [enum] = [each["type"] for each in draft().types[items]["fields"] if each["name"] == field]
    return set(draft().types[enum]["symbols"]) - {"UNKNOWN"}


def test_every_message_about_a_case_has_its_place_in_the_lifecycle() -> None:
    assert set(LIFECYCLE["messages"]) == set(message_schemas()) - {"Receipt", "LedgerRecord"}


def test_every_step_leads_from_a_state_to_a_state_by_a_message() -> None:
    for step in TRANSITIONS:
        assert step["from"] in {*STATES, "-"}, step
        assert step["to"] in {*STATES, "same"}, step
        assert step.get("when") in outcomes(step["message"]), step


def test_every_outcome_of_a_message_leads_somewhere() -> None:
    for message in LIFECYCLE["messages"]:
        assert {step.get("when") for step in TRANSITIONS if step["message"] == message} == outcomes(message), message


def test_only_messages_that_open_a_case_meet_unknown_defendants() -> None:
    first = {name for name, entry in LIFECYCLE["messages"].items() if entry.get("first")}

    assert {step["message"] for step in TRANSITIONS if step["from"] == "-"} == first


def test_no_two_steps_compete() -> None:
    keys = [(step["from"], step["message"], step.get("when")) for step in TRANSITIONS]

    assert len(keys) == len(set(keys))


def test_every_state_can_be_reached_and_every_open_one_left_or_fed() -> None:
    reached, step = {"-"}, True
    while step:
        found = {one["to"] for one in TRANSITIONS if one["from"] in reached} - {"same"}
        step = bool(found - reached)
        reached |= found

    assert reached - {"-"} == set(STATES)
    assert {step["from"] for step in TRANSITIONS} - {"-"} == {name for name, state in STATES.items() if state["open"]}


def test_a_message_about_the_whole_case_is_legal_in_every_open_state() -> None:
    still_open = {name for name, state in STATES.items() if state["open"]}
    for name, entry in LIFECYCLE["messages"].items():
        if entry["defendants"] == "all":
            assert {step["from"] for step in TRANSITIONS if step["message"] == name} == still_open


def test_the_findings_of_the_lifecycle_have_texts() -> None:
    assert set(LIFECYCLE["rules"].values()) <= {rule["id"] for rule in draft().rules}


def test_codes_fit_the_fields_that_take_them() -> None:
    lists = draft().tables["code_lists"]
    for schema in draft().types.values():
        for field in schema.get("fields", ()):
            for code in lists.get(field.get("codes"), ()):
                assert field.get("minLength", 0) <= len(code) <= field["maxLength"], f"{schema['name']}: {code}"


def test_codes_and_labels_are_text() -> None:
    for name, codes in draft().tables["code_lists"].items():
        for code, label in codes.items():
            assert isinstance(code, str) and isinstance(label, str) and label == label.strip(), f"{name}: {code}"


def test_force_codes_are_two_digits_and_the_fictional_two_alone_are_marked() -> None:
    forces = draft().tables["forces"]

    assert len(forces) == 83
    assert all(re.fullmatch("[0-9]{2}", code) and force["name"] for code, force in forces.items())
    assert {code for code, force in forces.items() if force.get("test")} == {"98", "99"}
    assert sum(force["kind"] == "territorial" for force in forces.values()) == 44 + 2
