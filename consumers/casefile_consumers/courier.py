"""Takes waiting letters to the broker, in order per case, until each is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import structlog

from casefile_consumers.outgoing import Letter, Outgoing
from casefile_consumers.session import Session
from casefile_contracts.errors import CaseFileError
from casefile_contracts.kafka.producing import Delivery, OnDelivery

log = structlog.get_logger(__name__)


class Post(Protocol):
    """Writes records; `casefile_contracts.kafka.producing.Publisher` is the real one."""

    def send(
        self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]], on_delivery: OnDelivery | None
    ) -> None:
        """Hand a record over; its fate is told from within a later call."""

    def poll(self, timeout: float) -> None:
        """Let fates be told."""

    def close(self) -> None:
        """Wait for what is under way."""


class Courier:
    """One round of letters at a time, at most one per case, so that none overtakes an earlier one of its case."""

    ROUND = 500
    TURN_SECONDS = 0.1

    def __init__(self, session: Session, post: Post) -> None:
        self._session = session
        self._outgoing = Outgoing(session)
        self._post = post
        self._under_way = 0
        self._confirmed: list[str] = []

    def pump(self, partitions: frozenset[int]) -> bool:
        """Go one step without waiting; whether letters of these partitions are still to be confirmed."""
        self._post.poll(0)
        if self._under_way:
            return True
        self._strike_out()
        letters = _first_of_each_case(self._outgoing.waiting(partitions, self.ROUND))
        for letter in letters:
            self._send(letter)
        return bool(letters)

    def finish(self, partitions: frozenset[int], turns: int = 50) -> None:
        """Wait up to five seconds for what is under way; the rest stays in the database for the next start."""
        while turns > 0 and self.pump(partitions):
            turns -= 1
            self._post.poll(self.TURN_SECONDS)
        self._strike_out()

    def close(self) -> None:
        """Let the client go."""
        try:
            self._post.close()
        except CaseFileError as error:
            log.warning("letters_left", code=error.code)
        self._strike_out()

    def _send(self, letter: Letter) -> None:
        self._under_way += 1
        try:
            self._post.send(letter.topic, letter.key, letter.value, (), self._settler(letter))
        except CaseFileError as error:
            self._under_way -= 1
            log.warning("letter_delayed", message_id=letter.message_id, code=error.code)

    def _settler(self, letter: Letter) -> Callable[[Delivery], None]:
        def settle(fate: Delivery) -> None:
            self._under_way -= 1
            if fate.error is None:
                self._confirmed.append(letter.message_id)
            else:
                log.warning("letter_delayed", message_id=letter.message_id, code=fate.error)

        return settle

    def _strike_out(self) -> None:
        if self._confirmed:
            with self._session.transaction():
                self._outgoing.strike_out(self._confirmed)
            self._confirmed = []


def _first_of_each_case(letters: list[Letter]) -> list[Letter]:
    first: dict[bytes, Letter] = {}
    for letter in letters:
        first.setdefault(letter.key, letter)
    return list(first.values())
