"""The local outbox: every message is kept here until its receipt has come.

    QUEUED --confirmed by the broker--> SENT --receipt--> DONE

A message is written here, and synced to disk, before it first leaves; what is sent again is the very same bytes under
the same id, so that the exchange recognises a repeat. A crash at any point costs at most such a repeat.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from casefile_contracts.durable import make_durable
from casefile_producers.errors import OutboxError
from casefile_producers.receipt import Receipt
from casefile_producers.sealed import Entry, Sealed, State, pause_after

_APPLICATION_ID = 0x43464F42  # "CFOB": tells this file from any other SQLite file

_PATIENCE_SECONDS = 10
_WAITS = "state IN ('QUEUED', 'SENT')"


class Untold(NamedTuple):
    """A receipt that nobody has been told of: where it stood, its bytes, and its message if the outbox holds it."""

    id: int
    place: Mapping[str, str | int]
    value: bytes
    entry: Entry | None


class Outbox:
    """One organisation's outbox, an SQLite file. Give each sending process a file of its own.

    Raises:
        OutboxError: if the file cannot be opened, or is another program's database.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, isolation_level=None, timeout=_PATIENCE_SECONDS)
            self._db.row_factory = sqlite3.Row
            self._prepare()
        except (OSError, sqlite3.Error) as error:
            raise OutboxError(f"The outbox {path} cannot be used: {error}. Name another with --outbox.") from error

    def __enter__(self) -> Outbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Release the file."""
        self._db.close()

    def keep(self, sealed: Iterable[Sealed], *, now: int) -> list[Entry]:
        """Write messages down before they leave; one that is here already is queued once more, with its old bytes.

        Returns:
            What to send, in the given order: for a known source its first bytes, not the given ones.
        """
        with self._transaction():
            return [self._keep(each, now) for each in sealed]

    def to_send(self, *, now: int) -> Iterator[Entry]:
        """What waits to be sent, oldest first: all that is queued, and what was sent too long ago without a receipt."""
        return self._each("state = 'QUEUED' OR (state = 'SENT' AND due_at <= ?)", now)

    def waiting(self) -> Iterator[Entry]:
        """What has no receipt yet, oldest first."""
        return self._each(_WAITS)

    def is_waiting(self) -> bool:
        """Whether anything has no receipt yet."""
        return bool(self._db.execute(f"SELECT EXISTS (SELECT 1 FROM message WHERE {_WAITS})").fetchone()[0])  # noqa: S608

    def mark_sent(self, entries: Iterable[Entry], *, now: int) -> None:
        """The broker has confirmed these; without a receipt they become due again after a growing pause."""
        with self._transaction():
            for entry in entries:
                due = now + pause_after(entry.attempts + 1) // timedelta(milliseconds=1)
                self._db.execute(
                    "UPDATE message SET attempts = attempts + 1, sent_at = ?, due_at = ?,"
                    " state = iif(state = 'QUEUED', 'SENT', state) WHERE id = ?",
                    (now, due, entry.id),
                )

    def settle(self, receipts: Iterable[Receipt]) -> None:
        """Keep receipts, move their messages on, and remember how far the topic has been read, all at once."""
        with self._transaction():
            for receipt in receipts:
                self._settle(receipt)

    def untold(self) -> list[Untold]:
        """The receipts that nobody has been told of yet, oldest first."""
        rows = self._db.execute("SELECT * FROM receipt WHERE told = 0 ORDER BY id").fetchall()
        return [self._untold(row) for row in rows]

    def mark_told(self, untold: Untold) -> None:
        """Never bring this receipt up again."""
        with self._transaction():
            self._db.execute("UPDATE receipt SET told = 1 WHERE id = ?", (untold.id,))

    def positions(self, topic: str) -> Mapping[int, int]:
        """The first offset of each partition that has not been read yet."""
        rows = self._db.execute("SELECT partition, next_offset FROM position WHERE topic = ?", (topic,))
        return dict(rows.fetchall())

    def find(self, sha256: str) -> Entry | None:
        """The message with these bytes."""
        found = self._select("sha256 = ?", sha256)
        return found[0] if found else None

    def counts(self) -> dict[State, int]:
        """How many messages are in each state."""
        found = dict(self._db.execute("SELECT state, count(*) FROM message GROUP BY state").fetchall())
        return {state: found.get(state, 0) for state in State}

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutboxError(f"The outbox cannot be written: {error}. What was sent is safe; run again.") from error
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _keep(self, sealed: Sealed, now: int) -> Entry:
        known = self._select("content_key = ? OR sha256 = ?", sealed.content_key, sealed.sha256)
        if known:
            self._db.execute("UPDATE message SET state = 'QUEUED' WHERE id = ?", (known[0].id,))
            return self._select("id = ?", known[0].id)[0]
        row = {**vars(sealed), "sha256": sealed.sha256, "headers": json.dumps(sealed.headers), "kept_at": now}
        columns, marks = ", ".join(row), ", ".join(f":{name}" for name in row)
        self._db.execute(f"INSERT INTO message ({columns}) VALUES ({marks})", row)  # noqa: S608  names of our own
        return self._select("content_key = ?", sealed.content_key)[0]

    def _settle(self, receipt: Receipt) -> None:
        entry = self.find(receipt.sha256)
        row = {**receipt.place, "outcome": receipt.outcome, "value": receipt.value, "message": entry and entry.id}
        self._db.execute(
            'INSERT OR IGNORE INTO receipt (topic, partition, "offset", message, outcome, value)'
            " VALUES (:topic, :partition, :offset, :message, :outcome, :value)",
            row,
        )
        self._db.execute("INSERT OR REPLACE INTO position VALUES (:topic, :partition, :offset + 1)", row)
        if entry:
            self._move_on(entry, receipt)

    def _move_on(self, entry: Entry, receipt: Receipt) -> None:
        if receipt.is_verdict:
            self._db.execute(
                "UPDATE message SET state = 'DONE', due_at = NULL, outcome = ?, decided_at = ? WHERE id = ?",
                (receipt.verdict, receipt.decided_at, entry.id),
            )
        elif receipt.is_delivery:
            self._db.execute("UPDATE message SET delivery = ? WHERE id = ?", (receipt.outcome, entry.id))

    def _untold(self, row: sqlite3.Row) -> Untold:
        place = {name: row[name] for name in ("topic", "partition", "offset")}
        found = self._select("id = ?", row["message"])
        return Untold(row["id"], place, row["value"], found[0] if found else None)

    def _each(self, condition: str, *values: Any) -> Iterator[Entry]:
        ids = self._db.execute(f"SELECT id FROM message WHERE {condition} ORDER BY id", values).fetchall()  # noqa: S608
        for (number,) in ids:
            yield from self._select("id = ?", number)

    def _select(self, condition: str, *values: Any) -> list[Entry]:
        rows = self._db.execute(f"SELECT * FROM message WHERE {condition} ORDER BY id", values)  # noqa: S608
        return [_entry(row) for row in rows]

    def _prepare(self) -> None:
        tables = self._db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]  # first: whoever makes them
        (found,) = self._db.execute("PRAGMA application_id").fetchone()  # has set this before
        if tables and found != _APPLICATION_ID:
            raise sqlite3.DatabaseError("it is another program's database")
        make_durable(self._db, _PATIENCE_SECONDS)
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
        self._db.executescript(files("casefile_producers").joinpath("outbox.sql").read_text())


def _entry(row: sqlite3.Row) -> Entry:
    named = dict(row)
    sealed = {name: named[name] for name in Sealed.__dataclass_fields__ if name != "headers"}
    rest = {name: named[name] for name in Entry.__dataclass_fields__ if name not in ("sealed", "state")}
    return Entry(sealed=Sealed(**sealed, headers=json.loads(named["headers"])), state=State(named["state"]), **rest)
