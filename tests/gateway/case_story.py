"""Messages about cases in which something went before, made from the contract's own examples."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from gateway_samples import example

CONSULTATION = "00000000-0000-4000-8000-0000000000c0"


def told(name: str, urn: str, message_id: str, **changes: Any) -> dict[str, Any]:
    """An example as the next message of a case."""
    return deepcopy(example(name, urn=urn, message_id=message_id, correlation_id=CONSULTATION)) | changes


def request_for(urn: str, message_id: str, *people: str) -> dict[str, Any]:
    """A request for charging decisions about these people."""
    suspects = [_suspect(person, number) for number, person in enumerate(people, 1)]
    request = told("ChargingDecisionRequested", urn, message_id, suspects=suspects)
    for material in request["materials"]:
        material["defendant_ids"] = [people[0]]
    for person in request.get("victims_witnesses", ()):
        person.pop("linked_suspect_ids", None)
        person.pop("linked_offence_ids", None)
    return request


def _suspect(person_id: str, number: int) -> dict[str, Any]:
    found = deepcopy(example("ChargingDecisionRequested")["suspects"][0])
    for key in ("asn", "pnc_id", "cro_number", "cps_defendant_id", "prosecutor_reference"):
        found.pop(key, None)
    for offence in found["offences"]:
        offence["offence_id"] = f"{offence['offence_id']}-{number}"
    return dict(found | {"person_id": person_id})


def named(*people: str) -> list[dict[str, str]]:
    return [{"person_id": person} for person in people]


def decided(*people: str) -> dict[str, Any]:
    """What a decision to go no further with these people says."""
    found = {
        "type": "NO_FURTHER_ACTION",
        "code": "K",
        "test_applied": "FULL_CODE",
        "charges": [],
        "nfa_reason": "D81",
        "dg6_compliant": True,
        "identified_victim_ids": [],
    }
    decisions = [{**found, "person_id": person} for person in people]
    return {"decisions": decisions, "plan_id": None, "materials_considered": []}
