"""A release of the contract, as loaded from `casefile_schemas`: schemas, rules and tables that never change again."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from casefile_contracts.errors import LockError
from casefile_contracts.findings import Finding, Severity
from casefile_schemas import ROOT


@dataclass(frozen=True)
class MessageType:
    """One message type as a release defines it."""

    name: str
    subject: str
    """Full name of the record, which is its subject in a schema registry (RecordNameStrategy)."""
    schema_id: int
    version: int
    """Version of the subject, from 1."""
    fingerprint: str
    """SHA-256 of the schema's parsing canonical form, lower-case hexadecimal."""
    schema: dict[str, Any]
    """Self-contained Avro schema with the contract's own attributes."""
    senders: tuple[str, ...]
    """Kinds of participants that may send it: police, cps, gateway."""


@dataclass(frozen=True)
class Release:
    """A whole release; everything that a check or a codec is compiled from."""

    version: str
    messages: Mapping[str, MessageType]
    """By name, in alphabetical order."""
    rules: Mapping[str, Any]
    """By id."""
    tables: Mapping[str, Any]
    """By name: code lists, forces, file standard, lifecycle."""

    def finding(self, rule: str, pointer: str) -> Finding:
        """What a rule has to say about a place of a message."""
        entry = self.rules[rule]
        return Finding(rule, Severity(entry["severity"]), pointer, entry["text"], entry.get("fix", ""))


def load_release(version: str | None = None) -> Release:
    """The release `version`, or the latest; loaded once, every file held against the lock.

    Raises:
        LockError: There is no such release, or a file is not the one that was released.
    """
    return _cached(version or latest_version(ROOT))


def latest_version(root: Path) -> str:
    """Number of the latest release under `root`.

    Raises:
        LockError: There is none.
    """
    releases: Mapping[str, Any] = read_lock(root)["releases"]
    if not releases:
        raise LockError("nothing was released yet: run `casefile contracts compile --release 0.1`")
    return max(releases, key=version_key)


def version_key(version: str) -> tuple[int, ...]:
    """What releases are ordered by: 0.10 comes after 0.9."""
    return tuple(map(int, version.split(".")))


def read_release(root: Path, version: str) -> Release:
    """A release from the folder `root`, read anew; as `load_release` otherwise."""
    releases = read_lock(root)["releases"]
    if version not in releases:
        raise LockError(f"release {version} does not exist; there is {', '.join(releases) or 'none'}")
    locked, folder = releases[version], root / "releases" / version
    return Release(
        version,
        {name: _message(folder, name, entry) for name, entry in sorted(locked["messages"].items())},
        _verified(folder / "rules.json", locked["files"]["rules.json"]),
        _verified(folder / "tables.json", locked["files"]["tables.json"]),
    )


def read_lock(root: Path) -> dict[str, Any]:
    """What was released under which ids; empty if nothing was."""
    path = root / "lock.json"
    return dict(orjson.loads(path.read_bytes())) if path.exists() else {"next_id": 1, "releases": {}}


@cache
def _cached(version: str) -> Release:
    return read_release(ROOT, version)


def _message(folder: Path, name: str, locked: Mapping[str, Any]) -> MessageType:
    schema = _verified(folder / f"{name}.avsc", locked["sha256"])
    return MessageType(
        name=name,
        subject=locked["subject"],
        schema_id=locked["id"],
        version=locked["version"],
        fingerprint=locked["fingerprint"],
        schema=schema,
        senders=tuple(schema["sender"]),
    )


def _verified(path: Path, sha256: str) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LockError(f"{path.name} of release {path.parent.name} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise LockError(f"{path.name} of release {path.parent.name} is not the file that was released")
    return orjson.loads(content)
