"""The code lists of the contract beside those that agencies publish: the same codes, and none forgotten."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from drafts import draft

DOMAIN = Path(__file__).parents[3] / "shared" / "domain"
LISTS: dict[str, dict[str, str]] = draft().tables["code_lists"]
INFERRED: dict[str, list[str]] = draft().tables["inferred"]

SAME = {
    "alcohol_drug_level_method": "alcohol_or_drug_method",
    "bail_status_hmcts": "bail_status",
    "case_contact_role_dcf": "contact_role",
    "court_type": "court_type",
    "cps_area": "cps_area",
    "cps_case_type": "cps_case_type",
    "cps_complexity": "cps_complexity",
    "cps_monitoring_code": "monitoring_code",
    "cps_offender_type": "offender_type",
    "cps_unit_type": "cps_unit_type",
    "defendant_present": "defendant_present",
    "duration_unit": "duration_unit",
    "gender": "gender",
    "hearing_type": "hearing_type",
    "initiation_code_hmcts": "initiation_code",
    "mode_of_trial_reason": "mode_of_trial_reason",
    "offence_date_code": "offence_date_code",
    "offence_date_code_spi": "offence_date_code",
    "plea": "plea",
    "redaction_type": "redaction_type",
    "summons_code": "summons_code",
    "vehicle_code": "vehicle_code",
    "witness_type_dcf": "witness_type",
}
"""Published lists that the contract has code by code, by its own name for them."""

WIDER = {
    "accepted_file_type": "file_type",
    "case_outline_heading_cm01": "narrative_heading",
    "citp_heading_dcf": "narrative_heading",
    "country_iso3": "country",
    "ethnicity_observed": "ethnicity_observed",
    "factual_summary_heading_dcf": "narrative_heading",
}
"""Published lists that are a part of one of the contract's."""

NARROWER = {"ethnicity_self_defined": {"MERGE", "UN", "ETH03", "Z1"}, "verdict": {"(none)"}}
"""Codes that only mend the records of one system, and so are not taken over."""

ENUMS = {
    "code_test": "CodeTest",
    "cps_review_type": "ReviewType",
    "investigation_stage": "InvestigationStage",
    "person_role_dcf_lm04": "VictimWitnessRole",
    "referral_priority_dg6": "Priority",
    "vps_response": "VpsResponse",
}
"""Published lists of words, not codes: closed vocabularies of the contract."""

IN_OUR_WORDS = {"charging_method": "charging_method", "duration_type": "duration_type", "result_class": "result_class"}
"""Published lists whose codes are phrases, and are keys in the contract."""

LEFT_OUT = {
    "case_monitoring_twif": "older names of the CPS monitoring codes",
    "cjse_request_response": "kinds of exchange between systems, of which topics know one",
    "cps_material_status_hmcts": "outcomes, which a receipt gives",
    "offence_category": "classes of civil and family work beside the three of OffenceCategory",
    "offence_initiation_bichard": "a narrower copy of the initiation codes",
    "police_remand_text_dcf": "words for four of the bail statuses",
    "qualifier": "the last letter of an offence code",
    "remand_status": "another spelling of the bail statuses",
    "sex_person_record": "another spelling of gender",
    "submission_status_hmcts": "outcomes, which a receipt gives",
    "target_court_type": "a narrower copy of the kinds of court",
    "title": "people write their titles themselves",
    "yes_no": "a field says whether, or is absent",
}

pytestmark = pytest.mark.skipif(not DOMAIN.is_dir(), reason="the published tables do not lie beside the checkout")


def rows(name: str) -> list[dict[str, str]]:
    with (DOMAIN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def published() -> dict[str, dict[str, str]]:
    """Status of each code, by published list."""
    lists: dict[str, dict[str, str]] = defaultdict(dict)
    for row in rows("code_lists.csv"):
        lists[row["list"]][row["code"]] = row["status"]
    return lists


def test_every_published_list_is_taken_over_or_left_out_for_a_reason() -> None:
    assert set(published()) == {*SAME, *WIDER, *NARROWER, *ENUMS, *IN_OUR_WORDS, *LEFT_OUT}


@pytest.mark.parametrize(("theirs", "ours"), SAME.items())
def test_a_list_that_is_taken_over_has_every_code_and_no_other(theirs: str, ours: str) -> None:
    assert set(LISTS[ours]) == set(published()[theirs])


@pytest.mark.parametrize(("theirs", "ours"), WIDER.items())
def test_a_wider_list_has_every_published_code(theirs: str, ours: str) -> None:
    assert set(published()[theirs]) <= set(LISTS[ours])


@pytest.mark.parametrize(("name", "without"), NARROWER.items())
def test_a_narrower_list_lacks_the_codes_of_single_systems_alone(name: str, without: set[str]) -> None:
    assert set(LISTS[name]) == set(published()[name]) - without


@pytest.mark.parametrize(("theirs", "ours"), ENUMS.items())
def test_a_closed_vocabulary_has_a_symbol_for_each_published_word(theirs: str, ours: str) -> None:
    symbols = draft().types[f"casefile.v1.{ours}"]["symbols"]

    assert len(symbols) - 1 >= len(published()[theirs])


@pytest.mark.parametrize(("theirs", "ours"), IN_OUR_WORDS.items())
def test_a_list_in_our_own_words_has_a_key_for_each_published_phrase(theirs: str, ours: str) -> None:
    assert len(LISTS[ours]) == len(published()[theirs])


def test_reasons_and_measures_are_those_that_are_published() -> None:
    assert set(LISTS["dga_failure"]) == {row["id"] for row in rows("dga_failure_reasons.csv")}
    assert set(LISTS["triage_reason"]) == {row["id"] for row in rows("triage_rejection_reasons.csv")}
    assert set(LISTS["shared_metric"]) == {row["id"] for row in rows("metrics.csv")}


def test_what_no_source_confirms_is_marked_as_inferred() -> None:
    measures = {row["id"] for row in rows("metrics.csv") if "inference" in row["status"] or "partly" in row["status"]}
    reasons = {row["id"] for row in rows("triage_rejection_reasons.csv") if row["status"] == "inference"}
    marked = {(name, code) for name, codes in INFERRED.items() for code in codes}
    unsure = {
        ({**SAME, **WIDER}[theirs], code)
        for theirs, codes in published().items()
        for code, status in codes.items()
        if "inference" in status and theirs in {**SAME, **WIDER}
    }

    assert set(INFERRED["shared_metric"]) == measures
    assert set(INFERRED["triage_reason"]) == reasons
    assert unsure <= marked
