"""What the police send once a case is under way."""

from __future__ import annotations

from casefile_contracts.generator import parts
from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.opening import assurance, updated


def charging_decision_resubmitted(case: CaseFile, step: Step) -> Document:
    """What triage, or an action plan, asked for."""
    material = case.add([parts.document(case.fiction, case.urn, place=3)])
    body: Document = {
        "resubmitted_on": case.asked(step),
        "suspects": step.references(),
        "decision_required_by": step.now.day(28),
        "materials": material,
        "assurance": assurance(case, step),
    }
    rejection = case.said.pop("rejection", None)
    if rejection:
        answers = [
            {"code": code, "answer": "It is on the file now.", "material_ids": [material[0]["material_id"]]}
            for code in rejection["codes"]
        ]
        return body | {"rejection_message_id": rejection["message_id"], "answers": answers}
    return body | ({"plan_id": case.said["plan"]["plan_id"]} if "plan" in case.said else {})


def triage_rejection_challenged(case: CaseFile, step: Step) -> Document:
    """The police think that triage was wrong."""
    return {
        "suspects": step.references(),
        "rejection_message_id": case.said["rejection"]["message_id"],
        "consultation": "CHARGING_DECISION",
        "reasons": [{"code": case.said["rejection"]["codes"][0], "argument": "It was on the file from the start."}],
        "officer": case.officer("PS"),
        "rank": "SERGEANT",
    }


def action_plan_responded(case: CaseFile, step: Step) -> Document:
    """Items of the plan, with their material; one of them cannot be had where the answer is partial."""
    plan = case.said["plan"]
    material = case.add([parts.document(case.fiction, case.urn, place=2)])
    first, *rest = plan["items"]
    items = [{"item_id": first, "status": "PROVIDED", "material_ids": [material[0]["material_id"]]}]
    reason = {"status": "NOT_AVAILABLE", "reason": "Held by the laboratory.", "expected_on": step.now.day(20)}
    return {
        "suspects": [{"person_id": one["person_id"], "completeness": step.outcome(one)} for one in step.about],
        "plan_id": plan["plan_id"],
        "items": items + [{"item_id": item} | reason for item in rest],
        "materials": material,
    }


def referral_withdrawn(case: CaseFile, step: Step) -> Document:
    """The police do not want a decision any more."""
    return {
        "suspects": step.references(),
        "request_message_id": case.sent.get("ChargingDecisionRequested", case.correlation_id),
        "reason": "NOT_PURSUED",
        "withdrawn_on": step.now.day(),
    }


def charges_laid(case: CaseFile, step: Step) -> Document:
    """The charges that were authorised."""
    case.charged = True
    return {"defendants": [_charged(case, step, one) for one in step.about]}


def remand_status_changed(case: CaseFile, step: Step) -> Document:
    """Bail terms are varied."""
    return {"defendants": [_bail_varied(case, step, one) for one in step.about]}


def out_of_court_disposal_recorded(case: CaseFile, step: Step) -> Document:
    """A conditional caution."""
    return {"suspects": [_disposal(case, step, one) for one in step.about]}


def no_further_action_notified(case: CaseFile, step: Step) -> Document:
    """The police take it no further."""
    return {"suspects": [_no_further_action(case, step, one) for one in step.about]}


def victim_personal_statement_updated(case: CaseFile, step: Step) -> Document:
    """The victim tells what the crime did."""
    update = updated(case, step, "VPS0000001", "CHANGE_OF_CIRCUMSTANCES")
    return update | {
        "statement_id": "VPS0000001",
        "person_id": case.victims()[0],
        "offered_on": step.now.day(-1),
        "vps": {"scheme_explained": True, "response": "ACCEPTED", "taken_on": step.now.day(), "wishes_to_read": True},
    }


def disclosure_schedule_submitted(case: CaseFile, step: Step) -> Document:
    """Unused material; the second time a continuation."""
    update = updated(case, step, "SCHEDULE0001", "CREATE")
    first = 1 + 2 * (update["version_id"] - 1)
    update["update_reason_type"] = "CREATE" if first == 1 else "CONTINUATION"
    items = [
        {"item_number": number, "description": f"Enquiry letter number {number} to residents.", "sensitive": False}
        for number in (first, first + 1)
    ]
    return update | {
        "schedule_id": "SCHEDULE0001",
        "kind": "MG6C",
        "first_item_number": first,
        "last_item_number": first + 1,
        "items": items,
        "disclosure_officer": case.officer("DO"),
        "signed_on": step.now.day(),
        "report": {"signed_on": step.now.day(), "items": []},
        "defendant_ids": [one["person_id"] for one in case.accused],
    }


