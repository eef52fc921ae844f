"""What the CPS sends before charge, and about the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.opening import updated
from casefile_contracts.generator.police import vrr_notice


def triage_accepted(case: CaseFile, step: Step) -> Document:
    """The request goes to a lawyer."""
    advice = all(case.states[one["person_id"]] == "EARLY_ADVICE" for one in step.about)
    return {
        "suspects": step.references(),
        "review_type": "EARLY_ADVICE" if advice else "TWENTY_EIGHT_DAY",
        "cps_unit": case.cps_unit,
        "review_due": step.now.day(5 if advice else 28),
    }


def triage_rejected(case: CaseFile, step: Step) -> Document:
    """The request lacks something."""
    first = {"code": "TR06", "detail": "A statement is not in the file.", "person_id": step.about[0]["person_id"]}
    case.said["rejection"] = {"message_id": step.message_id, "codes": ["TR06", "TR99"]}
    return {
        "suspects": step.references(),
        "reasons": [first, {"code": "TR99", "detail": "The exhibit list is another case's."}],
        "police_response_date": step.now.day(7),
    }


def early_advice_issued(case: CaseFile, step: Step) -> Document:
    """Advice on how to go on."""
    return {
        "cps_unit": case.cps_unit,
        "prosecutor": case.prosecutor(),
        "advised_at": step.now.time(-5),
        "suspects": step.references(),
        "advice_sought": "How to prove a course of conduct.",
        "material_considered": "The statements, and the schedule.",
        "material_ids": [one["material_id"] for one in case.materials[:2]],
        "advice": [{"heading": "EVAN", "text": case.fiction.text(2)}],
        "answers": [{"question_id": "Q1", "answer": "Those exchanged with the suspect in the last half year."}],
        "enquiries_advised": [{"line": "Statement of the neighbour", "due_date": step.now.day(7)}],
    }


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


def action_plan_issued(case: CaseFile, step: Step) -> Document:
    """What a decision still needs."""
    return {
        "suspects": step.references(),
        "plan_id": _new_plan(case, step),
        "issued_on": step.now.day(),
        "items": [
            _item(step, "AP1", "MEDICAL_EVIDENCE"),
            _item(step, "AP2", "KEY_EXHIBITS"),
        ],
    }


def action_plan_item_updated(case: CaseFile, step: Step) -> Document:
    """More time for an item, or none needed."""
    status = step.given.get("status", "EXTENDED")
    plan = case.said["plan"]
    body = updated(case, step, plan["items"][0], "CHANGE_OF_CIRCUMSTANCES") | {
        "suspects": step.references(),
        "plan_id": plan["plan_id"],
        "item_id": plan["items"][0],
        "status": status,
    }
    return body | ({} if status == "CLOSED" else {"required_by": step.now.day(21)})


def chaser_issued(case: CaseFile, step: Step) -> Document:
    """The answer is late."""
    plan = case.said.get("plan")
    case.said["chased"] = step.now.day()
    body: Document = {
        "suspects": step.references(),
        "subject": "ACTION_PLAN" if plan else "TRIAGE_REJECTION",
        "due_on": step.now.day(-1),
        "respond_by": step.now.day(7),
        "chaser_number": 1,
    }
    return body | ({"plan_id": plan["plan_id"], "item_ids": plan["items"][:1]} if plan else {})


def administratively_finalised(case: CaseFile, step: Step) -> Document:
    """Nothing came, and the case is closed."""
    return {
        "suspects": step.references(),
        "reason": "NO_ACTION_PLAN_RESPONSE" if "plan" in case.said else "NO_RESUBMISSION",
        "finalised_on": step.now.day(),
        "last_chased_on": case.said.get("chased", step.now.day(-1)),
        "chasers_sent": 1,
    }


def reviewer_assigned(case: CaseFile, step: Step) -> Document:
    """A lawyer has the case."""
    return {
        "prosecutor": case.prosecutor(),
        "cps_unit": case.cps_unit,
        "cps_unit_type": "1",
        "case_type": "MAGISTRATES_COURT",
        "complexity": "3",
        "assigned_on": step.now.day(),
    }


def case_transferred(case: CaseFile, step: Step) -> Document:
    """Another unit of the CPS has the case."""
    return {
        "from_unit": case.cps_unit,
        "to_unit": f"A{case.force}AB00",
        "from_area": "7",
        "to_area": "16",
        "to_unit_type": "4",
        "effective_on": step.now.day(3),
        "reason": "The case needs a specialist unit.",
    }


def file_upgrade_requested(case: CaseFile, step: Step) -> Document:
    """What the trial needs."""
    items = ["ALL_STATEMENTS", "UNUSED_SCHEDULES"]
    case.said["upgrade"] = {"request_id": "UPGRADE0001", "items": items}
    return {
        "request_id": "UPGRADE0001",
        "case_file_type": "UPGRADE_SUMMARY_TRIAL",
        "reason": "NOT_GUILTY_PLEA",
        "requested_on": step.now.day(),
        "due_on": step.now.day(28),
        "defendant_ids": [one["person_id"] for one in case.accused],
        "items": [{"item": item, "due_on": step.now.day(21)} for item in items],
    }


def disclosure_decision_issued(case: CaseFile, step: Step) -> Document:
    """What of the unused material the defence gets."""
    return {
        "schedule_id": "SCHEDULE0001",
        "schedule_version_id": 1,
        "prosecutor": case.prosecutor(),
        "decided_on": step.now.day(),
        "review": "ENDORSED",
        "items": [
            {"item_number": 1, "decision": "DISCLOSABLE", "reason": "It may help the defence."},
            {"item_number": 2, "decision": "NOT_DISCLOSABLE"},
        ],
    }


def dga_recorded(case: CaseFile, step: Step) -> Document:
    """The request did not meet the guidance in one respect."""
    assessment = {"assessment_id": "DGA0000001", "month_end": step.now.month_end(), "failure": "DGA14"}
    case.said["assessment"] = assessment
    return {
        "assessment_id": assessment["assessment_id"],
        "police_unit": case.unit,
        "cps_unit": case.cps_unit,
        "month_end": assessment["month_end"],
        "dispute_by": (date.fromisoformat(assessment["month_end"]) + timedelta(days=42)).isoformat(),
        "compliant": False,
        "failures": [{"code": assessment["failure"], "detail": "The clip is not marked."}],
    }


def dga_dispute_resolved(case: CaseFile, step: Step) -> Document:
    """Who was right about it."""
    assessment = case.said["assessment"]
    resolution = {"code": assessment["failure"], "accepted": False, "reason": "The clip came after the decision."}
    return {
        "assessment_id": assessment["assessment_id"],
        "resolved_on": step.now.day(),
        "resolutions": [resolution],
    }


def _new_plan(case: CaseFile, step: Step) -> str:
    """A plan with two items; its id."""
    number = case.fiction.number()
    case.said["plan"] = {"plan_id": f"PLAN{number:04}", "items": ["AP1", "AP2"]}
    return f"PLAN{number:04}"


def _item(step: Step, item_id: str, action: str) -> Document:
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
        _new_plan(case, step)
        case.said["plan"] |= {"message_id": step.message_id, "items": []}
    item_id = f"AP{len(case.said['plan']['items']) + 1}"
    case.said["plan"]["items"].append(item_id)
    item = _item(step, item_id, "FORENSIC_EVIDENCE") | {"person_id": accused["person_id"]}
    return _decision(accused, "FURTHER_EVIDENCE", "H") | {"action_items": [item]}


def _disposal(case: CaseFile, step: Step, accused: Document) -> Document:
    return _decision(accused, "NON_CONVICTION_DISPOSAL", "C")


_DECISIONS: Mapping[str, Callable[[CaseFile, Step, Document], Document]] = {
    "CHARGE": _charge,
    "NO_FURTHER_ACTION": _no_further_action,
    "FURTHER_EVIDENCE": _further_evidence,
    "NON_CONVICTION_DISPOSAL": _disposal,
}
