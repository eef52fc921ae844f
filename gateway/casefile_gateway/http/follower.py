"""Keeps the statuses up with the ledger, in a thread of its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping

import structlog

from casefile_contracts.contract import Contract
from casefile_contracts.errors import CaseFileError
from casefile_contracts.kafka.record import Record
from casefile_gateway.errors import LedgerError
from casefile_gateway.http.status import Statuses
from casefile_gateway.ledger import read_entry

log = structlog.get_logger(__name__)

Tail = Callable[[Mapping[int, int]], Iterable[Record | None]]
"""From the next offsets wanted of each partition, every record of the ledger, and None when nothing comes."""

PAUSE_SECONDS = 2.0
ALIVE_SECONDS = 30.0


class Follower:
    """Reads the ledger for as long as the door is open; an outage is waited out."""

    def __init__(self, contract: Contract, statuses: Statuses, tail: Tail) -> None:
        self._contract = contract
        self._statuses = statuses
        self._tail = tail
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="casefile-http-ledger", daemon=True)
        self._caught_up = False
        self._moved = time.monotonic()

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def stop(self) -> None:
        """Stop reading; returns when the thread has ended."""
        self._stopping.set()
        self._thread.join()

    @property
    def alive(self) -> bool:
        """Whether it took a step of late."""
        return self._thread.is_alive() and time.monotonic() - self._moved < ALIVE_SECONDS

    @property
    def caught_up(self) -> bool:
        """Whether it has reached the end of the ledger since it last began to read."""
        return self._caught_up

    def _follow(self) -> None:
        while not self._stopping.is_set():
            try:
                self._read()
            except CaseFileError as error:
                self._caught_up = False
                log.warning("ledger_unreachable", code=error.code)
                self._moved = time.monotonic()
                self._stopping.wait(PAUSE_SECONDS)

    def _read(self) -> None:
        for record in self._tail(self._statuses.places()):
            self._moved = time.monotonic()
            if record is None:
                self._caught_up = True
            else:
                self._take_in(record)
            if self._stopping.is_set():
                return

    def _take_in(self, record: Record) -> None:
        try:
            entry = read_entry(self._contract, record)
        except LedgerError as error:
            place = {"partition": record.partition, "offset": record.offset}
            log.warning("ledger_record_unreadable", reason=str(error), **place)
            return
        self._statuses.apply(entry, record.partition, record.offset)
