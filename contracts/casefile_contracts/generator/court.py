"""What the CPS sends after charge: hearings, their outcomes, and how the case ends."""

from __future__ import annotations

from collections.abc import Mapping

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.opening import updated
from casefile_contracts.generator.police import vrr_notice

HEARINGS: Mapping[str, str] = {"FIRST_HEARING": "FH", "PTPH": "PDH", "TRIAL": "TRIAL"}
"""Code of the hearing that is held in a state; another is a mention."""


def hearing_scheduled(case: CaseFile, step: Step) -> Document:
    """A hearing is listed."""
    update = updated(case, step, "HEARING00001", "CREATE")
    first = update["version_id"] == 1
    return update | {
        "update_reason_type": "CREATE" if first else "CHANGE_OF_CIRCUMSTANCES",
        "hearing_id": "HEARING00001",
        "hearing": step.now.hearing(case.court, 20, "FH"),
        "court_type": "MCA",
        "estimated_duration": {"value": 1, "unit": "H"},
        "defendants": [
            {"person_id": one["person_id"], "offence_ids": [each["offence_id"] for each in one["offences"]]}
            for one in step.about
        ],
    }


def hearing_outcome_notified(case: CaseFile, step: Step) -> Document:
    """What the court did with each defendant."""
    held = HEARINGS.get(case.states[step.about[0]["person_id"]], "MNTN")
    body: Document = {
        "hearing": {"court": case.court, "held_on": step.now.day(), "type": held},
        "defendants": [_result(case, step, one) for one in step.about],
    }
    return body | ({"trial_effectiveness": "EFFECTIVE"} if held == "TRIAL" else {})


def witness_requirement_notified(case: CaseFile, step: Step) -> Document:
    """Who is to come to the trial."""
    return {
        "hearing_id": "HEARING00002",
        "hearing": step.now.hearing(case.court, 56, "TRIAL"),
        "respond_by": step.now.day(14),
        "witnesses": [
            {
                "person_id": one["person_id"],
                "attendance": "REQUIRED",
                "dates": [{"from_date": step.now.day(56), "to_date": step.now.day(57)}],
            }
            for one in case.people
        ],
    }


def charge_review_changed(case: CaseFile, step: Step) -> Document:
    """A charge is amended after charge."""
    return {
        "prosecutor": case.prosecutor(),
        "decided_at": step.now.time(-15),
        "substantial": False,
        "defendants": [{"person_id": one["person_id"], "charges": [_amended(one)]} for one in step.about],
    }


def proceedings_stopped(case: CaseFile, step: Step) -> Document:
    """The prosecution goes no further."""
    stopped = {"reason_code": "D12", "reason": "The victim cannot give evidence.", "victim_based": True}
    stopped |= {"vrr_qualifying": True, "identified_victim_ids": case.victims()[:1]}
    notice = {"vrr_notice": vrr_notice(step, "CPS")}
    return {
        "prosecutor": case.prosecutor(),
        "stopped_on": step.now.day(),
        "defendants": [{"person_id": one["person_id"]} | stopped | notice for one in step.about],
    }


def vrr_decision_notified(case: CaseFile, step: Step) -> Document:
    """A victim asks for a review, or what came of it."""
    case.said.setdefault("review requested", step.now.day(-1))
    return {
        "requested_on": case.said["review requested"],
        "decision_due_on": step.now.day(40),
        "defendants": [_reviewed(step, one) for one in step.about],
    }


def case_finalised(case: CaseFile, step: Step) -> Document:
    """How it ended."""
    return {
        "finalised_on": step.now.day(),
        "defendants": [_finalised(case, step, one) for one in step.about],
    }


def unauthorised_charge_flagged(case: CaseFile, step: Step) -> Document:
    """A charge was laid otherwise than it was authorised."""
    aspects = {"aspects": ["WORDING"]}
    return {
        "charges_message_id": case.sent["ChargesLaid"],
        "decision_message_id": case.sent["ChargingDecisionIssued"],
        "basis": "DIFFERS_FROM_AUTHORITY",
        "defendants": [
            {"person_id": one["person_id"], "changed": [{"offence_id": one["offences"][0]["offence_id"]} | aspects]}
            for one in step.about
        ],
        "respond_by": step.now.day(4),
    }


def _result(case: CaseFile, step: Step, accused: Document) -> Document:
    outcome = step.outcome(accused)
    tried = case.states[accused["person_id"]] == "TRIAL"
    if outcome == "GUILTY":
        case.convicted.add(accused["person_id"])
    offences = [_offence(step, each["offence_id"], outcome, tried=tried) for each in accused["offences"]]
    result = {"person_id": accused["person_id"], "outcome": outcome, "present": "Y", "offences": offences}
    return result | ({"next_hearing": step.now.hearing(case.court, 28, _NEXT[outcome])} if outcome in _NEXT else {})


def _offence(step: Step, offence_id: str, outcome: str, *, tried: bool) -> Document:
    offence: Document = {"offence_id": offence_id, "final": outcome in ("ACQUITTED", "SENTENCED")}
    if outcome == "GUILTY":
        said = {"plea": "NG", "verdict": "G"} if tried else {"plea": "G"}
        return offence | said | {"convicted_on": step.now.day()}
    if outcome == "SENTENCED":
        return offence | {"results": [{"code": "1015", "text": "Fined 200.00 pounds.", "amount": "200.00"}]}
    return offence | {"plea": "NG"} | ({"verdict": "NG"} if outcome == "ACQUITTED" else {})


_NEXT: Mapping[str, str] = {
    "NOT_GUILTY_SUMMARY_TRIAL": "TRIAL",
    "SENT_TO_CROWN": "PDH",
    "LISTED_FOR_TRIAL": "TRIAL",
    "ADJOURNED": "MNTN",
}
"""What is listed next after an outcome."""


def _amended(accused: Document) -> Document:
    offence = accused["offences"][0]
    return {
        "offence_id": offence["offence_id"],
        "change": "AMENDED",
        "wording": offence["wording"],
        "reason": "The place was wrong.",
    }


def _reviewed(step: Step, accused: Document) -> Document:
    outcome = step.outcome(accused)
    review = {"person_id": accused["person_id"], "outcome": outcome}
    if outcome == "REQUESTED":
        return review
    return review | {"decided_on": step.now.day(), "reason": "Every witness was heard again."}


def _finalised(case: CaseFile, step: Step, accused: Document) -> Document:
    convicted = accused["person_id"] in case.convicted
    offences = [
        {"offence_id": each["offence_id"], "final": True}
        | ({"plea": "G", "convicted_on": step.now.day()} if convicted else {"verdict": "NG"})
        for each in accused["offences"]
    ]
    outcome = "CONVICTED" if convicted else "NOT_CONVICTED"
    return {
        "person_id": accused["person_id"],
        "outcome": "STOPPED" if case.states[accused["person_id"]] == "DISCONTINUED" else outcome,
        "finalised_on": step.now.day(),
        "offences": offences,
    }
