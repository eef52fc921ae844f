"""Fixtures of the tests that take deliveries: a real broker, and the databases that a recipient may bring."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from postgres_server import PostgresMissingError, PostgresServer, postgres_server

from casefile_consumers import Database, DbApiDatabase, SqliteDatabase
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.participants import Participant, Participants
from casefile_contracts.testing.topics import fresh_topics

PARTICIPANTS = Participants(
    [
        Participant("cps-north", "CPS North", "cps", ("98", "99"), ("cms",)),
        Participant("police-99", "Testshire Police", "police", ("99",), ("00099TestRms",)),
    ]
)


@pytest.fixture
def exchange(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with empty topics of two participants, two partitions each."""
    fresh_topics(kafka, PARTICIPANTS)
    return kafka


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One real server for the whole session; where there is none, tests skip at a desk and fail under CI."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except PostgresMissingError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(error))
        yield server


@pytest.fixture
def own_database(postgres: PostgresServer) -> DbApiDatabase:
    """An empty PostgreSQL database, as a recipient plugs in its own."""
    return DbApiDatabase(partial(postgres.connect, postgres.new_database()))


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Database:
    """Each of the databases in turn, empty."""
    if request.param == "sqlite":
        return SqliteDatabase(tmp_path / "cms.db")
    found: DbApiDatabase = request.getfixturevalue("own_database")
    return found
