"""The reference CPS desk answers as documented, within the contract, and only once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson
import pytest
from receiving_fakes import NOON, Desktop

from casefile_consumers.desk.policy import answer, request_of
from casefile_consumers.desk.work import handle
from casefile_contracts.contract import Contract
from casefile_schemas import ROOT

NIGHT = 1_784_071_800_000  # 15 July 2026, 00:30 in England, still the 14th in UTC
CONSULTATION = "00000000-0000-4000-8000-000000000001"


def example(name: str, *, urn: str, message_id: str, **changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((ROOT / "draft" / "examples" / f"{name}.json").read_bytes())
    ids = {"urn": urn, "correlation_id": CONSULTATION, "message_id": message_id}
    return {**found, **changes, "envelope": found["envelope"] | ids}


def request(serial: int = 123, number: int = 1) -> dict[str, Any]:
    ids = {"urn": f"99ZZ{serial:05}26", "message_id": f"00000000-0000-4000-8000-{number:012}"}
    return example("ChargingDecisionRequested", **ids)


def response(plan_id: str, number: int = 2, completeness: str = "COMPLETE") -> dict[str, Any]:
    ids = {"urn": "99ZZ0012326", "message_id": f"00000000-0000-4000-8000-{number:012}"}
    suspects = [{"person_id": one["person_id"], "completeness": completeness} for one in request()["suspects"]]
    return example("ActionPlanResponded", suspects=suspects, plan_id=plan_id, **ids)


def resubmission(serial: int = 5, number: int = 2) -> dict[str, Any]:
    ids = {"urn": f"99ZZ{serial:05}26", "message_id": f"00000000-0000-4000-8000-{number:012}"}
    return example("ChargingDecisionResubmitted", **ids)


def answers(message: dict[str, Any]) -> list[str]:
    replies = answer(message, request=request_of(request()), now=NOON)
    return [reply.message_type for reply in replies]


@pytest.mark.parametrize(("serial", "rejected"), [(1, False), (4, False), (5, True), (6, False), (99995, True)])
def test_every_fifth_request_is_rejected_at_triage(serial: int, rejected: bool) -> None:
    assert answers(request(serial)) == (["TriageRejected"] if rejected else ["TriageAccepted", "ActionPlanIssued"])


def test_a_resubmission_is_accepted() -> None:
    assert answers(resubmission()) == ["TriageAccepted", "ActionPlanIssued"]


def test_a_review_is_due_four_weeks_after_the_request_or_at_once_if_that_is_past() -> None:
    asked = request(6)
    asked["envelope"]["occurred_at"] = "2026-06-30T23:30:00.000Z"  # the first of July in England

    soon, _ = answer(asked, request=request_of(asked), now=NIGHT)
    late, _ = answer(asked, request=request_of(asked), now=NIGHT + 30 * 86_400_000)

    assert (soon.body["review_due"], late.body["review_due"]) == ("2026-07-29", "2026-08-14")


def test_an_action_plan_answered_in_part_is_waited_for() -> None:
    assert answers(response("AP-1", completeness="PARTIAL")) == []


def test_a_message_that_asks_for_nothing_is_not_answered() -> None:
    message = example("MaterialSubmitted", urn="99ZZ0012326", message_id=CONSULTATION)

    assert answers(message) == []


def test_an_answer_to_a_consultation_nobody_knows_is_not_decided() -> None:
    assert answer(response("AP-1"), request=None, now=NOON) == []


def test_days_are_counted_from_the_day_in_england() -> None:
    [rejection] = answer(request(5), request=request_of(request()), now=NIGHT)
    _, plan = answer(request(6), request=request_of(request()), now=NIGHT)

    assert rejection.body["police_response_date"] == "2026-07-22"
    assert plan.body["issued_on"] == "2026-07-15"


def work(desktop: Desktop) -> list[str]:
    """Let the desk handle what is there; the message types that it sent, receipts left out."""
    before = len(desktop.post.sent)
    with desktop.start() as inbox:
        for delivery in inbox:
            with delivery as message:
                handle(delivery, message, Contract.load(), NOON)
    sent = [one["envelope"]["message_type"] for one in desktop.post.sent[before:]]
    return [name for name in sent if name != "Receipt"]


def test_a_consultation_goes_from_the_request_to_the_decision(tmp_path: Path) -> None:
    desktop = Desktop(tmp_path)
    desktop.topic.put(request())
    assert work(desktop) == ["TriageAccepted", "ActionPlanIssued"]

    plan = next(one for one in desktop.post.sent if "plan_id" in one)
    desktop.topic.put(response(plan["plan_id"]))
    assert work(desktop) == ["ChargingDecisionIssued"]

    decision = desktop.post.sent[-2]
    [decided] = decision["decisions"]
    proposed = [one["offence_id"] for one in request()["suspects"][0]["offences"]]
    assert decided["type"] == "CHARGE"
    assert [charge["offence_id"] for charge in decided["charges"]] == proposed
    assert decision["envelope"]["correlation_id"] == CONSULTATION
    assert decision["envelope"]["recipient"]["organisation"] == "police-99"


def test_a_rejected_request_is_accepted_when_it_is_resubmitted_after_a_restart(tmp_path: Path) -> None:
    desktop = Desktop(tmp_path)
    desktop.topic.put(request(5, number=1))
    assert work(desktop) == ["TriageRejected"]

    desktop.topic.put(resubmission(5, number=2))
    assert work(desktop) == ["TriageAccepted", "ActionPlanIssued"]


def test_no_reply_raises_a_finding_of_the_contract(tmp_path: Path) -> None:
    desktop = Desktop(tmp_path)
    contract = Contract.load()
    for number, message in enumerate((request(5, 1), resubmission(5, 2), request(123, 3), response("AP-1", 4))):
        desktop.topic.put(message, partition=number)

    assert set(work(desktop)) == {"TriageRejected", "TriageAccepted", "ActionPlanIssued", "ChargingDecisionIssued"}
    for sent in desktop.post.sent:
        document = {name: value for name, value in sent.items() if name not in ("topic", "key")}
        message, findings = contract.from_json(document)
        assert message is not None
        assert findings + contract.check(message, now=NOON) == []
