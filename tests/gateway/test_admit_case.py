"""What went before in a case, as far as it decides on the next message."""

from __future__ import annotations

from typing import Any

import pytest
from case_story import decided, named, request_for, told
from gateway_samples import Exchange, contract, example, rules

from casefile_gateway.decision import Decision
from casefile_gateway.ledger import write_entry

URN = "99ZZ0012326"


class Story:
    """One case, message by message; each has an id and an hour of its own."""

    def __init__(self) -> None:
        self.exchange = Exchange()
        self.number = 0

    def send(self, name: str, **changes: Any) -> Decision:
        return self.exchange.send(self.message(name, **changes))

    def message(self, name: str, **changes: Any) -> dict[str, Any]:
        self.number += 1
        return told(name, URN, self.last_id, **changes)

    @property
    def last_id(self) -> str:
        return f"{self.number:08x}-0000-4000-8000-00000000cafe"


@pytest.fixture
def story() -> Story:
    return Story()


def under_review(story: Story, *people: str) -> None:
    story.number += 1
    requested = story.exchange.send(request_for(URN, story.last_id, *people))
    assert requested.outcome == "ACCEPTED", requested.findings
    assert story.send("TriageAccepted", suspects=named(*people)).outcome == "ACCEPTED"


def decide(story: Story, *people: str) -> Decision:
    return story.send("ChargingDecisionIssued", **decided(*people))


def test_a_change_of_the_version_that_stands_is_accepted_and_any_other_is_a_conflict(story: Story) -> None:
    under_review(story, "SUSPECT00001")
    first = story.send("WitnessVictimUpserted", version_id=4)

    assert first.outcome == "ACCEPTED"
    assert rules(story.send("WitnessVictimUpserted", version_id=4)) == {"L03W"}
    assert rules(story.send("WitnessVictimUpserted", version_id=6)) == {"L03W"}
    assert story.send("WitnessVictimUpserted", version_id=5).outcome == "ACCEPTED"


def test_a_refused_change_leaves_the_version_as_it_was(story: Story) -> None:
    under_review(story, "SUSPECT00001")
    story.send("WitnessVictimUpserted", version_id=4)
    story.send("WitnessVictimUpserted", version_id=9)

    assert story.send("WitnessVictimUpserted", version_id=5).outcome == "ACCEPTED"


def test_a_resubmission_answers_every_reason_of_the_rejection_that_it_cites(story: Story) -> None:
    story.send("ChargingDecisionRequested")
    story.send("TriageRejected")
    rejection = story.last_id

    def again(**changes: Any) -> Decision:
        return story.send("ChargingDecisionResubmitted", **{"rejection_message_id": rejection, **changes})

    assert "L05" in rules(again(answers=[{"code": "TR06", "answer": "It goes along."}]))
    assert "L05" in rules(again(rejection_message_id=None))
    assert "L05" in rules(again(rejection_message_id="00000000-0000-4000-8000-000000000bad"))
    found = again()
    assert (found.outcome, "L05" in rules(found)) == ("ACCEPTED", False)
    assert found.transitions[0].to_state == "SUBMITTED"


def test_a_decision_that_forgets_a_suspect_is_refused(story: Story) -> None:
    under_review(story, "SUSPECT00001", "SUSPECT00002")

    forgetful = decide(story, "SUSPECT00001")
    assert (forgetful.outcome, "L07" in rules(forgetful)) == ("REJECTED", True)
    assert "L07" not in rules(decide(story, "SUSPECT00001", "SUSPECT00002"))


def test_an_unknown_case_is_told_of_that_alone(story: Story) -> None:
    assert rules(story.send("ChargingDecisionResubmitted")) == {"L01"}


def test_somebody_elses_case_is_not_read(story: Story) -> None:
    under_review(story, "SUSPECT00001")
    story.send("WitnessVictimUpserted", version_id=4)
    foreign = story.message("WitnessVictimUpserted", version_id=9)
    foreign["envelope"]["sender"] = {"organisation": "police-98", "system": "00098SpiBridge"}

    assert not rules(story.exchange.send(foreign, owner="police-98")) & {"L03W", "L02"}


def test_the_ledger_says_what_a_message_adds_and_nothing_personal(story: Story) -> None:
    story.send("ChargingDecisionRequested")
    entry = story.exchange.entries[-1]
    [charge, *_] = entry["remembered"]["charges"]

    assert set(charge) == {"person_id", "offence_id", "code_mark", "start_date", "authorised"}
    assert len(charge["code_mark"]) == 2
    written = write_entry(contract(), entry)
    personal = example("ChargingDecisionRequested")["suspects"][0]
    code = personal["offences"][0]["code"]
    for secret in (code, personal["individual"]["name"]["family_name"], personal["offences"][0]["wording"]):
        assert secret.encode() not in written


def test_a_message_that_is_refused_adds_nothing(story: Story) -> None:
    story.send("TriageAccepted")

    assert story.exchange.entries[-1]["outcome"] == "REJECTED"
    assert story.exchange.entries[-1]["remembered"] is None
