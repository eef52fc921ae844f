"""A release is loaded whole, checked, and once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from fastavro.schema import fingerprint, parse_schema, to_parsing_canonical_form

from casefile_contracts.errors import LockError
from casefile_contracts.release import load_release, read_release
from casefile_schemas import ROOT


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copy(ROOT / "lock.json", tmp_path)
    shutil.copytree(ROOT / "releases", tmp_path / "releases")
    return tmp_path


LATEST = load_release().version
RELEASES = list(json.loads((ROOT / "lock.json").read_text())["releases"])


def test_the_latest_release_is_loaded_unless_another_is_named() -> None:
    assert LATEST == "1.0"
    assert load_release() is load_release(LATEST)


def test_the_first_release_has_the_twelve_messages_of_the_journey() -> None:
    assert list(load_release("0.1").messages) == [
        "ActionPlanIssued",
        "ActionPlanResponded",
        "ChargesLaid",
        "ChargingDecisionIssued",
        "ChargingDecisionRequested",
        "LedgerRecord",
        "MaterialSubmitted",
        "PoliceChargedCaseSubmitted",
        "Receipt",
        "TriageAccepted",
        "TriageRejected",
        "WitnessVictimUpserted",
    ]


@pytest.mark.parametrize("version", RELEASES)
def test_every_message_stands_alone_under_its_own_id_with_the_fingerprint_of_its_schema(version: str) -> None:
    messages = load_release(version).messages.values()

    for message in messages:
        parse_schema(json.loads(json.dumps(message.schema)))
        assert message.fingerprint == fingerprint(to_parsing_canonical_form(message.schema), "SHA-256")
        assert message.subject == f"casefile.v1.{message.name}"
        assert set(message.senders) <= {"police", "cps", "gateway"}
    assert len({message.schema_id for message in messages}) == len(messages)


def test_the_later_number_is_the_later_release(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = json.loads((copy / "lock.json").read_text())
    lock["releases"]["1.10"] = lock["releases"]["1.9"] = lock["releases"]["0.1"]
    (copy / "lock.json").write_text(json.dumps(lock))
    shutil.copytree(copy / "releases/0.1", copy / "releases/1.10")
    monkeypatch.setattr("casefile_contracts.release.ROOT", copy)

    assert load_release().version == "1.10"


@pytest.mark.parametrize("version", RELEASES)
@pytest.mark.parametrize("name", ["Receipt.avsc", "rules.json", "tables.json"])
def test_one_changed_byte_is_refused(copy: Path, name: str, version: str) -> None:
    path = copy / "releases" / version / name
    path.write_bytes(path.read_bytes()[:-1] + b" ")

    with pytest.raises(LockError, match=f"{name} of release {version} is not the file that was released"):
        read_release(copy, version)


def test_a_missing_file_is_refused(copy: Path) -> None:
    (copy / "releases/0.1/Receipt.avsc").unlink()

    with pytest.raises(LockError, match=r"Receipt\.avsc of release 0\.1 cannot be read"):
        read_release(copy, "0.1")


def test_a_release_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(LockError, match=r"release 9\.9 does not exist; there is 0\.1"):
        load_release("9.9")


def test_without_any_release_one_is_told_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile_contracts.release.ROOT", tmp_path)

    with pytest.raises(LockError, match="casefile contracts compile"):
        load_release()
