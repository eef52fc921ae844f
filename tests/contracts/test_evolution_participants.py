"""A verdict for each participant: what it sends and reads, in which release, relying on which fields."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from casefile_contracts.errors import SettingsError
from casefile_contracts.evolution.affected import effects, verdicts
from casefile_contracts.evolution.changes import Level
from casefile_contracts.evolution.judging import judge
from casefile_contracts.evolution.loading import load_side
from casefile_contracts.evolution.mutations.edits import Edit, taken_apart
from casefile_contracts.evolution.register import refuse_unknown
from casefile_contracts.evolution.sides import Side
from casefile_contracts.participants import Participants
from casefile_schemas import ROOT

TODAY = date(2026, 11, 23)
READS = {"system": "cms", "release": "0.1", "reads": {"ChargingDecisionRequested": ["/suspects/*/offences/*/title"]}}


def release(version: str = "0.1") -> Side:
    return load_side(version, ROOT, TODAY)


def register(folder: Path, *speaks: dict[str, Any], kind: str = "cps") -> Participants:
    organisation = "cps-east" if kind == "cps" else "police-97"
    content = {
        "organisation": organisation,
        "name": "Made up",
        "kind": kind,
        "forces": ["97"],
        "systems": ["cms", "archive"],
        "speaks": list(speaks),
    }
    (folder / f"{organisation}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return Participants.load(folder)


def told(participants: Participants, *edits: Edit) -> list[str]:
    """What the participants are told of a draft with these edits."""
    draft = taken_apart(release()).edited(list(edits)).side("draft", TODAY)
    return [str(effect) for effect in effects(participants, {"0.1": judge(release(), draft)})]


def test_a_reader_is_told_which_field_it_relies_on_is_gone(tmp_path: Path) -> None:
    participants = register(tmp_path, READS)

    assert told(participants, ["remove", "Offence.title"]) == [
        "breaks cps-east (cms), which reads ChargingDecisionRequested 0.1: field /suspects/*/offences/*/title: "
        "A field is gone: readers miss it, and in JSON it is refused."
    ]


def test_a_reader_is_not_bothered_with_fields_that_it_does_not_rely_on(tmp_path: Path) -> None:
    assert told(register(tmp_path, READS), ["remove", "Offence.location"]) == []


def test_a_reader_of_all_is_told_of_every_field(tmp_path: Path) -> None:
    participants = register(tmp_path, READS | {"reads": {"ChargingDecisionRequested": "all"}})

    assert len(told(participants, ["remove", "Offence.location"])) == 1


def test_what_holds_the_field_or_is_held_by_it_reaches_the_reader(tmp_path: Path) -> None:
    whole = register(tmp_path, READS | {"reads": {"ChargingDecisionRequested": ["/suspects"]}})

    assert len(told(whole, ["remove", "Offence.title"])) == 1
    assert len(told(register(tmp_path, READS), ["remove", "Defendant.offences"])) == 1


def test_a_message_that_cannot_be_read_at_all_breaks_every_reader(tmp_path: Path) -> None:
    found = told(
        register(tmp_path, READS),
        ["retype", "Offence.wording", ["null", "string"]],
        ["set", "Offence.wording", {"default": None}],
    )

    assert found[0].startswith("breaks cps-east (cms), which reads ChargingDecisionRequested 0.1: field ")


def test_a_sender_is_told_of_what_it_will_be_refused_for(tmp_path: Path) -> None:
    participants = register(
        tmp_path, {"system": "cms", "release": "0.1", "sends": ["MaterialSubmitted"]}, kind="police"
    )

    found = told(participants, ["set", "Material.title", {"maxLength": 10}])

    assert [line.partition(":")[0] for line in found] == ["breaks police-97 (cms), which sends MaterialSubmitted 0.1"]


def test_message_types_that_it_does_not_speak_do_not_concern_a_participant(tmp_path: Path) -> None:
    assert told(register(tmp_path, READS), ["remove_type", "TriageAccepted"]) == []


@pytest.mark.parametrize(
    ("edit", "police", "cps", "broken"),
    [
        (
            ["table", "file_standard/items/6/cells/PCD_FULL_CODE_GAP", "M"],
            "ChargingDecisionRequested",
            "TriageAccepted",
            "police-97",
        ),
        (["untable", "case_memory/messages/ActionPlanIssued"], "ChargesLaid", "ActionPlanItemUpdated", "cps-east"),
        (["table", "severity/softer_when", "false"], "ChargingDecisionRequested", "TriageAccepted", "police-97"),
    ],
    ids=["who sends files that need the material", "whose rules ask what is forgotten", "whose rules were softened"],
)
def test_a_row_of_a_table_breaks_those_alone_who_send_what_it_refuses(
    tmp_path: Path, edit: Edit, police: str, cps: str, broken: str
) -> None:
    register(tmp_path, {"system": "cms", "release": "1.0", "sends": [police]}, kind="police")
    participants = register(tmp_path, {"system": "cms", "release": "1.0", "sends": [cps]})
    side = release("1.0")
    judgement = judge(side, taken_apart(side).edited([edit]).side("draft", TODAY))

    found = verdicts(participants, effects(participants, {"1.0": judgement}))

    assert found == dict.fromkeys(("cps-east", "police-97"), Level.HARMLESS) | {broken: Level.BREAKING}


def test_everybody_who_speaks_gets_a_verdict(tmp_path: Path) -> None:
    participants = register(tmp_path, READS)
    register(tmp_path, kind="police")
    draft = taken_apart(release()).edited([["set", "Offence.title", {"maxLength": 999}]]).side("draft", TODAY)
    found = effects(participants, {"0.1": judge(release(), draft)})

    assert verdicts(Participants.load(tmp_path), found) == {"cps-east": Level.BREAKING}


def test_a_register_that_speaks_what_there_is_gives_the_live_releases(tmp_path: Path) -> None:
    speaks = [READS, {"system": "archive", "release": "0.1", "sends": ["TriageAccepted"], "reads": {"Receipt": "all"}}]

    assert set(refuse_unknown(register(tmp_path, *speaks), release)) == {"0.1"}


@pytest.mark.parametrize(
    ("speaks", "problem"),
    [
        ({"release": "7.7"}, "cps-east: speaks.release: release 7.7 does not exist"),
        ({"sends": ["Gossip"]}, "cps-east: speaks.sends: release 0.1 has no Gossip"),
        ({"sends": ["ChargesLaid"]}, "cps-east: speaks.sends: ChargesLaid is sent by police, not by cps"),
        ({"reads": {"Gossip": "all"}}, "cps-east: speaks.reads: release 0.1 has no Gossip"),
        (
            {"reads": {"ChargesLaid": ["/defendants/*/shoe_size"]}},
            "cps-east: speaks.reads.ChargesLaid: release 0.1 has no field /defendants/*/shoe_size",
        ),
        (
            {"reads": {"ChargesLaid": ["/defendants/asn"]}},
            "cps-east: speaks.reads.ChargesLaid: release 0.1 has no field /defendants/asn",
        ),
    ],
)
def test_what_is_not_there_to_be_spoken_is_named(tmp_path: Path, speaks: dict[str, Any], problem: str) -> None:
    participants = register(tmp_path, {"system": "cms", "release": "0.1"} | speaks)

    with pytest.raises(SettingsError) as refused:
        refuse_unknown(participants, release)

    assert problem in str(refused.value)


@pytest.mark.parametrize(
    ("speaks", "problem"),
    [
        ({"system": "fax"}, "speaks: fax is not one of its systems, cms, archive"),
        ({"release": "one"}, "speaks.0.release: String should match pattern"),
        ({"reads": {"ChargesLaid": ["defendants"]}}, "speaks.0.reads.ChargesLaid"),
        ({"likes": ["ChargesLaid"]}, "speaks.0.likes: Unexpected keyword argument"),
    ],
)
def test_what_is_not_of_the_form_is_refused_on_loading(tmp_path: Path, speaks: dict[str, Any], problem: str) -> None:
    with pytest.raises(SettingsError) as refused:
        register(tmp_path, {"system": "cms", "release": "0.1"} | speaks)

    assert problem in str(refused.value)
