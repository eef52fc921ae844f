"""Completeness says of a file what its rules say, item by item: both are made of one table."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from drafted import checker, drafted, reference
from drafts import draft, golden, message_schemas, type_of
from overlay import NOW, overlays

from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.completeness import Completeness, CompletenessCheck, Need, Status, compile_completeness
from casefile_contracts.file_standard import FileStandard

STANDARD = FileStandard.of(draft().tables)
ASKED = {asking.id: item.id for item in STANDARD.items for form in STANDARD.forms for asking in item.asking(form)}
RULES = {rule["id"]: dict(rule) for rule in draft().rules if rule["id"] in ASKED}
BEFORE_THE_STANDARD = 1_600_000_000_000  # September 2020


@cache
def check(message_type: str) -> CompletenessCheck | None:
    return compile_completeness(drafted(), message_type, reference())


def completeness(message_type: str, message: dict[str, Any], now: int = NOW) -> Completeness | None:
    raw, _ = from_json(message_schemas()[message_type], message)
    held = check(message_type)
    assert raw is not None and held is not None
    return held(raw, now)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_required_item_is_missing_exactly_where_its_rule_finds_something(rule: dict[str, Any]) -> None:
    for example in rule["examples"]["fail"]:
        for message_type, message, now, _ in overlays(rule, example):
            raw, _ = from_json(message_schemas()[message_type], message)
            found = completeness(message_type, message, now)
            broken = {finding.rule for finding in checker(message_type).explain(raw, now)} & set(ASKED)

            assert found is not None and {item.rule for item in found.missing} == broken


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_required_item_is_not_missing_where_its_rule_passes(rule: dict[str, Any]) -> None:
    for example in rule["examples"]["pass"]:
        for message_type, message, now, _ in overlays(rule, example):
            found = completeness(message_type, message, now)

            assert found is None or rule["id"] not in {item.rule for item in found.missing}


def test_a_whole_file_is_complete_with_all_items_of_the_standard() -> None:
    found = completeness("ChargingDecisionRequested", golden()["ChargingDecisionRequested"])

    assert found is not None and found.complete
    assert found.file == "PCD_FULL_CODE_NGAP"
    assert len(found.items) == 25
    assert {item.need for item in found.items} == set(Need)


def test_an_explained_absence_is_told_apart_from_what_is_there() -> None:
    found = completeness("ChargingDecisionRequested", golden()["ChargingDecisionRequested"])

    assert found is not None
    status = {item.item: item.status for item in found.items}
    assert (status["EXHIBITS"], status["KEY_STATEMENTS"]) == (Status.REASON_GIVEN, Status.PRESENT)


def test_what_no_message_shows_is_undecided_and_says_why() -> None:
    for name in ("FullFileSent", "FileUpgraded"):
        found = completeness(name, golden()[name])

        assert found is not None
        undecided = [item for item in found.items if item.status is Status.UNDECIDED]
        assert "ALL_STATEMENTS" in {item.item for item in undecided}
        assert all(item.why for item in undecided)


def test_a_missing_item_names_the_rule_that_asks_for_it() -> None:
    lacking = golden()["FullFileSent"] | {"manifest": golden()["FullFileSent"]["manifest"][:1]}

    found = completeness("FullFileSent", lacking)

    assert found is not None and not found.complete
    assert ("CASE_SUMMARY", "S23SF") in {(item.item, item.rule) for item in found.missing}


def test_a_case_that_says_no_plea_is_no_file_of_the_standard() -> None:
    assert completeness("PoliceChargedCaseSubmitted", golden()["PoliceChargedCaseSubmitted"]) is None


def test_nor_is_a_file_from_before_the_standard() -> None:
    name = "ChargingDecisionRequested"

    assert completeness(name, golden()[name], BEFORE_THE_STANDARD) is None


def test_messages_that_carry_no_file_have_no_completeness() -> None:
    assert {name for name in message_schemas() if check(name)} == {
        "EarlyAdviceRequested",
        "ChargingDecisionRequested",
        "PoliceChargedCaseSubmitted",
        "FullFileSent",
        "FileUpgraded",
    }


@pytest.mark.parametrize("name", [name for name in golden() if check(type_of(name))])
def test_what_it_finds_is_a_body_of_the_message_about_it(name: str) -> None:
    found = completeness(type_of(name), golden()[name])
    if found is None:
        return
    result = golden()["FileCompletenessResult"] | found.as_body()

    raw, findings = from_json(message_schemas()["FileCompletenessResult"], result)

    assert findings == []
    assert raw is not None and checker("FileCompletenessResult").explain(raw, NOW) == []
