"""Acknowledgements and replies that wait to be sent, written in the very transaction of the work they speak of."""

from __future__ import annotations

from dataclasses import dataclass

from casefile_consumers.session import Session, among


@dataclass(frozen=True, slots=True)
class Letter:
    """One sealed message for the exchange, as bytes."""

    message_id: str
    topic: str
    key: bytes
    value: bytes


class Outgoing:
    """The letters in the order in which they were written; one stays until the broker has confirmed it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, letter: Letter, partition: int) -> None:
        """Queue a letter; the same id again changes nothing. `partition` is the one of the delivery it follows."""
        self._session.run(
            "INSERT INTO casefile_outgoing (message_id, partition_number, topic, record_key, value)"
            " VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            letter.message_id,
            partition,
            letter.topic,
            letter.key,
            letter.value,
        )

    def waiting(self, partitions: frozenset[int], limit: int) -> list[Letter]:
        """The oldest letters that follow deliveries of these partitions."""
        found = self._session.rows(
            "SELECT message_id, topic, record_key, value FROM casefile_outgoing"  # noqa: S608 -- numbers only
            f" WHERE {among(partitions)} ORDER BY seq LIMIT ?",
            limit,
        )
        return [Letter(message_id, topic, bytes(key), bytes(value)) for message_id, topic, key, value in found]

    def strike_out(self, message_ids: list[str]) -> None:
        """Forget letters that the broker has."""
        for message_id in message_ids:
            self._session.run("DELETE FROM casefile_outgoing WHERE message_id = ?", message_id)
