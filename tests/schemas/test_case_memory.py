"""The memory of a case: its table fits the messages, takes nothing personal, and adds up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from drafted import drafted
from drafts import draft, golden, message_schemas, type_of

from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.marks import mark
from casefile_contracts.memory import Memories

TABLE: dict[str, Any] = draft().tables["case_memory"]
MEMORIES = Memories.from_release(drafted())
ENTRIES = [(name, entry) for name, entries in TABLE["messages"].items() for entry in entries]
NOT_PUBLIC = {
    "Offence.start_date",
    "ChargeDecision.start_date",
    "RemandChange.custody_since",
    "Remand.status",
    "RemandChange.charge_status",
    "SuspectDecision.type",
    "ChargeDecision.outcome",
}
"""Days and outcomes that rules cannot do without; they say nothing but to whom the person is known."""


def adds(name: str) -> dict[str, list[dict[str, Any]]]:
    raw, findings = from_json(message_schemas()[type_of(name)], golden()[name])
    assert raw is not None, findings
    return MEMORIES.adds(type_of(name), raw) or {}


def record(name: str) -> dict[str, Any]:
    return dict(draft().types[f"casefile.v1.{name}"])


def items_of(part: str) -> dict[str, Any]:
    """The record of the items of a part."""
    [found] = [one["type"]["items"] for one in record("CaseMemory")["fields"] if one["name"] == part]
    return dict(draft().types[found])


def pointers(entry: dict[str, Any]) -> Iterator[str]:
    """Every pointer of an entry, `each` left out; those whose value is only marked, too."""
    for side in ("when", "unless"):
        for pointer, wanted in entry.get(side, {}).items():
            yield pointer
            yield from [wanted] if isinstance(wanted, str) else []
    for source in entry["take"].values():
        yield from [source] if isinstance(source, str) and source.startswith("/") else []


def field_at(message: str, pointer: str) -> tuple[str, dict[str, Any]]:
    """The field that a pointer leads to, as `Record.field`."""
    here, found = record(message), ("", {})
    for token in pointer.split("/")[1:]:
        if token == "*":
            continue
        [field] = [one for one in here["fields"] if one["name"] == token]
        found = f"{here['name']}.{token}", field
        inner = field["type"][1] if isinstance(field["type"], list) else field["type"]
        inner = inner.get("items", inner) if isinstance(inner, dict) else inner
        here = draft().types.get(inner, {}) if isinstance(inner, str) else {}
    return found


def test_every_part_is_a_list_of_the_memory_and_has_its_keys() -> None:
    assert list(TABLE["parts"]) == [field["name"] for field in record("CaseMemory")["fields"]]
    for part, keys in TABLE["parts"].items():
        assert set(keys) <= {field["name"] for field in items_of(part)["fields"]}


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}-{entry['into']}" for name, entry in ENTRIES])
def test_an_entry_takes_fields_that_the_message_has(name: str, entry: dict[str, Any]) -> None:
    assert set(entry["take"]) <= {field["name"] for field in items_of(entry["into"])["fields"]}
    assert set(TABLE["parts"][entry["into"]]) <= set(entry["take"])
    for pointer in pointers(entry):
        assert field_at(name, pointer)[0], pointer


@pytest.mark.parametrize(("name", "entry"), ENTRIES, ids=[f"{name}-{entry['into']}" for name, entry in ENTRIES])
def test_nothing_personal_is_remembered(name: str, entry: dict[str, Any]) -> None:
    found = dict(field_at(name, pointer) for pointer in pointers(entry))

    assert {path for path, field in found.items() if field["sensitivity"] != "public"} <= NOT_PUBLIC


def test_a_request_leaves_who_is_consulted_about_and_what_is_proposed() -> None:
    added, sent = adds("ChargingDecisionRequested"), golden()["ChargingDecisionRequested"]
    [suspect] = sent["suspects"]
    [offence] = suspect["offences"]

    assert [one["consultation"] for one in added["defendants"]] == [sent["envelope"]["correlation_id"]]
    [charge] = added["charges"]
    assert (charge["person_id"], charge["offence_id"]) == (suspect["person_id"], offence["offence_id"])
    assert charge["code_mark"] == mark(offence["code"], offence["offence_id"])
    assert charge["authorised"] is None


def test_a_rejection_is_remembered_with_its_reasons_until_it_is_answered() -> None:
    rejected, answer = adds("TriageRejected"), adds("ChargingDecisionResubmitted")
    memory = MEMORIES.merged(MEMORIES.merged({}, rejected), answer)

    [rejection] = MEMORIES.case(memory, {})["rejections"]
    assert rejection["reasons"] == [one["code"] for one in golden()["TriageRejected"]["reasons"]]
    assert rejection["answered"] is True


def came_from(name: str, urn: str) -> dict[str, str]:
    """Who comes from which number, by the golden message sent under a number."""
    message = golden()[name]
    raw, findings = from_json(message_schemas()[name], message | {"envelope": message["envelope"] | {"urn": urn}})
    assert raw is not None, findings
    added = (MEMORIES.adds(name, raw) or {}).get("defendants", [])
    return {one["person_id"]: one["came_from"] for one in added if one["came_from"]}


def test_who_is_split_off_comes_from_the_parent_and_who_stays_comes_from_nowhere() -> None:
    parent, new = golden()["CaseSplit"]["parent_urn"], golden()["CaseSplit"]["new_cases"][0]["urn"]
    gone = [row["person_id"] for row in golden()["CaseSplit"]["defendants"] if row["urn"] == new]

    assert gone and came_from("CaseSplit", new) == dict.fromkeys(gone, parent)
    assert came_from("CaseSplit", parent) == {}


def test_who_is_merged_into_a_case_comes_from_the_one_that_ends() -> None:
    surviving, merged = golden()["CasesMerged"]["surviving_urn"], golden()["CasesMerged"]["merged_urns"][0]
    came = [
        row["person_id"]
        for row in golden()["CasesMerged"]["defendants"]
        if merged in {one["urn"] for one in row["former"]}
    ]

    assert came and came_from("CasesMerged", surviving) == dict.fromkeys(came, merged)
    assert came_from("CasesMerged", merged) == {}


def test_what_a_message_does_not_say_leaves_what_was_known() -> None:
    memory = MEMORIES.merged(MEMORIES.merged({}, adds("ChargingDecisionRequested")), adds("ChargingDecisionIssued"))

    charges = {one["offence_id"]: one for one in MEMORIES.case(memory, {})["charges"]}
    decided = charges["CHARGE000001"]
    assert (decided["authorised"], decided["start_date"] is not None, len(decided["code_mark"])) == (True, True, 2)


def test_material_that_is_withdrawn_is_known_and_not_current() -> None:
    memory = MEMORIES.merged(MEMORIES.merged({}, adds("ChargingDecisionRequested.full")), adds("MaterialWithdrawn"))

    materials = {one["material_id"]: one for one in MEMORIES.case(memory, {})["materials"]}
    withdrawn = {one["material_id"] for one in golden()["MaterialWithdrawn"]["withdrawals"]}
    assert withdrawn and all(materials[name]["current"] is False for name in withdrawn)
    assert any(one["current"] for one in materials.values())


def test_defendants_are_those_of_the_lifecycle_with_what_is_remembered_of_them() -> None:
    memory = MEMORIES.merged({}, adds("TriageAccepted"))

    known = {one["person_id"]: one for one in MEMORIES.case(memory, {"SUSPECT00001": "UNDER_REVIEW"})["defendants"]}
    assert list(known) == ["SUSPECT00001"]
    assert known["SUSPECT00001"]["state"] == "UNDER_REVIEW"
    assert known["SUSPECT00001"]["review_due_on"] is not None


@pytest.mark.parametrize("name", golden())
def test_what_a_golden_message_adds_is_a_memory_in_raw_form(name: str) -> None:
    added = adds(name)

    assert not added or added.keys() == TABLE["parts"].keys()
    for part, items in added.items():
        names = [field["name"] for field in items_of(part)["fields"]]
        assert all(sorted(item) == sorted(names) for item in items)


def test_a_message_that_is_not_in_the_table_adds_nothing() -> None:
    assert MEMORIES.adds("Receipt", {}) is None
