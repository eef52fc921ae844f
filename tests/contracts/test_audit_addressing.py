"""Messages go from the police to the prosecution or back, and to nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from casefile_contracts.addressing import misaddressed
from casefile_contracts.contract import Contract, Message
from casefile_contracts.participants import Participant, Participants
from casefile_schemas import ROOT

REGISTER = Participants(
    [
        Participant("police-98", "Northmere Police", "police", ("98",), ("98Rms",)),
        Participant("police-99", "Testshire Police", "police", ("99",), ("00099TestRms",)),
        Participant("cps-north", "CPS North", "cps", ("98", "99"), ("cms",)),
        Participant("cps-south", "CPS South", "cps", ("98", "99"), ("cms",)),
    ]
)
CONTRACT = Contract.load()


def to(name: str, organisation: str, system: str) -> Message:
    """An example, addressed anew."""
    example: dict[str, Any] = json.loads((ROOT / "draft" / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    example["envelope"]["recipient"] = {"organisation": organisation, "system": system}
    message, findings = CONTRACT.from_json(example)
    assert message is not None, findings
    return message


@pytest.mark.parametrize(
    ("name", "owner", "organisation", "system"),
    [
        ("ChargingDecisionRequested", "police-99", "police-98", "98Rms"),
        ("MaterialSubmitted", "police-99", "police-98", "98Rms"),
        ("TriageAccepted", "cps-north", "cps-south", "cms"),
    ],
)
def test_nobody_can_send_a_case_to_another_of_the_same_side(
    name: str, owner: str, organisation: str, system: str
) -> None:
    broken = misaddressed(REGISTER, owner, to(name, organisation, system))

    assert broken == (("E05", "/envelope/recipient/organisation"),)


def test_a_case_goes_to_either_prosecutor_and_back_to_its_force() -> None:
    assert misaddressed(REGISTER, "police-99", to("ChargingDecisionRequested", "cps-south", "cms")) == ()
    assert misaddressed(REGISTER, "cps-north", to("TriageAccepted", "police-99", "00099TestRms")) == ()


def test_a_message_to_its_own_sender_is_told_so_once() -> None:
    own = to("ChargingDecisionRequested", "police-99", "00099TestRms")

    found = [rule for rule, _ in misaddressed(REGISTER, "police-99", own)]
    found += [finding.rule for finding in CONTRACT.check(own, now=own.envelope["sent_at"])]

    assert found == ["E05"]
