"""What the CPS decides about each suspect."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.police import vrr_notice


def charging_decision_issued(case: CaseFile, step: Step) -> Document:
    """One decision for each suspect."""
    body: Document = {
        "cps_unit": case.cps_unit,
        "prosecutor": case.prosecutor(),
        "decided_at": step.now.time(-20),
        "disclosure_declared": True,
        "decisions": [_DECISIONS[step.outcome(one)](case, step, one) for one in step.about],
        "review": [{"heading": "EVAN", "text": case.fiction.text(case.extent.clauses)}],
        "materials_considered": [one["material_id"] for one in case.materials[:5]],
    }
    return body | ({"plan_id": case.said["plan"]["plan_id"]} if "FURTHER_EVIDENCE" in step.outcomes.values() else {})


def new_plan(case: CaseFile, step: Step) -> str:
    """A plan with two items; its id."""
    number = case.fiction.number()
    case.said["plan"] = {"plan_id": f"PLAN{number:04}", "items": ["AP1", "AP2"]}
    return f"PLAN{number:04}"


def item(step: Step, item_id: str, action: str) -> Document:
    """What the police are to get within two weeks."""
    return {"item_id": item_id, "action": action, "required_by": step.now.day(14), "days_given": 14}


def _decision(accused: Document, kind: str, code: str) -> Document:
    return {
        "person_id": accused["person_id"],
        "type": kind,
        "code": code,
        "test_applied": "FULL_CODE",
        "investigation_stage": "POST_INTERVIEW",
        "dg6_compliant": True,
    }


def _charge(case: CaseFile, step: Step, accused: Document) -> Document:
    charges = [{"offence_id": each["offence_id"], "outcome": "ACCEPTED"} for each in accused["offences"]]
    return _decision(accused, "CHARGE", "A") | {
        "charges": charges,
        "rationale": "The evidence is sufficient, and prosecution is in the public interest.",
        "return_bail_date": step.now.day(3),
    }


def _no_further_action(case: CaseFile, step: Step, accused: Document) -> Document:
    return _decision(accused, "NO_FURTHER_ACTION", "K") | {
        "nfa_reason": "D81",
        "identified_victim_ids": case.victims()[:1],
        "vrr_notice": vrr_notice(step, "POLICE"),
    }


def _further_evidence(case: CaseFile, step: Step, accused: Document) -> Document:
    if case.said.get("plan", {}).get("message_id") != step.message_id:
        new_plan(case, step)
        case.said["plan"] |= {"message_id": step.message_id, "items": []}
    item_id = f"AP{len(case.said['plan']['items']) + 1}"
    case.said["plan"]["items"].append(item_id)
    wanted = item(step, item_id, "FORENSIC_EVIDENCE") | {"person_id": accused["person_id"]}
    return _decision(accused, "FURTHER_EVIDENCE", "H") | {"action_items": [wanted]}


def _disposal(case: CaseFile, step: Step, accused: Document) -> Document:
    return _decision(accused, "NON_CONVICTION_DISPOSAL", "C")


_DECISIONS: Mapping[str, Callable[[CaseFile, Step, Document], Document]] = {
    "CHARGE": _charge,
    "NO_FURTHER_ACTION": _no_further_action,
    "FURTHER_EVIDENCE": _further_evidence,
    "NON_CONVICTION_DISPOSAL": _disposal,
}
