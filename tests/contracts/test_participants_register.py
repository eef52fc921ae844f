"""The register of participants: one file an organisation, every problem named."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from casefile_contracts.errors import SettingsError
from casefile_contracts.participants import Participant, Participants

REGISTER = Path(__file__).parents[2] / "contracts/participants"
POLICE = {
    "organisation": "police-99",
    "name": "Testshire Police",
    "kind": "police",
    "forces": ["99"],
    "systems": ["00099TestRms"],
}


def register(folder: Path, **files: object) -> Path:
    for name, content in files.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return folder


def test_the_register_of_the_demonstration_holds_two_forces_and_one_area() -> None:
    participants = Participants.load(REGISTER)

    assert participants.organisations == ("cps-north", "police-98", "police-99")
    assert [one.systems for one in participants] == [("cms",), ("00098SpiBridge",), ("00099TestRms",)]


def test_an_organisation_is_found_by_its_name(tmp_path: Path) -> None:
    participants = Participants.load(register(tmp_path, police_99=POLICE))

    assert participants.get("police-99") == Participant(
        "police-99", "Testshire Police", "police", ("99",), ("00099TestRms",)
    )
    assert participants.get("police-01") is None
    assert len(participants) == 1


def test_a_police_organisation_may_answer_for_several_force_codes(tmp_path: Path) -> None:
    participants = Participants.load(register(tmp_path, police_99=POLICE | {"forces": ["97", "99"]}))

    assert [one.forces for one in participants] == [("97", "99")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"organisation": "police-98"}, "organisation: must be police-99, as the file is called"),
        ({"organisation": "court-1"}, "organisation: String should match pattern"),
        ({"kind": "cps"}, "kind: must be police, as the organisation is called"),
        ({"kind": "court"}, "kind: Input should be 'police' or 'cps'"),
        ({"forces": ["98"]}, "forces: must include 99, as the organisation is called"),
        ({"forces": [99]}, "forces.0: Input should be a valid string"),
        ({"forces": []}, "forces: Tuple should have at least 1 item"),
        ({"systems": []}, "systems: Tuple should have at least 1 item"),
        ({"systems": ["a system"]}, "systems.0: String should match pattern"),
        ({"name": ""}, "name: String should have at least 1 character"),
        ({"telephone": "999"}, "telephone: Unexpected keyword argument"),
    ],
)
def test_what_is_wrong_with_a_participant_is_named_with_its_file(
    tmp_path: Path, change: dict[str, object], problem: str
) -> None:
    folder = register(tmp_path, police_99=POLICE | change)

    with pytest.raises(SettingsError) as refusal:
        Participants.load(folder)

    assert f"{folder / 'police-99.yaml'}: {problem}" in str(refusal.value)


def test_all_problems_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    folder = register(tmp_path, police_99=POLICE | {"kind": "court", "name": ""}, cps_north="no mapping")
    (folder / "police-98.yaml").write_text("[", encoding="utf-8")

    with pytest.raises(SettingsError) as refusal:
        Participants.load(folder)

    assert len(str(refusal.value).splitlines()) == 4


@pytest.mark.parametrize("folder", [".", "missing"])
def test_a_folder_without_participants_is_refused(tmp_path: Path, folder: str) -> None:
    with pytest.raises(SettingsError, match="holds no participant"):
        Participants.load(tmp_path / folder)
