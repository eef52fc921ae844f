"""The tables that this room keeps in the recipient's database; all their names begin with `casefile_`."""

from __future__ import annotations

from casefile_consumers.database import Dialect
from casefile_consumers.session import Session

POSITIONS = """
CREATE TABLE IF NOT EXISTS casefile_positions (
    topic TEXT NOT NULL, partition_number INTEGER NOT NULL, next_offset BIGINT NOT NULL,
    PRIMARY KEY (topic, partition_number))
"""

TOPICS = """
CREATE TABLE IF NOT EXISTS casefile_topics (topic TEXT NOT NULL PRIMARY KEY, identity TEXT NOT NULL)
"""

INBOX = """
CREATE TABLE IF NOT EXISTS casefile_inbox (
    sender TEXT NOT NULL, message_id TEXT NOT NULL, sha256 TEXT NOT NULL, urn TEXT NOT NULL,
    topic TEXT NOT NULL, partition_number INTEGER NOT NULL, source_offset BIGINT NOT NULL, delivered_at BIGINT NOT NULL,
    PRIMARY KEY (sender, message_id))
"""

HELD_CASES = """
CREATE TABLE IF NOT EXISTS casefile_held_cases (
    topic TEXT NOT NULL, urn TEXT NOT NULL, partition_number INTEGER NOT NULL,
    attempts INTEGER NOT NULL, due_at BIGINT NOT NULL, times_parked INTEGER NOT NULL, parked_reason TEXT,
    PRIMARY KEY (topic, urn))
"""

HELD_MESSAGES = """
CREATE TABLE IF NOT EXISTS casefile_held_messages (
    topic TEXT NOT NULL, partition_number INTEGER NOT NULL, source_offset BIGINT NOT NULL,
    urn TEXT NOT NULL, value {binary} NOT NULL,
    PRIMARY KEY (topic, urn, partition_number, source_offset))
"""

OUTGOING = """
CREATE TABLE IF NOT EXISTS casefile_outgoing (
    seq {identity}, message_id TEXT NOT NULL UNIQUE, partition_number INTEGER NOT NULL,
    topic TEXT NOT NULL, record_key {binary} NOT NULL, value {binary} NOT NULL)
"""


def create(session: Session) -> None:
    """Make the tables that are not there yet."""
    with session.transaction():
        if session.dialect.alone is not None:
            session.run(session.dialect.alone)
        for statement in (POSITIONS, TOPICS, INBOX, HELD_CASES, HELD_MESSAGES, OUTGOING):
            session.run(_spelt(statement, session.dialect))


def _spelt(statement: str, dialect: Dialect) -> str:
    return statement.format(binary=dialect.binary, identity=dialect.identity)
