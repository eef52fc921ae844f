"""The lock: which bytes were released under which ids.

An id names one schema for ever: it is assigned once, never to another schema, and an unchanged schema keeps it in the
next release. An open release may be compiled again; a frozen one is as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fastavro.schema import fingerprint, to_parsing_canonical_form

from casefile_contracts.draft.compiler import SCHEMA_SUFFIX
from casefile_contracts.errors import LockError
from casefile_contracts.release import read_lock

Lock = dict[str, Any]
Entry = dict[str, Any]

LOCK = "lock.json"
RELEASES = "releases"


def write_release(root: Path, version: str, files: Mapping[str, bytes]) -> None:
    """Put a compiled release into its folder and into the lock.

    Raises:
        LockError: The release is frozen and its bytes would change.
    """
    lock = lock_release(read_lock(root), version, files)
    folder = root / RELEASES / version
    folder.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in folder.iterdir()} - set(files):
        (folder / stale).unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    _write_lock(root, lock)


def freeze_release(root: Path, version: str) -> None:
    """Close a release for ever.

    Raises:
        LockError: There is no such release.
    """
    lock = read_lock(root)
    if version not in lock["releases"]:
        raise LockError(f"release {version} is not in {LOCK}: compile it first")
    lock["releases"][version]["frozen"] = True
    _write_lock(root, lock)


def lock_release(lock: Lock, version: str, files: Mapping[str, bytes]) -> Lock:
    """The lock with `version` standing for exactly these files.

    Raises:
        LockError: The release is frozen and its bytes would change.
    """
    before = lock["releases"].get(version, {"frozen": False, "messages": {}})
    others = [entry for other, release in lock["releases"].items() if other != version for entry in _entries(release)]
    ids = iter(range(lock["next_id"], 1 << 31))
    taken = dict(_schema_entries(files, others, before["messages"], ids))
    others_hashes = {name: _sha256(content) for name, content in files.items() if not name.endswith(SCHEMA_SUFFIX)}
    after = {"frozen": before["frozen"], "messages": taken, "files": others_hashes}
    if before["frozen"] and after != before:
        raise LockError(
            f"release {version} is frozen and the draft differs from it: give the draft a new release number"
        )
    return {"next_id": next(ids), "releases": lock["releases"] | {version: after}}


def _schema_entries(
    files: Mapping[str, bytes], others: list[Entry], before: Mapping[str, Entry], ids: Iterator[int]
) -> Iterator[tuple[str, Entry]]:
    for name, content in sorted(files.items()):
        if name.endswith(SCHEMA_SUFFIX):
            message = name.removesuffix(SCHEMA_SUFFIX)
            yield message, _entry(content, others, before.get(message), ids)


def _entry(content: bytes, others: list[Entry], before: Entry | None, ids: Iterator[int]) -> Entry:
    schema, sha256 = json.loads(content), _sha256(content)
    subject = f"{schema['namespace']}.{schema['name']}"
    siblings = [entry for entry in others if entry["subject"] == subject]
    for sibling in siblings:
        if sibling["sha256"] == sha256:
            return sibling
    if before is None or any(entry["id"] == before["id"] for entry in siblings):
        before = {"id": next(ids), "version": 1 + max((entry["version"] for entry in siblings), default=0)}
    return {
        "subject": subject,
        "id": before["id"],
        "version": before["version"],
        "fingerprint": fingerprint(to_parsing_canonical_form(schema), "SHA-256"),
        "sha256": sha256,
    }


def _entries(release: Mapping[str, Any]) -> list[Entry]:
    return list(release["messages"].values())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _write_lock(root: Path, lock: Lock) -> None:
    path = root / LOCK
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(lock, indent=2, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(path)
