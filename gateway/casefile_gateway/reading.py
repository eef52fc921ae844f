"""Reads the records of a batch, each noted in the suspect journal first, and never fails over one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from casefile_contracts.kafka.record import Record
from casefile_gateway.inspection import Arrival, Inspector, set_aside
from casefile_gateway.journal import Journal
from casefile_gateway.metrics import INTERNAL_FAULTS, SUSPECT_RESTARTS
from casefile_gateway.unread import INTERNAL, SUSPECT

log = structlog.get_logger(__name__)


class Reader:
    """Turns records into arrivals."""

    def __init__(self, inspector: Inspector, journal: Journal, survives: Callable[[bytes], bool]) -> None:
        """Args: survives: Tries a suspect value in another process; whether that lived."""
        self._inspector = inspector
        self._journal = journal
        self._survives = survives
        self._refused: set[tuple[str, int, int]] = set()
        if journal.found_suspect:
            SUSPECT_RESTARTS.inc()

    def read(self, batch: Sequence[Record]) -> list[Arrival]:
        """One arrival for each record, in their order."""
        arrivals = [self._read(record) for record in batch]
        self._journal.clear()
        return arrivals

    def refuse(self, record: Record) -> None:
        """Set this record aside when it comes again: what it becomes cannot be written."""
        self._refused.add((record.topic, record.partition, record.offset))

    def _read(self, record: Record) -> Arrival:
        if self._refused and (record.topic, record.partition, record.offset) in self._refused:
            return self._aside(record, INTERNAL)
        if self._journal.is_suspect(record) and not self._survives(record.value or b""):
            return self._aside(record, SUSPECT)
        self._journal.note(record)
        try:
            return self._inspector.inspect(record)
        except Exception:
            INTERNAL_FAULTS.labels(step="read").inc()
            log.exception("message_unread", step="read")
            return self._aside(record, INTERNAL)

    def _aside(self, record: Record, reason: str) -> Arrival:
        place = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
        log.error("message_set_aside", reason=reason, **place)
        return set_aside(record, reason)
