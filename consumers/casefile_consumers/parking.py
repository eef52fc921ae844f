"""The parked cases of a system: which there are, and letting one go on."""

from __future__ import annotations

from casefile_consumers import tables
from casefile_consumers.database import Database
from casefile_consumers.errors import ReceivingError
from casefile_consumers.held import Held, HeldCase
from casefile_consumers.session import Session
from casefile_contracts.now import utc_millis


class NotParkedError(ReceivingError):
    """There is no parked case of this URN."""

    code = "receiving.not_parked"


class ParkedCases:
    """A view into the inbox database of a running or resting system."""

    def __init__(self, database: Database, topic: str) -> None:
        self._session = Session(database)
        tables.create(self._session)
        self._held = Held(self._session, topic)

    def list(self) -> list[tuple[HeldCase, int]]:
        """Every parked case with the number of its messages that wait, by URN."""
        return [(case, self._held.queues.count(case.urn)) for case in self._held.parked()]

    def let_go_on(self, urn: str) -> None:
        """Let a case go on, from the message that it stopped at; a running system takes it up within a second.

        Raises:
            NotParkedError: It is not parked.
        """
        with self._session.transaction():
            found = self._held.unpark(urn, utc_millis())
        if not found:
            raise NotParkedError(f"{urn} is not parked; `casefile receive --parked` lists what is")

    def close(self) -> None:
        """Close the database."""
        self._session.close()
