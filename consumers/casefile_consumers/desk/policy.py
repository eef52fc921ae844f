"""What the desk answers to a message. Pure: the same arguments give the same replies.

- Every fifth request for a charging decision, by the serial number of its URN, is rejected at triage for missing
  statements (TR06). All others, and every resubmission, are accepted, with an action plan of one item.
- When the action plan is answered in full, every suspect is to be charged with everything that was proposed.
- Nothing else is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.logical import date_text, timestamp_millis, timestamp_text
from casefile_contracts.rules.dates import date_of

Json = dict[str, Any]

REJECTED_SERIALS = 5
RESPONSE_DAYS = 7
REVIEW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Request:
    """What is remembered of a request for a charging decision until it is decided."""

    cps_unit: str
    proposed: Mapping[str, list[Json]]
    """Offences by suspect, each with its id and code."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to be sealed and sent."""

    message_type: str
    body: Json


def request_of(message: Json) -> Request:
    """What to remember of a ChargingDecisionRequested."""
    return Request(message["cps_unit"], {one["person_id"]: _proposed(one) for one in message["suspects"]})


def _proposed(suspect: Json) -> list[Json]:
    return [{"offence_id": one["offence_id"], "code": one["code"]} for one in suspect.get("offences", [])]


def answer(message: Json, *, request: Request | None, now: int) -> list[Reply]:
    """The replies to a message, in the order in which they are to be sent.

    Args:
        request: What is remembered of this consultation, the present message included.
        now: Milliseconds since 1970, UTC.
    """
    today = date_of(now)
    match message["envelope"]["message_type"]:
        case "ChargingDecisionRequested" if request is not None and _is_lacking(message["envelope"]["urn"]):
            return [_triage_rejected(request, today)]
        case "ChargingDecisionRequested" | "ChargingDecisionResubmitted" if request is not None:
            return [_triage_accepted(message, request, today), _action_plan(message, request, today)]
        case "ActionPlanResponded" if request is not None and _is_complete(message):
            return [_decision(message, request, now)]
    return []


def _is_lacking(urn: str) -> bool:
    return int(urn[4:9]) % REJECTED_SERIALS == 0


def _is_complete(response: Json) -> bool:
    return all(one["completeness"] == "COMPLETE" for one in response["suspects"])


def _suspects(request: Request) -> list[Json]:
    return [{"person_id": person} for person in request.proposed]


def _triage_rejected(request: Request, today: int) -> Reply:
    body = {
        "suspects": _suspects(request),
        "reasons": [{"code": "TR06", "detail": "Send the statement of each key witness."}],
        "police_response_date": date_text(today + RESPONSE_DAYS),
    }
    return Reply("TriageRejected", body)


def _triage_accepted(message: Json, request: Request, today: int) -> Reply:
    asked_on = date_of(timestamp_millis(message["envelope"]["occurred_at"]))
    body = {
        "suspects": _suspects(request),
        "review_type": "TWENTY_EIGHT_DAY",
        "cps_unit": request.cps_unit,
        "review_due": date_text(max(today, asked_on + REVIEW_DAYS)),
    }
    return Reply("TriageAccepted", body)


def _action_plan(message: Json, request: Request, today: int) -> Reply:
    item = {"item_id": "1", "action": "KEY_EXHIBITS", "required_by": date_text(today + RESPONSE_DAYS)}
    body = {
        "suspects": _suspects(request),
        "plan_id": f"AP-{message['envelope']['message_id'][:8]}",
        "issued_on": date_text(today),
        "items": [item],
    }
    return Reply("ActionPlanIssued", body)


def _decision(response: Json, request: Request, now: int) -> Reply:
    body = {
        "cps_unit": request.cps_unit,
        "prosecutor": {"name": {"family_name": "Reference Desk"}},
        "decided_at": timestamp_text(now),
        "disclosure_declared": True,
        "decisions": [_charge(one["person_id"], request) for one in response["suspects"]],
        "plan_id": response["plan_id"],
    }
    return Reply("ChargingDecisionIssued", body)


def _charge(person_id: str, request: Request) -> Json:
    return {
        "person_id": person_id,
        "type": "CHARGE",
        "code": "A",
        "test_applied": "FULL_CODE",
        "charges": [one | {"outcome": "ACCEPTED"} for one in request.proposed.get(person_id, [])],
        "dg6_compliant": True,
    }
