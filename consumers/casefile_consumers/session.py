"""One connection and the statements of this room, in the database's own spelling."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from casefile_consumers.database import Connection, Database
from casefile_consumers.errors import InboxError, ReceivingError

_MARK = "casefile_begun"


class Session:
    """Runs statements and transactions; every database failure becomes an `InboxError` without any value in it."""

    def __init__(self, database: Database) -> None:
        self.dialect = database.dialect
        self.connection: Connection = database.connect()
        self._open = False

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block or nothing of it."""
        self.begin()
        try:
            yield
        except BaseException:
            self.rollback()
            raise
        self.commit()

    def begin(self) -> None:
        """Start a transaction that holds the write lock where the database has only one.

        Raises:
            InboxError: The database failed, or the connection commits each statement by itself.
        """
        if self.dialect.begin is not None:
            self.run(self.dialect.begin)
        self._open = True
        self.run(f"SAVEPOINT {_MARK}")

    def is_sound(self) -> bool:
        """Whether the transaction is the one that was begun, and can be committed."""
        return self._succeeds(f"RELEASE SAVEPOINT {_MARK}")

    def undo(self) -> bool:
        """Undo what was done since `begin`; False when the transaction is no longer the one that was begun."""
        return self._succeeds(f"ROLLBACK TO SAVEPOINT {_MARK}")

    def commit(self) -> None:
        """Make the transaction durable."""
        with _translated():
            self.connection.commit()
        self._open = False

    def rollback(self) -> None:
        """Undo the transaction; harmless when none is open."""
        self._open = False
        with _translated():
            self.connection.rollback()

    def run(self, statement: str, *values: object) -> int:
        """Execute one statement (written with `?`); how many rows it changed."""
        with _translated():
            cursor = self._execute(statement, values)
            changed: int = cursor.rowcount
            cursor.close()
            return changed

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Execute one query; all its rows."""
        with _translated():
            cursor = self._execute(statement, values)
            found = [tuple(row) for row in cursor.fetchall()]
            cursor.close()
            if not self._open:
                self.connection.rollback()  # most drivers begin a transaction to read, and it would stay open for ever
            return found

    def close(self) -> None:
        """Give the connection back; an open transaction is undone."""
        self.connection.close()

    def _succeeds(self, statement: str) -> bool:
        try:
            self.run(statement)
        except InboxError:
            return False
        return True

    def _execute(self, statement: str, values: tuple[object, ...]) -> Any:
        cursor = self.connection.cursor()
        cursor.execute(statement.replace("?", self.dialect.placeholder), values)
        return cursor


def among(partitions: frozenset[int]) -> str:
    """The condition that a row is of one of these partitions."""
    return f"partition_number IN ({', '.join(map(str, sorted(partitions))) or 'NULL'})"


@contextmanager
def _translated() -> Iterator[None]:
    # PEP 249 drivers share no base class, so whatever a driver raises is taken for a failure of the database.
    try:
        yield
    except ReceivingError:
        raise
    except Exception as error:
        raise InboxError(f"the inbox database failed ({type(error).__name__})") from error
