"""A recipient's own database: another placeholder, and transactions that begin by themselves, as with PostgreSQL."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from receiving_fakes import CASE_A, CASE_B, Desktop, answered

from casefile_consumers import DbApiDatabase, Dialect, InboxError, SqliteDatabase
from casefile_consumers.session import Session

FORMAT = Dialect("%s", "BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", None)


@dataclass
class FormatCursor:
    """Takes `%s` and begins a transaction for whatever it executes."""

    cursor: sqlite3.Cursor

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> None:
        assert "?" not in statement
        if not self.cursor.connection.in_transaction:
            self.cursor.execute("BEGIN")
        self.cursor.execute(statement.replace("%s", "?"), values)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)


class FormatConnection:
    def __init__(self, path: Path) -> None:
        self.connection = sqlite3.connect(path, isolation_level=None)

    def cursor(self) -> FormatCursor:
        return FormatCursor(self.connection.cursor())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.connection, name)


@pytest.fixture
def desktop(tmp_path: Path) -> Desktop:
    desktop = Desktop(tmp_path)
    desktop.database = DbApiDatabase(lambda: FormatConnection(tmp_path / "own.db"), FORMAT)
    return desktop


def test_deliveries_work_on_the_recipients_own_database(desktop: Desktop) -> None:
    for urn, name in ((CASE_A, "a1"), (CASE_B, "b1"), (CASE_A, "a2")):
        desktop.topic.put(answered(urn, name))

    assert desktop.run() == ["plan-a1", "plan-b1", "plan-a2"]
    assert desktop.run() == []
    assert [outcome for _, outcome in desktop.post.outcomes()] == ["DELIVERED"] * 3


def test_a_failing_case_waits_there_too(desktop: Desktop) -> None:
    desktop.topic.put(answered(CASE_A, "a1"))
    desktop.topic.put(answered(CASE_A, "a2"))

    def fail(message: dict[str, Any]) -> None:
        raise ValueError

    desktop.run(fail)
    desktop.clock.now += 60_000

    assert desktop.run() == ["plan-a1", "plan-a2"]


def test_reading_leaves_no_transaction_open(desktop: Desktop) -> None:
    desktop.run()
    session = Session(desktop.database)

    session.rows("SELECT count(*) FROM casefile_inbox")

    assert not session.connection.in_transaction
    session.close()


def test_a_database_that_fails_says_so_without_repeating_a_value(tmp_path: Path) -> None:
    session = Session(SqliteDatabase(tmp_path / "cms.db"))

    with pytest.raises(InboxError) as failure:
        session.run("INSERT INTO nowhere VALUES (?)", "Kowalczyk")

    assert "Kowalczyk" not in str(failure.value)
    session.close()


@pytest.mark.parametrize("spoil", ["folder", "not a database"])
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "cms.db"
    if spoil == "folder":
        path.mkdir()
    else:
        path.write_bytes(b"something else" * 1000)

    with pytest.raises(InboxError, match=r"cms\.db"):
        Session(SqliteDatabase(path))
