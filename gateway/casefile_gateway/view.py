"""What the ledger says of one partition, in an SQLite file beside the relay: a cache that can be deleted at any time.

It stands at an offset of the ledger and at one of every outbox. It is written only after a commit, in one database
transaction a batch, always from ledger records. One process uses it; another slot has files of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import orjson

from casefile_contracts.memory import Memories, Memory
from casefile_gateway.errors import ViewError
from casefile_gateway.knowledge import Entry, Seen, acknowledged_in, seen_in
from casefile_gateway.viewfile import delete_view, open_view

REMEMBER = (
    "INSERT INTO memory VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET item = json_patch(item, excluded.item)"  # what is known anew replaces what was known
)


class View:
    """Knowledge of one partition (see `knowledge.Knowledge`), with the places where it stands.

    Raises:
        ViewError: From every method: the file cannot be read or written. Nothing is lost by it.
    """

    def __init__(self, path: Path, origin: str, memories: Memories) -> None:
        """Open or create the file; `origin` is the ledger's identity, and a view of another ledger is thrown away."""
        self._path = path
        self._memories = memories
        self._sql = open_view(path, origin)
        self._guarded = _Guard(path)

    @property
    def position(self) -> int:
        """The next offset of the ledger that is not in here yet."""
        position: int = self._row("SELECT position FROM place")[0]
        return position

    def seen(self, sender: str, message_id: str) -> Seen | None:
        """The first decision on this id of this sender."""
        row = self._row(
            "SELECT sha256, outcome, findings, recipient, message_type, bytes, urn, acknowledged FROM messages"
            " WHERE sender = ? AND message_id = ?",
            (sender, _packed(message_id)),
        )
        return Seen(row[0].hex(), row[1], orjson.loads(row[2]) if row[2] else [], *row[3:]) if row else None

    def states(self, urn: str) -> Mapping[str, str]:
        """Lifecycle state of each defendant of the case, by person id."""
        with self._guarded:
            return dict(self._sql.execute("SELECT person_id, state FROM states WHERE urn = ?", (urn,)))

    def memory(self, urn: str, parts: frozenset[str]) -> Memory:
        """These parts of what the accepted messages of the case have added to its memory."""
        found: dict[str, dict[str, Any]] = {}
        with self._guarded:
            for part in parts:
                rows = self._sql.execute("SELECT key, item FROM memory WHERE urn = ? AND part = ?", (urn, part))
                found[part] = {key: orjson.loads(item) for key, item in rows}
        return found

    def next_offsets(self) -> Mapping[str, int]:
        """For each outbox that the ledger speaks of: the offset after the last one that was decided on."""
        with self._guarded:
            return dict(self._sql.execute("SELECT topic, next_offset FROM outboxes"))

    def apply(self, entries: Sequence[Entry], position: int) -> None:
        """Take in ledger records in their order; `position` is the offset after the last of them."""
        with self._guarded, self._sql:
            self._sql.execute("BEGIN IMMEDIATE")
            for entry in entries:
                for statement, values in _changes(entry):
                    self._sql.execute(statement, values)
            self._sql.executemany("INSERT OR REPLACE INTO states VALUES (?, ?, ?)", _states(entries))
            self._sql.executemany(REMEMBER, self._remembered(entries))
            self._sql.executemany("INSERT OR REPLACE INTO outboxes VALUES (?, ?)", _next_offsets(entries))
            self._sql.execute("UPDATE place SET position = ?", (position,))

    def close(self) -> None:
        """Let the file go; it stays, with the place where it stands."""
        self._sql.close()

    def discard(self) -> None:
        """Delete the file, so that the next start reads the ledger from its beginning."""
        self.close()
        delete_view(self._path)

    def _remembered(self, entries: Sequence[Entry]) -> Iterator[tuple[str, str, str, str]]:
        for entry in entries:
            if entry.get("remembered"):
                for part, key, item in self._memories.known(entry["remembered"]):
                    yield entry["urn"], part, key, orjson.dumps(item).decode()

    def _row(self, query: str, values: Sequence[str | bytes] = ()) -> tuple:  # type: ignore[type-arg]
        with self._guarded:
            row: tuple = self._sql.execute(query, values).fetchone()  # type: ignore[type-arg]
            return row


class _Guard:
    """Gives errors of the database our name; a class, since it is passed twice for every message."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if isinstance(error, sqlite3.Error):
            raise ViewError(f"{self._path}: {error}") from error


def _packed(message_id: str) -> bytes:
    return bytes.fromhex(message_id.replace("-", ""))


def _changes(entry: Entry) -> Iterator[tuple[str, tuple[object, ...]]]:
    if remembered := seen_in(entry):
        (sender, message_id), seen = remembered
        findings = orjson.dumps(seen.findings) if seen.findings else None
        row = (sender, _packed(message_id), bytes.fromhex(seen.sha256), seen.outcome, findings, *seen[3:7])
        yield "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)", row
    if told := acknowledged_in(entry):
        told_of = (entry["outcome"], told[0], _packed(told[1]))
        yield "UPDATE messages SET acknowledged = ? WHERE sender = ? AND message_id = ?", told_of


def _states(entries: Sequence[Entry]) -> Iterator[tuple[str, str, str]]:
    return ((entry["urn"], step["person_id"], step["to_state"]) for entry in entries for step in entry["transitions"])


def _next_offsets(entries: Sequence[Entry]) -> Iterator[tuple[str, int]]:
    last = {entry["about"]["topic"]: entry["about"]["offset"] + 1 for entry in entries}
    return iter(last.items())
