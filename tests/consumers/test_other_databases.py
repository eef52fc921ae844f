"""What a recipient's own database, or one that fails, makes different."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from postgres_server import PostgresServer
from receiving_fakes import CASE_A, INBOX, Desktop, answered

from casefile_consumers import Database, DbApiDatabase, InboxError, SqliteDatabase, tables
from casefile_consumers.arrival import Arrival
from casefile_consumers.inbox import Inbox
from casefile_consumers.session import Session


def test_reading_leaves_no_transaction_open(own_database: DbApiDatabase) -> None:
    connection = own_database.connect()
    session = Session(replace(own_database, connect=lambda: connection))
    tables.create(session)

    session.rows("SELECT count(*) FROM casefile_inbox")

    assert connection.info.transaction_status == 0
    session.close()


def test_a_connection_that_commits_each_statement_by_itself_is_refused(postgres: PostgresServer) -> None:
    name = postgres.new_database()

    def connect() -> object:
        connection = postgres.connect(name)
        connection.autocommit = True
        return connection

    with pytest.raises(InboxError):
        Desktop(DbApiDatabase(connect)).start()


def test_processes_that_start_together_make_the_tables_once(database: Database) -> None:
    together = threading.Barrier(6)

    def start() -> None:
        together.wait()
        session = Session(database)
        tables.create(session)
        session.close()

    with ThreadPoolExecutor(6) as pool:
        for started in [pool.submit(start) for _ in range(6)]:
            started.result()


def test_nobody_queues_a_message_behind_a_case_while_its_last_one_is_being_handled(database: Database) -> None:
    desktop = Desktop(database)
    desktop.topic.put(answered(CASE_A, "a1"))

    def fail(message: object) -> None:
        raise ValueError

    def step_past_next() -> bool:
        session = Session(database)
        with session.transaction():
            stepped = Inbox(session).advance(Arrival(INBOX, 0, 1, CASE_A, b""))
        session.close()
        return stepped

    desktop.run(fail)
    desktop.clock.now += 60_000
    slow = desktop.start()
    with ThreadPoolExecutor(1) as pool:
        with next(slow):
            other = pool.submit(step_past_next)  # the partition has gone to another process
            time.sleep(0.5)
            waited = not other.done()
        assert other.result(timeout=30)
    assert waited
    slow.close()


def test_a_database_that_fails_says_so_without_repeating_a_value(database: Database) -> None:
    session = Session(database)

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
