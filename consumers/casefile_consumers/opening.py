"""Opening a recipient's inbox: database, topic and client put together."""

from __future__ import annotations

from pathlib import Path

from casefile_consumers import tables
from casefile_consumers.acknowledgement import Recipient
from casefile_consumers.database import Database, SqliteDatabase
from casefile_consumers.deliveries import Deliveries
from casefile_consumers.errors import InboxGapError
from casefile_consumers.inbox import Inbox
from casefile_consumers.retry import Retry
from casefile_consumers.session import Session
from casefile_contracts.contract import Contract
from casefile_contracts.kafka import topics
from casefile_contracts.kafka.identity import topic_id
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.resuming import GroupReader
from casefile_contracts.kafka.settings import KafkaSettings


def deliveries(
    settings: KafkaSettings,
    *,
    organisation: str,
    system: str,
    database: Database | Path,
    contract: Contract | None = None,
    retry: Retry | None = None,
    follow: bool = True,
    instance: str | None = None,
) -> Deliveries:
    """Take messages out of the exchange, as one process of the recipient system's group.

    Args:
        database: The system's own database, or a SQLite file. Processes of the same system share it.
        contract: The release that the system understands; the latest when not given.
        retry: How often and with what pauses a failing case is tried again before it is parked.
        follow: Whether to wait for more when everything has been given; otherwise the iteration ends.
        instance: Name of this process among those of the group, if it shall find its partitions after a restart.

    Raises:
        KafkaUnavailableError: No broker answers.
        TopicError: The organisation has no inbox topic.
        InboxError: The database cannot be used.
        InboxGapError: The inbox topic was deleted and made anew since this database was first used.
    """
    topic, group = topics.inbox(organisation), f"casefile.{organisation}.{system}"
    identity = topic_id(settings, topic)
    session = open_inbox(database if not isinstance(database, Path) else SqliteDatabase(database), topic, identity)
    return Deliveries(
        session=session,
        source=GroupReader(settings, topic, group, Inbox(session).position, instance=instance),
        post=Publisher(settings, group),
        contract=contract or Contract.load(),
        recipient=Recipient(organisation, system),
        retry=retry or Retry(),
        follow=follow,
    )


def open_inbox(database: Database, topic: str, identity: str) -> Session:
    """The inbox database, ready for use with the topic of this identity; raises as `deliveries` does."""
    session = Session(database)
    try:
        tables.create(session)
        _recognise(session, topic, identity)
    except BaseException:
        session.close()
        raise
    return session


def _recognise(session: Session, topic: str, identity: str) -> None:
    with session.transaction():
        recognised = Inbox(session).recognises(topic, identity)
    if not recognised:
        raise InboxGapError(f"{topic} was made anew since this database was first used: start with a new database")
