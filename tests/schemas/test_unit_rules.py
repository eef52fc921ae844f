"""Rules on units, with an operator's list of them as it is published, and without any."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from drafted import drafted
from drafts import golden, message_schemas, type_of
from overlay import NOW

from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.findings import Severity
from casefile_contracts.reference import ReferenceData
from casefile_contracts.rules import compile_checker

UNITS = {
    "ChargingDecisionRequested.full": {"E07K", "F03", "F06"},
    "PoliceChargedCaseSubmitted": {"E07K", "F03", "F06"},
    "ChargesLaid": {"F03", "F06C"},
}
COURTS = "ou_code,top,second,third,bottom\nB98NM00,B,98,NM,00\nB99ZZ00,B,99,ZZ,00\n"
POLICE = "98NM00,,98,NM,00\n99ZZ00,,99,ZZ,00\n"


def units(folder: Path, text: str) -> ReferenceData:
    (folder / "organisation_unit.csv").write_text(text, encoding="utf-8")
    return ReferenceData.from_release(drafted()).with_folder(folder)


def found(example: str, message: dict[str, Any], reference: ReferenceData) -> dict[str, Severity]:
    raw, problems = from_json(message_schemas()[type_of(example)], message)
    assert raw is not None, problems
    checker = compile_checker(drafted(), type_of(example), reference)
    return {one.rule: one.severity for one in checker.explain(raw, NOW)}


def spelt_in_seven(message: dict[str, Any]) -> dict[str, Any]:
    longer = copy.deepcopy(message)
    if "originating_organisation" in longer:
        longer["originating_organisation"] = f"0{longer['originating_organisation']}"
    for defendant in longer.get("defendants") or longer["suspects"]:
        if "asn" in defendant:
            defendant["asn"] = f"{defendant['asn'][:2]}0{defendant['asn'][2:]}"
    return longer


@pytest.mark.parametrize("example", UNITS)
def test_units_that_the_list_has_are_known_in_either_spelling(example: str, tmp_path: Path) -> None:
    for message in (golden()[example], spelt_in_seven(golden()[example])):
        assert found(example, message, units(tmp_path, COURTS + POLICE)) == {}


@pytest.mark.parametrize("example", UNITS)
def test_an_unknown_unit_is_a_warning_and_stops_no_message(example: str, tmp_path: Path) -> None:
    unknown = found(example, golden()[example], units(tmp_path, COURTS))

    assert unknown == dict.fromkeys(UNITS[example], Severity.WARN)


@pytest.mark.parametrize("example", UNITS)
def test_without_a_list_of_units_nobody_can_tell(example: str) -> None:
    assert found(example, golden()[example], ReferenceData.from_release(drafted())) == {}
