"""What the exchange itself sends."""

from __future__ import annotations

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document

OPENING = ("CaseRegistered", "ChargingDecisionRequested", "PoliceChargedCaseSubmitted")


def receipt(case: CaseFile, step: Step) -> Document:
    """A message was accepted."""
    return {"about": _about(case), "outcome": "ACCEPTED", "findings": [], "decided_at": step.now.time()}


def file_completeness_result(case: CaseFile, step: Step) -> Document:
    """What of the file standard the file has."""
    return {
        "about": _about(case),
        "case_file_type": "FIRST_HEARING_GAP" if case.charged else "PCD_FULL_CODE_NGAP",
        "complete": True,
        "items": [{"item": "KEY_STATEMENTS", "need": "REQUIRED", "status": "PRESENT"}],
        "checked_at": step.now.time(),
    }


def charge_reconciliation_result(case: CaseFile, step: Step) -> Document:
    """The charges are those that were authorised."""
    return {
        "charges_message_id": case.sent["ChargesLaid"],
        "decision_message_id": case.sent["ChargingDecisionIssued"],
        "outcome": "MATCH",
        "compared_at": step.now.time(),
        "defendants": [
            {"person_id": one["person_id"], "matched": [each["offence_id"] for each in one["offences"]]}
            for one in step.about
        ],
    }


def delivery_overdue(case: CaseFile, step: Step) -> Document:
    """A recipient has not acknowledged."""
    return {
        "about": _about(case),
        "organisation": "cps-north",
        "accepted_at": step.now.time(-180),
        "waiting_seconds": 10_800,
        "agreed_seconds": 3_600,
    }


def schema_version_notice(case: CaseFile, step: Step) -> Document:
    """A release is out."""
    return {
        "release": "1.0",
        "replaces": "0.1",
        "published_on": step.now.day(),
        "accepted_from": step.now.day(7),
        "old_accepted_until": step.now.day(200),
        "breaking": False,
        "message_types": ["ChargingDecisionIssued"],
        "summary": "More message types.",
    }


def reconciliation_report(case: CaseFile, step: Step) -> Document:
    """The account of a day."""
    counts = {"sent": 12, "accepted": 9, "rejected": 2, "duplicates": 1, "quarantined": 0, "delivered": 8, "parked": 1}
    return {
        "starts_at": step.now.time(-24 * 60),
        "ends_at": step.now.time(),
        "counts": [{"organisation": f"police-{case.force}", "message_type": "ChargesLaid"} | counts],
        "metrics": [{"metric": "M04", "numerator": 4, "denominator": 11}],
    }


def _about(case: CaseFile) -> Document:
    message_type = next(name for name in OPENING if name in case.sent)
    return {
        "message_id": case.sent[message_type],
        "message_type": message_type,
        "sha256": case.fiction.sha256(),
        "bytes": case.fiction.chance.randint(2_000, 30_000),
        "topic": f"casefile.police-{case.force}.outbox",
        "partition": case.fiction.chance.randint(0, 5),
        "offset": case.fiction.chance.randint(0, 90_000),
    }
