"""What became of each message, as the ledger tells it: a projection in an SQLite file that can be deleted at any time.

It stands at an offset of each ledger partition. The folding is the relay's own (`casefile_gateway.knowledge`): the
first decision on a message stands, and deliveries are added to it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson

from casefile_gateway.errors import ViewError
from casefile_gateway.knowledge import Entry, acknowledged_in, seen_in

LAYOUT = 1

TABLES = f"""
CREATE TABLE origin (name TEXT NOT NULL) STRICT;
CREATE TABLE places (partition_number INTEGER PRIMARY KEY, next_offset INTEGER NOT NULL) STRICT;
CREATE TABLE statuses (
    sender TEXT, message_id TEXT, outcome TEXT NOT NULL, details BLOB NOT NULL, delivery TEXT, delivered_at INTEGER,
    PRIMARY KEY (sender, message_id)
) STRICT, WITHOUT ROWID;
PRAGMA user_version = {LAYOUT};
"""


class Statuses:
    """The status of every message, by sender and message id; threads may share it.

    Raises:
        ViewError: From every method: the file cannot be read or written. Nothing is lost by it.
    """

    def __init__(self, path: Path, origin: str) -> None:
        """Open or make the file; one of another ledger than `origin`, or of another layout, is thrown away."""
        self._lock = threading.Lock()
        try:
            self._sql = _opened(path, origin)
        except (OSError, sqlite3.Error) as error:
            raise ViewError(f"{path} cannot be used ({type(error).__name__})") from error

    def places(self) -> Mapping[int, int]:
        """The next offset wanted of each ledger partition that was read before."""
        with self._guarded():
            return dict(self._sql.execute("SELECT partition_number, next_offset FROM places"))

    def note_received(self, sender: str, message_id: str, details: Mapping[str, Any]) -> None:
        """The message has been written to its outbox; nothing is decided yet."""
        with self._guarded(), self._sql:
            self._insert(sender, message_id, "RECEIVED", details)

    def apply(self, entry: Entry, partition: int, offset: int) -> None:
        """Take in one ledger record."""
        with self._guarded(), self._sql:
            self._sql.execute("INSERT OR REPLACE INTO places VALUES (?, ?)", (partition, offset + 1))
            if decided := seen_in(entry):
                (sender, message_id), seen = decided
                # What was only received gives way to the first decision, which nothing gives way to.
                self._sql.execute(
                    "DELETE FROM statuses WHERE sender = ? AND message_id = ? AND outcome = 'RECEIVED'",
                    (sender, message_id),
                )
                self._insert(sender, message_id, seen.outcome, _details(entry))
            if told := acknowledged_in(entry):
                self._sql.execute(
                    "UPDATE statuses SET delivery = ?, delivered_at = ? WHERE sender = ? AND message_id = ?",
                    (entry["outcome"], entry["decided_at"], *told),
                )

    def status(self, sender: str, message_id: str) -> dict[str, Any] | None:
        """What became of the message, or None if nothing is known of it."""
        with self._guarded():
            row = self._sql.execute(
                "SELECT outcome, details, delivery, delivered_at FROM statuses WHERE sender = ? AND message_id = ?",
                (sender, message_id),
            ).fetchone()
        if row is None:
            return None
        outcome, details, delivery, delivered_at = row
        told = {"message_id": message_id, "sender": sender, "outcome": outcome, **orjson.loads(details)}
        return told | {"delivery": delivery, "delivered_at": delivered_at} if delivery else told

    def close(self) -> None:
        """Let the file go."""
        with self._lock:
            self._sql.close()

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        with self._lock:
            try:
                yield
            except sqlite3.Error as error:
                raise ViewError(f"the statuses cannot be read or written ({type(error).__name__})") from error

    def _insert(self, sender: str, message_id: str, outcome: str, details: Mapping[str, Any]) -> None:
        self._sql.execute(
            "INSERT OR IGNORE INTO statuses (sender, message_id, outcome, details) VALUES (?, ?, ?, ?)",
            (sender, message_id, outcome, orjson.dumps(details)),
        )


def _details(entry: Entry) -> dict[str, Any]:
    kept = ("urn", "recipient", "findings", "decided_at")
    return {name: entry[name] for name in kept} | {"sha256": entry["about"]["sha256"]}


def _opened(path: Path, origin: str) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = _connect(path)
    if not _fits(connection, origin):
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        connection = _connect(path)
        connection.executescript(TABLES)
        with connection:
            connection.execute("INSERT INTO origin VALUES (?)", (origin,))
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=5, check_same_thread=False)


def _fits(connection: sqlite3.Connection, origin: str) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")  # what a power cut takes is read from the ledger again
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        return bool(layout == LAYOUT and connection.execute("SELECT name FROM origin").fetchone() == (origin,))
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return False
