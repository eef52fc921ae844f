"""SQLite files that keep what was committed and that several processes share."""

from __future__ import annotations

import sqlite3
import time

PAUSE_SECONDS = 0.01


def make_durable(connection: sqlite3.Connection, patience: float) -> None:
    """Sync each commit to disk, and let others read meanwhile.

    Args:
        patience: Seconds to wait for a process that is opening the same new file: SQLite itself does not wait here.

    Raises:
        sqlite3.Error: It is no database, or cannot be written, or is locked for longer.
    """
    deadline = time.monotonic() + patience
    while not _writes_ahead(connection, last_try=time.monotonic() > deadline):
        time.sleep(PAUSE_SECONDS)
    connection.execute("PRAGMA synchronous = FULL")


def _writes_ahead(connection: sqlite3.Connection, *, last_try: bool) -> bool:
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if last_try or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True
