"""What the CPS sends before charge, and about the file."""

from __future__ import annotations

from datetime import date, timedelta

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.deciding import item, new_plan
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.opening import updated


def triage_accepted(case: CaseFile, step: Step) -> Document:
    """The request goes to a lawyer."""
    advice = all(case.states[one["person_id"]] == "EARLY_ADVICE" for one in step.about)
    requested = min((case.requested[one["person_id"]] for one in step.about), key=lambda moment: moment.at)
    return {
        "suspects": step.references(),
        "review_type": "EARLY_ADVICE" if advice else "TWENTY_EIGHT_DAY",
        "cps_unit": case.cps_unit,
        "review_due": requested.day(5 if advice else 28),
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


def action_plan_issued(case: CaseFile, step: Step) -> Document:
    """What a decision still needs."""
    return {
        "suspects": step.references(),
        "plan_id": new_plan(case, step),
        "issued_on": step.now.day(),
        "items": [
            item(step, "AP1", "MEDICAL_EVIDENCE"),
            item(step, "AP2", "KEY_EXHIBITS"),
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
