"""Ids are assigned once, an unchanged schema keeps its own, and what is frozen stays as it is."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from casefile_contracts.draft.compiler import compile_draft
from casefile_contracts.draft.lock import freeze_release, lock_release, write_release
from casefile_contracts.draft.source import load_draft
from casefile_contracts.errors import LockError
from casefile_contracts.release import read_lock
from casefile_schemas import ROOT

NOTHING: dict[str, Any] = {"next_id": 1, "releases": {}}


def files(**doc_of_message: str) -> dict[str, bytes]:
    """A release of these messages; another doc is another schema."""
    schemas = {
        f"{name}.avsc": json.dumps(
            {
                "type": "record",
                "name": name,
                "namespace": "casefile.v1",
                "doc": doc,
                "sender": ["police"],
                "fields": [],
            }
        ).encode()
        for name, doc in doc_of_message.items()
    }
    return {**schemas, "rules.json": b"{}", "tables.json": b"{}"}


def ids(lock: dict[str, Any], version: str) -> dict[str, tuple[int, int]]:
    messages = lock["releases"][version]["messages"]
    return {name: (entry["id"], entry["version"]) for name, entry in messages.items()}


def test_every_new_schema_gets_the_next_id_and_its_first_version() -> None:
    lock = lock_release(NOTHING, "0.1", files(Ping="a", Pong="b"))

    assert ids(lock, "0.1") == {"Ping": (1, 1), "Pong": (2, 1)}
    assert lock["next_id"] == 3


def test_an_entry_tells_subject_fingerprint_and_hash() -> None:
    content = files(Ping="a")

    entry = lock_release(NOTHING, "0.1", content)["releases"]["0.1"]["messages"]["Ping"]

    canonical = b'{"name":"casefile.v1.Ping","type":"record","fields":[]}'
    assert entry["subject"] == "casefile.v1.Ping"
    assert entry["fingerprint"] == hashlib.sha256(canonical).hexdigest()
    assert entry["sha256"] == hashlib.sha256(content["Ping.avsc"]).hexdigest()


def test_an_open_release_keeps_its_ids_while_it_changes() -> None:
    lock = lock_release(NOTHING, "0.1", files(Ping="a", Pong="b"))

    lock = lock_release(lock, "0.1", files(Ping="changed", Pong="b", Third="c"))

    assert ids(lock, "0.1") == {"Ping": (1, 1), "Pong": (2, 1), "Third": (3, 1)}


def test_an_unchanged_schema_keeps_its_id_in_the_next_release_and_a_changed_one_gets_a_new_one() -> None:
    lock = lock_release(NOTHING, "0.1", files(Ping="a", Pong="b"))

    lock = lock_release(lock, "0.2", files(Ping="a", Pong="changed"))

    assert ids(lock, "0.2") == {"Ping": (1, 1), "Pong": (3, 2)}
    assert ids(lock, "0.1") == {"Ping": (1, 1), "Pong": (2, 1)}


def test_a_schema_that_changes_after_it_was_shared_with_an_earlier_release_gets_a_new_id() -> None:
    lock = lock_release(NOTHING, "0.1", files(Ping="a"))
    lock = lock_release(lock, "0.2", files(Ping="a"))

    lock = lock_release(lock, "0.2", files(Ping="changed"))

    assert ids(lock, "0.1") == {"Ping": (1, 1)}
    assert ids(lock, "0.2") == {"Ping": (2, 2)}


def test_the_id_of_a_dropped_message_is_never_used_again() -> None:
    lock = lock_release(NOTHING, "0.1", files(Ping="a", Pong="b"))
    lock = lock_release(lock, "0.1", files(Ping="a"))

    lock = lock_release(lock, "0.1", files(Ping="a", Third="c"))

    assert ids(lock, "0.1")["Third"] == (3, 1)


def test_a_frozen_release_takes_the_same_bytes_and_no_others(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1", files(Ping="a"))
    freeze_release(tmp_path, "0.1")

    write_release(tmp_path, "0.1", files(Ping="a"))
    for changed in (files(Ping="b"), files(Ping="a", Pong="b"), {**files(Ping="a"), "rules.json": b"[]"}):
        with pytest.raises(LockError, match=r"0\.1 is frozen"):
            write_release(tmp_path, "0.1", changed)

    assert (tmp_path / "releases/0.1/Ping.avsc").read_bytes() == files(Ping="a")["Ping.avsc"]


def test_a_release_that_was_never_compiled_cannot_be_frozen(tmp_path: Path) -> None:
    with pytest.raises(LockError, match="compile it first"):
        freeze_release(tmp_path, "0.1")


def test_a_file_that_left_the_draft_leaves_an_open_release(tmp_path: Path) -> None:
    write_release(tmp_path, "0.1", files(Ping="a", Pong="b"))

    write_release(tmp_path, "0.1", files(Ping="a"))

    assert not (tmp_path / "releases/0.1/Pong.avsc").exists()


@pytest.mark.parametrize("version", sorted(read_lock(ROOT)["releases"]))
def test_no_released_byte_has_changed(version: str) -> None:
    locked = read_lock(ROOT)["releases"][version]
    expected = {f"{name}.avsc": entry["sha256"] for name, entry in locked["messages"].items()} | locked["files"]

    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (ROOT / "releases" / version).iterdir()
    }

    assert found == expected


def test_an_id_names_one_schema() -> None:
    entries = [entry for release in read_lock(ROOT)["releases"].values() for entry in release["messages"].values()]

    assert len({(entry["id"], entry["sha256"]) for entry in entries}) == len({entry["id"] for entry in entries})


def test_an_open_release_is_what_the_draft_compiles_to() -> None:
    compiled = compile_draft(load_draft(ROOT / "draft"))

    for version, locked in read_lock(ROOT)["releases"].items():
        if not locked["frozen"]:
            folder = ROOT / "releases" / version
            assert {path.name: path.read_bytes() for path in folder.iterdir()} == compiled
