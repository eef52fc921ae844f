"""Cases that wait: one message failed, and the later ones of the same case queue up behind it.

Everything that waits is in the database, so the topic is read on, other cases are not held up, and a restart
forgets nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from casefile_consumers.arrival import Arrival
from casefile_consumers.queueing import Queues
from casefile_consumers.session import Session, among


@dataclass(frozen=True, slots=True)
class HeldCase:
    """A case that waits for its next try, or is parked until someone lets it go on."""

    urn: str
    partition: int
    attempts: int
    due_at: int
    times_parked: int
    parked_reason: str | None


class Held:
    """The held cases of one inbox topic; times are epoch milliseconds."""

    _COLUMNS = "urn, partition_number, attempts, due_at, times_parked, parked_reason"

    def __init__(self, session: Session, topic: str) -> None:
        self._session = session
        self._topic = topic
        self.queues = Queues(session, topic)

    def case(self, urn: str) -> HeldCase | None:
        """The case, if it waits."""
        return self._one("urn = ?", urn)

    def due(self, now: int, partitions: frozenset[int]) -> HeldCase | None:
        """The case of these partitions whose next try has been due the longest."""
        return self._one(f"parked_reason IS NULL AND due_at <= ? AND {among(partitions)}", now)

    def next_due_at(self, partitions: frozenset[int]) -> int | None:
        """When the next try is due."""
        case = self._one(f"parked_reason IS NULL AND {among(partitions)}")
        return None if case is None else case.due_at

    def counts(self) -> tuple[int, int]:
        """How many cases wait for their next try, and how many are parked."""
        found = self._session.rows(
            "SELECT count(*), count(parked_reason) FROM casefile_held_cases WHERE topic = ?", self._topic
        )
        held, parked = found[0]
        return held - parked, parked

    def parked(self) -> list[HeldCase]:
        """Every parked case, by URN."""
        found = self._session.rows(
            f"SELECT {self._COLUMNS} FROM casefile_held_cases"  # noqa: S608
            " WHERE topic = ? AND parked_reason IS NOT NULL ORDER BY urn",
            self._topic,
        )
        return [HeldCase(*row) for row in found]

    def hold(self, arrival: Arrival, *, attempts: int, due_at: int) -> None:
        """Let the case wait for its next try."""
        self._write(arrival, attempts, due_at, times_parked=0, reason=None)

    def park(self, arrival: Arrival, *, attempts: int, reason: str) -> int:
        """Let the case wait until someone lets it go on; how many times it has been parked so far."""
        self._write(arrival, attempts, 0, times_parked=1, reason=reason)
        case = self.case(arrival.urn)
        return case.times_parked if case else 0

    def unpark(self, urn: str, now: int) -> bool:
        """Let a parked case go on from the message it stopped at; False when it is not parked."""
        return bool(
            self._session.run(
                "UPDATE casefile_held_cases SET parked_reason = NULL, attempts = 0, due_at = ?"
                " WHERE urn = ? AND topic = ? AND parked_reason IS NOT NULL",
                now,
                urn,
                self._topic,
            )
        )

    def go_on(self, urn: str, now: int) -> None:
        """The head of the case is done: the next one is due, or the case no longer waits."""
        if self.queues.count(urn):
            self._session.run(
                "UPDATE casefile_held_cases SET attempts = 0, due_at = ? WHERE topic = ? AND urn = ?",
                now,
                self._topic,
                urn,
            )
        else:
            self._session.run("DELETE FROM casefile_held_cases WHERE topic = ? AND urn = ?", self._topic, urn)

    def _write(self, arrival: Arrival, attempts: int, due_at: int, *, times_parked: int, reason: str | None) -> None:
        self._session.run(
            "INSERT INTO casefile_held_cases (urn, topic, partition_number, attempts, due_at, times_parked,"
            " parked_reason) VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (topic, urn) DO UPDATE SET"
            " attempts = excluded.attempts, due_at = excluded.due_at, parked_reason = excluded.parked_reason,"
            " times_parked = casefile_held_cases.times_parked + excluded.times_parked",
            arrival.urn,
            arrival.topic,
            arrival.partition,
            attempts,
            due_at,
            times_parked,
            reason,
        )

    def _one(self, condition: str, *values: object) -> HeldCase | None:
        found = self._session.rows(
            f"SELECT {self._COLUMNS} FROM casefile_held_cases"  # noqa: S608 -- fixed conditions, numbers only
            f" WHERE topic = ? AND {condition} ORDER BY due_at LIMIT 1",
            self._topic,
            *values,
        )
        return HeldCase(*found[0]) if found else None
