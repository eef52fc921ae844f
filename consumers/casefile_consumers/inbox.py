"""What was delivered, and up to where the topic was read: the memory that makes it once each."""

from __future__ import annotations

from enum import Enum, auto

from casefile_consumers.arrival import Arrival
from casefile_consumers.session import Session


class Sighting(Enum):
    """Whether a message was delivered before."""

    NEW = auto()
    REPEAT = auto()
    CONFLICT = auto()


class Inbox:
    """The inbox table and the positions; every call belongs inside a transaction of the session."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def recognises(self, topic: str, identity: str) -> bool:
        """Whether the topic is the one that the positions are of; the first one seen is."""
        self._session.run(
            "INSERT INTO casefile_topics (topic, identity) VALUES (?, ?) ON CONFLICT DO NOTHING", topic, identity
        )
        return self._session.rows("SELECT identity FROM casefile_topics WHERE topic = ?", topic) == [(identity,)]

    def position(self, topic: str, partition: int) -> int | None:
        """The offset to read next, or None where nothing was read yet."""
        found = self._session.rows(
            "SELECT next_offset FROM casefile_positions WHERE topic = ? AND partition_number = ?", topic, partition
        )
        return int(found[0][0]) if found else None

    def advance(self, arrival: Arrival) -> bool:
        """Step past this arrival and lock its partition; False when another process, or an earlier run, already did."""
        where = (arrival.topic, arrival.partition)
        self._session.run(
            "INSERT INTO casefile_positions (topic, partition_number, next_offset) VALUES (?, ?, 0)"
            " ON CONFLICT DO NOTHING",
            *where,
        )
        return bool(
            self._session.run(
                "UPDATE casefile_positions SET next_offset = ?"
                " WHERE topic = ? AND partition_number = ? AND next_offset <= ?",
                arrival.offset + 1,
                *where,
                arrival.offset,
            )
        )

    def lock(self, arrival: Arrival) -> None:
        """Keep a process that still believes that it owns the partition away from it until the transaction ends."""
        self._session.run(
            "UPDATE casefile_positions SET next_offset = next_offset WHERE topic = ? AND partition_number = ?",
            arrival.topic,
            arrival.partition,
        )

    def enter(self, arrival: Arrival, sender: str, message_id: str, now: int) -> Sighting:
        """Remember the message as delivered, unless one of its id was."""
        place = (arrival.topic, arrival.partition, arrival.offset)
        entered = self._session.run(
            "INSERT INTO casefile_inbox (sender, message_id, sha256, urn, topic, partition_number, source_offset,"
            " delivered_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            *(sender, message_id, arrival.sha256, arrival.urn, *place, now),
        )
        return Sighting.NEW if entered else self._compare(arrival, sender, message_id)

    def _compare(self, arrival: Arrival, sender: str, message_id: str) -> Sighting:
        found = self._session.rows(
            "SELECT sha256 FROM casefile_inbox WHERE sender = ? AND message_id = ?", sender, message_id
        )
        return Sighting.REPEAT if found[0][0] == arrival.sha256 else Sighting.CONFLICT
