"""The file of a view: its tables, and when a file found on disk is not trusted.

A file that is damaged, of another layout or of another ledger is deleted, never mended: the ledger has all of it.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from casefile_gateway.errors import ViewError

LAYOUT = 2

TABLES = """
CREATE TABLE place (origin TEXT NOT NULL, position INTEGER NOT NULL) STRICT;
CREATE TABLE outboxes (topic TEXT PRIMARY KEY, next_offset INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE messages (
    sender TEXT, message_id BLOB, sha256 BLOB NOT NULL, outcome TEXT NOT NULL, findings BLOB, recipient TEXT,
    message_type TEXT, bytes INTEGER NOT NULL, urn TEXT, acknowledged TEXT,
    PRIMARY KEY (sender, message_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE memory (
    urn TEXT, part TEXT, key TEXT, item TEXT NOT NULL, PRIMARY KEY (urn, part, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE states (urn TEXT, person_id TEXT, state TEXT NOT NULL, PRIMARY KEY (urn, person_id)) STRICT, WITHOUT ROWID;
"""


def open_view(path: Path, origin: str) -> sqlite3.Connection:
    """The file, with its tables; made anew if there is none that can be trusted.

    Raises:
        ViewError: The disk does not let us.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _trusted(path, origin)
        if connection is None:
            _make_anew(path, origin)
            connection = _trusted(path, origin)
    except (OSError, sqlite3.Error) as error:
        raise ViewError(f"{path}: {error}") from error
    if connection is None:
        raise ViewError(f"{path}: cannot be written")
    return connection


def delete_view(path: Path) -> None:
    """Delete the file and what SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _trusted(path: Path, origin: str) -> sqlite3.Connection | None:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    try:
        # Durability comes from the ledger: a view that lost its last writes reads them there again.
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -32768")
        layout = connection.execute("PRAGMA user_version").fetchone()[0]
        if layout == LAYOUT and connection.execute("SELECT origin FROM place").fetchone() == (origin,):
            return connection
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        pass  # damaged: as good as none
    connection.close()
    return None


def _make_anew(path: Path, origin: str) -> None:
    delete_view(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {LAYOUT}; COMMIT;")
        connection.execute("INSERT INTO place VALUES (?, 0)", (origin,))
        connection.commit()
