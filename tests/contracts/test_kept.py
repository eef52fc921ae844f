"""Generated code is kept where nobody else can have put it, and anything odd is made anew."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from casefile_contracts import kept as keeping
from casefile_contracts.contract import Contract
from casefile_contracts.kept import kept
from casefile_contracts.sealing import seal

NOW = 1_772_446_500_000


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CASEFILE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


class Maker:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return f"made {self.times}"


def test_what_was_made_once_is_there_the_next_time(folder: Path) -> None:
    make = Maker()

    assert [kept("kind", b"source", make) for _ in range(3)] == ["made 1"] * 3
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [path.stat().st_mode & 0o777 for path in folder.iterdir()] == [0o600]


def test_another_kind_source_generator_or_python_is_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    kept("kind", b"source", make)

    assert kept("sort", b"source", make) == "made 2"
    assert kept("kind", b"another", make) == "made 3"
    monkeypatch.setattr(keeping, "_generators", lambda: b"changed")
    assert kept("kind", b"source", make) == "made 4"
    monkeypatch.setattr(keeping, "_PYTHON", b"cpython-999")
    assert kept("kind", b"source", make) == "made 5"


def _own_content(path: Path) -> bytes:
    payload = marshal.dumps(("made by another",))
    return sha256(payload).digest() + payload


def _writable_file(path: Path) -> None:
    path.chmod(0o622)


def _writable_folder(path: Path) -> None:
    path.parent.chmod(0o777)


def _linked_file(path: Path) -> None:
    other = path.parent.parent / "other"
    other.write_bytes(_own_content(path))
    path.unlink()
    path.symlink_to(other)


def _linked_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))
    path.parent.symlink_to(path.parent.with_name("elsewhere"))


def _cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _flipped(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _no_marshal(path: Path) -> None:
    path.write_bytes(sha256(b"\xff").digest() + b"\xff")


def _folder_there(path: Path) -> None:
    path.unlink()
    path.mkdir()


TRICKS = [
    _writable_file,
    _writable_folder,
    _linked_file,
    _linked_folder,
    _cut_off,
    _flipped,
    _empty,
    _no_marshal,
    _folder_there,
]


@pytest.mark.parametrize("trick", TRICKS)
def test_whatever_is_not_exactly_right_is_made_anew(folder: Path, trick: Callable[[Path], None]) -> None:
    make = Maker()
    kept("kind", b"source", make)

    trick(next(folder.iterdir()))

    assert kept("kind", b"source", make) == "made 2"


def test_files_of_another_user_are_made_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    kept("kind", b"source", make)

    own = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: own + 1)

    assert kept("kind", b"source", make) == "made 2"


def test_a_folder_of_no_use_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    (tmp_path / "file").write_text("", encoding="utf-8")

    for folder in ("", str(tmp_path / "file"), str(tmp_path / "file" / "inside"), "/proc/nowhere"):
        monkeypatch.setenv("CASEFILE_CACHE", folder)
        before = make.times
        assert [kept("kind", b"source", make), kept("kind", b"source", make)] == [
            f"made {before + 1}",
            f"made {before + 2}",
        ]


def test_the_folder_does_not_grow_for_ever(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_FILES", 6)

    for number in range(20):
        kept("kind", str(number).encode(), Maker())

    assert len(list(folder.iterdir())) <= 6


def test_a_failure_in_making_is_told_and_nothing_kept(folder: Path) -> None:
    def fail() -> str:
        raise RuntimeError("a faulty rule")

    with pytest.raises(RuntimeError, match="a faulty rule"):
        kept("kind", b"source", fail)
    assert not folder.exists()


def test_a_kept_contract_says_the_same(folder: Path) -> None:
    body = {"suspects": [{"person_id": "S1"}], "review_type": "FIVE_DAY", "cps_unit": "X", "review_due": "2026-03-07"}

    def said() -> object:
        contract = Contract(Contract.load().release, Contract.load().reference)
        sender, recipient = ("cps-north", "cms"), ("police-99", "00099TestRms")
        form = seal(contract, "TriageAccepted", body, sender=sender, recipient=recipient, urn="1", now=NOW)
        packed = contract.pack({**form, "envelope": {**form["envelope"], "message_id": "x", "correlation_id": "y"}})
        assert packed.message is not None
        return packed.value, contract.check(packed.message, now=NOW)

    first = said()
    files = len(list(folder.iterdir()))

    assert said() == first
    assert len(list(folder.iterdir())) == files > 0
