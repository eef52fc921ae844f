"""The database that a recipient keeps its work in, whichever it is.

Delivered messages are remembered in the recipient's own database, because only there can the handler's work and the
memory of it be one transaction. SQLite needs nothing; any DB-API 2.0 driver (PEP 249) of PostgreSQL plugs in with
`DbApiDatabase(connect, POSTGRESQL)`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from casefile_consumers.errors import InboxError
from casefile_contracts.durable import make_durable

LONGEST_HANDLING_SECONDS = 90
"""How long a process waits for the write lock, which another holds while it handles a message."""


class Connection(Protocol):
    """The part of PEP 249 that is used here."""

    def cursor(self) -> Any:
        """A cursor in the open transaction."""

    def commit(self) -> None:
        """End the transaction for good."""

    def rollback(self) -> None:
        """Undo the transaction."""

    def close(self) -> None:
        """Give the connection back."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one database spells what SQL databases spell differently."""

    placeholder: str
    binary: str
    identity: str
    begin: str | None
    """What begins a transaction, where the driver does not."""
    alone: str | None
    """What lets one process at a time make the tables, where beginning a transaction does not."""


SQLITE = Dialect("?", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", "BEGIN IMMEDIATE", None)
POSTGRESQL = Dialect(
    "%s",
    "BYTEA",
    "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    None,
    "SELECT pg_advisory_xact_lock(hashtext('casefile'))",
)


class Database(Protocol):
    """Opens connections to one database. All processes of one recipient system must share that database."""

    @property
    def dialect(self) -> Dialect:
        """How it spells SQL."""
        ...

    def connect(self) -> Connection:
        """A new connection, not in autocommit mode."""
        ...


@dataclass(frozen=True, slots=True)
class SqliteDatabase:
    """A file; made when it is not there. Durable at each commit, shared safely by processes of one machine."""

    path: Path
    dialect: Dialect = SQLITE

    def connect(self) -> Connection:
        """Open the file.

        Raises:
            InboxError: The file cannot be opened or is no database.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # Transactions are begun by hand: the driver's own begin comes too late to lock what was read before.
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=LONGEST_HANDLING_SECONDS)
            make_durable(connection, LONGEST_HANDLING_SECONDS)
        except (sqlite3.Error, OSError) as error:
            raise InboxError(f"the database {self.path} cannot be opened ({type(error).__name__})") from error
        return connection


@dataclass(frozen=True, slots=True)
class DbApiDatabase:
    """The recipient's own database: `connect` opens a connection that is not in autocommit mode."""

    connect: Callable[[], Connection]
    dialect: Dialect = POSTGRESQL


class HandlerConnection:
    """The handler's share of a delivery's transaction: all of the connection except ending it.

    A commit inside the block would tear the work from the memory of it, so `commit`, `rollback`, `close`, what commits
    on the way (SQLite's `executescript`) and the connection's own `with` are refused.
    """

    _ENDINGS = frozenset({"commit", "rollback", "close", "executescript"})

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def cursor(self) -> Any:
        """A cursor inside the delivery's transaction."""
        return self._connection.cursor()

    def __getattr__(self, name: str) -> Any:
        if name in self._ENDINGS:
            raise AttributeError(f"a handler does not {name}: its transaction ends with the block")
        return getattr(self._connection, name)
