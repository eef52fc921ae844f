"""Messages that wait in the database for their turn, a queue a case."""

from __future__ import annotations

from casefile_consumers.arrival import Arrival
from casefile_consumers.session import Session


class Queues:
    """The queues of the held cases of one inbox topic."""

    def __init__(self, session: Session, topic: str) -> None:
        self._session = session
        self._topic = topic

    def count(self, urn: str) -> int:
        """How many messages of the case wait."""
        found = self._session.rows(
            "SELECT count(*) FROM casefile_held_messages WHERE topic = ? AND urn = ?", self._topic, urn
        )
        return int(found[0][0])

    def head(self, urn: str) -> Arrival | None:
        """The message of the case that must go first."""
        found = self._session.rows(
            "SELECT topic, partition_number, source_offset, urn, value FROM casefile_held_messages"
            " WHERE topic = ? AND urn = ? ORDER BY source_offset LIMIT 1",
            self._topic,
            urn,
        )
        if not found:
            return None
        topic, partition, offset, case, value = found[0]
        return Arrival(topic, partition, offset, case, bytes(value))

    def add(self, arrival: Arrival) -> None:
        """Put a message at the end of its case's queue."""
        self._session.run(
            "INSERT INTO casefile_held_messages (topic, partition_number, source_offset, urn, value)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            arrival.topic,
            arrival.partition,
            arrival.offset,
            arrival.urn,
            arrival.value,
        )

    def take(self, arrival: Arrival) -> bool:
        """Take a message out of the queue; False when another process did."""
        return bool(
            self._session.run(
                "DELETE FROM casefile_held_messages"
                " WHERE topic = ? AND urn = ? AND partition_number = ? AND source_offset = ?",
                arrival.topic,
                arrival.urn,
                arrival.partition,
                arrival.offset,
            )
        )