def full_file_sent(case: CaseFile, step: Step) -> Document:
    """The whole file for the first hearing, by what it consists of."""
    return _manifest(case, step) | {"case_file_type": "FIRST_HEARING_NGAP", "sent_on": step.now.day()}


def file_upgraded(case: CaseFile, step: Step) -> Document:
    """The file for the trial, as it was asked for."""
    request = case.said["upgrade"]
    by_type = [one["material_id"] for one in case.materials if one["document_type"] in ("MG11", "MG6C")]
    return _manifest(case, step) | {
        "case_file_type": "UPGRADE_SUMMARY_TRIAL",
        "request_id": request["request_id"],
        "upgraded_on": step.now.day(),
        "answers": [{"item": item, "material_ids": by_type[:2]} for item in request["items"]],
    }


def dga_disputed(case: CaseFile, step: Step) -> Document:
    """The police do not accept what the CPS found wrong with their request."""
    assessment = case.said["assessment"]
    return {
        "assessment_id": assessment["assessment_id"],
        "month_end": assessment["month_end"],
        "disputes": [
            {
                "code": assessment["failure"],
                "reason": "The clip was marked; see the note sent with it.",
                "discussion_method": "MEETING",
                "discussed_on": step.now.day(-1),
            }
        ],
        "disputed_by": case.officer("PS"),
    }


def vrr_notice(step: Step, notifier: str) -> Document:
    """Who tells the victims of their right to have the decision reviewed."""
    return {"notifier": notifier, "due_on": step.now.day(7)}


def _charged(case: CaseFile, step: Step, accused: Document) -> Document:
    remand = {"status": "C"} if accused["remand"]["status"] == "C" else {"status": "B", "conditions": "No contact."}
    return {
        "person_id": accused["person_id"],
        "asn": accused["asn"],
        "charged_at": step.now.time(-60),
        "charging_officer": case.officer("PS"),
        "charges": [each | {"charge_date": step.now.day()} for each in accused["offences"]],
        "remand": remand,
        "first_hearing": step.now.hearing(case.court, 20, "FH"),
    }


def _bail_varied(case: CaseFile, step: Step, accused: Document) -> Document:
    return {
        "person_id": accused["person_id"],
        "charge_status": "CHARGED" if case.charged else "NOT_CHARGED",
        "event": "BAIL_VARIED",
        "changed_at": step.now.time(-30),
        "remand": {"status": "B", "conditions": "To live at the given address.", "return_date": step.now.day(28)},
    }


def _disposal(case: CaseFile, step: Step, accused: Document) -> Document:
    return {
        "person_id": accused["person_id"],
        "disposal": "CONDITIONAL_CAUTION",
        "offence_ids": [each["offence_id"] for each in accused["offences"]],
        "given_on": step.now.day(),
        "given_by": case.officer("PS"),
        "admitted": True,
        "agreed": True,
        "conditions": [{"kind": "REPARATIVE", "text": "Pays for the broken window.", "due_on": step.now.day(60)}],
        "identified_victim_ids": case.victims()[:1],
        "vrr_notice": vrr_notice(step, "POLICE"),
    }


def _no_further_action(case: CaseFile, step: Step, accused: Document) -> Document:
    return {
        "person_id": accused["person_id"],
        "reason_code": "VICTIM_NOT_SUPPORTING",
        "reason": "There is no other evidence.",
        "decided_on": step.now.day(),
        "decided_by": case.officer("PS"),
        "suspect_informed_on": step.now.day(),
        "identified_victim_ids": case.victims()[:1],
        "vrr_notice": vrr_notice(step, "POLICE"),
    }


def _manifest(case: CaseFile, step: Step) -> Document:
    rows = [{name: one[name] for name in ("material_id", "document_type", "sha256")} for one in case.materials]
    return {
        "defendant_ids": [one["person_id"] for one in case.accused],
        "manifest": rows,
        "material_count": len(rows),
        "absent_items": [{"item": item, "reason": "There is none."} for item in ("MULTIMEDIA", "UNUSED_SCHEDULES")],
        "assurance": assurance(case, step),
    }
