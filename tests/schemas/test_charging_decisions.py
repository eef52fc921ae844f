"""What is published about charging decisions has its place: every attribute a field, every code its list."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from drafted import findings_of
from drafts import draft, golden
from overlay import NOW

DOMAIN = Path(__file__).parents[3] / "shared" / "domain"
LISTS: dict[str, dict[str, str]] = draft().tables["code_lists"]

beside = pytest.mark.skipif(not DOMAIN.is_dir(), reason="the published tables do not lie beside the checkout")

ISSUED, SUSPECT, ADVICE = "ChargingDecisionIssued", "SuspectDecision", "EarlyAdviceIssued"
FIELDS = {
    "decision level": f"{ISSUED}.decisions",
    "decision type": f"{SUSPECT}.type",
    "decision code": f"{SUSPECT}.code",
    "numeric decision id in CMS": f"{SUSPECT}.cms_decision_id",
    "NFA reason": f"{SUSPECT}.nfa_reason",
    "was undermining unused material a key factor": (
        f"{SUSPECT}.unused_material_key_factor {SUSPECT}.unused_material_code"
    ),
    "public interest code": f"{SUSPECT}.public_interest_code",
    "proposed charge outcome": "ChargeDecision.outcome",
    "AG / DPP consent": f"{SUSPECT}.consents",
    "PCD principal offence category": f"{SUSPECT}.principal_offence_category",
    "test applied": f"{SUSPECT}.test_applied",
    "threshold test conditions": f"{SUSPECT}.threshold_conditions",
    "NGAP submitted?": f"{SUSPECT}.ngap",
    "DG6 compliant?": f"{SUSPECT}.dg6_compliant {SUSPECT}.dg6_failures {SUSPECT}.dg6_police_response",
    "human rights factors": f"{SUSPECT}.human_rights",
    "suspect-victim relationship": f"{SUSPECT}.suspect_victim_relationship",
    "monitoring codes": f"{ISSUED}.classifications {ISSUED}.local_monitoring_codes",
    "investigative stage": f"{SUSPECT}.investigation_stage",
    "method": f"{ISSUED}.method",
    "return bail date": f"{SUSPECT}.return_bail_date",
    "specified charges": f"{ISSUED}.specified_charges",
    "create MG3 document": f"{ISSUED}.mg3_created",
    "review sections": f"{ISSUED}.review",
    "early-advice sections": f"{ADVICE}.advice_sought {ADVICE}.material_considered {ADVICE}.advice",
    "prosecutor declaration": f"{ISSUED}.disclosure_declared",
}
"""Where each published attribute of a decision stands in the contract."""

LIST_OF_TYPE = {
    "Charge": "charge_code",
    "Further evidence required": "further_evidence_code",
    "No further action": "no_further_action_code",
    "Non-conviction disposal": "non_conviction_disposal_code",
}


def rows(name: str) -> list[dict[str, str]]:
    with (DOMAIN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def field_names() -> set[str]:
    return {
        f"{schema['name']}.{field['name']}" for schema in draft().types.values() for field in schema.get("fields", ())
    }


def test_every_attribute_of_a_decision_stands_in_a_field_that_exists() -> None:
    assert {path for paths in FIELDS.values() for path in paths.split()} <= field_names()


@beside
def test_every_published_attribute_of_a_decision_has_its_field() -> None:
    assert {row["attribute"] for row in rows("charging_decision_attributes.csv")} == set(FIELDS)


@beside
@pytest.mark.parametrize("kind", LIST_OF_TYPE)
def test_each_kind_of_decision_has_the_codes_that_are_published_for_it(kind: str) -> None:
    published = {row["code"] for row in rows("charging_decisions.csv") if row["decision_type"] == kind}

    assert set(LISTS[LIST_OF_TYPE[kind]]) == published


def test_every_code_of_a_decision_but_that_of_early_advice_belongs_to_one_kind() -> None:
    codes = [code for name in LIST_OF_TYPE.values() for code in LISTS[name]]

    assert sorted([*codes, "J"]) == sorted(LISTS["charging_decision_code"])


@beside
def test_codes_that_rest_on_inference_are_marked() -> None:
    inferred = {row["code"] for row in rows("charging_decisions.csv") if row["status"].startswith("inference")}

    assert set(draft().tables["inferred"]["charging_decision_code"]) == inferred


def decisions_of(kind: str, **changes: Any) -> dict[str, Any]:
    message: dict[str, Any] = {**golden()[ISSUED]}
    [one] = [each for each in message["decisions"] if each["type"] == kind]
    return {**message, "decisions": [{**one, **changes}]}


def test_a_code_is_known_by_its_list_so_that_a_new_one_needs_no_new_rule() -> None:
    found = findings_of(ISSUED, decisions_of("NO_FURTHER_ACTION", code="A"), NOW)

    assert [(each.rule, each.pointer) for each in found] == [("X40", "/decisions/0/code")]


def test_early_advice_decides_nothing() -> None:
    found = findings_of(ISSUED, decisions_of("NO_FURTHER_ACTION", code="J"), NOW)

    assert [each.rule for each in found] == ["X40"]


def test_a_victim_of_an_offence_that_is_not_pursued_is_owed_a_notice() -> None:
    found = findings_of(ISSUED, decisions_of("NO_FURTHER_ACTION", vrr_notice=None), NOW)

    assert [(each.rule, each.pointer) for each in found] == [("L19", "/decisions/0/vrr_notice")]
