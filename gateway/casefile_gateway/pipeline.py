"""Carries the batches of one poll, each in a transaction of its own, with the next one read while one commits.

    read (pure) -> decide (pure) -> begin, produce -> flush, offsets, commit -> views

A batch is decided on only when the one before it is committed and its decisions stand in the views. What it reads in
the meantime needs no knowledge of other messages.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

import structlog

from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import LEDGER
from casefile_contracts.kafka.transactions import Transactor
from casefile_gateway import metrics
from casefile_gateway.batches import next_places
from casefile_gateway.crash import Reached
from casefile_gateway.decision import Decided
from casefile_gateway.inspection import Arrival
from casefile_gateway.judging import Judge
from casefile_gateway.ledger import Entry
from casefile_gateway.publishing import Publication
from casefile_gateway.reading import Reader
from casefile_gateway.view import View
from casefile_gateway.watchdog import Watchdog

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class UnderWay:
    """A transaction that is being committed."""

    decided: list[Decided]
    written: dict[int, int] = field(default_factory=dict)
    """For each partition: the offset after its last record in the ledger."""
    commit: Future[float] | None = None


class Pipeline:
    """One worker's way from records to committed decisions."""

    def __init__(
        self,
        reader: Reader,
        judge: Judge,
        publication: Publication,
        transactor: Transactor,
        watchdog: Watchdog,
        reached: Reached,
    ) -> None:
        self._reader = reader
        self._judge = judge
        self._publication = publication
        self._transactor = transactor
        self._watchdog = watchdog
        self._reached = reached
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")
        self.settled = 0
        """How many records of the present call of `carry` are committed."""

    def carry(self, batches: Iterable[Sequence[Record]], membership: Any, views: Mapping[int, View]) -> None:
        """Carry all batches, in their order; `membership` is from right after the poll that brought them.

        Raises:
            TransactionAbortedError: The batch after the first `settled` records left no trace; nor did any later one.
        """
        self.settled = 0
        under_way: UnderWay | None = None
        try:
            for batch in batches:
                arrivals = self._read(batch)
                self._settle(under_way, views)
                under_way = self._send(batch, self._decide(arrivals, views), membership)
            self._settle(under_way, views)
        finally:
            if under_way is not None and under_way.commit is not None:
                wait([under_way.commit])

    def rest(self) -> None:
        """Use a pause for what can wait."""
        with self._watchdog.step("rest"):
            self._transactor.rest()

    def close(self) -> None:
        """Let the thread go."""
        self._thread.shutdown()

    def _read(self, batch: Sequence[Record]) -> list[Arrival]:
        with self._watchdog.step("read"), metrics.STAGES.labels("read").time():
            return self._reader.read(batch)

    def _decide(self, arrivals: Sequence[Arrival], views: Mapping[int, View]) -> list[Decided]:
        with self._watchdog.step("decide"), metrics.STAGES.labels("decide").time():
            return self._judge.decide(arrivals, views)

    def _send(self, batch: Sequence[Record], decided: list[Decided], membership: Any) -> UnderWay:
        """Put a batch into a transaction, and let that be committed in the other thread."""
        under_way = UnderWay(decided)

        def note(error: Any, message: Any) -> None:
            if error is None:
                under_way.written[message.partition()] = message.offset() + 1

        # Only the last record of a partition is reported: each report takes the interpreter's lock from what reads the
        # next batch meanwhile. One that could not be written shows in the commit.
        last = {entry["about"]["partition"]: entry for _, entry in decided}
        with self._watchdog.step("produce"), metrics.STAGES.labels("produce").time():
            self._transactor.begin()
            for decision, entry in decided:
                report = note if last[entry["about"]["partition"]] is entry else None
                for output in self._publication.outputs(decision, entry):
                    self._transactor.produce(*output, report if output.topic == LEDGER else None)
        under_way.commit = self._thread.submit(self._finish, batch, membership)
        return under_way

    def _finish(self, batch: Sequence[Record], membership: Any) -> float:
        began = time.monotonic()
        with self._watchdog.step("commit"):
            self._transactor.finish(next_places(batch), membership)
        return time.monotonic() - began

    def _settle(self, under_way: UnderWay | None, views: Mapping[int, View]) -> None:
        """Wait for a commit and take its decisions into the views."""
        if under_way is None or under_way.commit is None:
            return
        seconds = under_way.commit.result()
        for number, entries in _by_partition(under_way.decided).items():
            views[number].apply(entries, under_way.written[number])
        self._reached("view")
        self.settled += len(under_way.decided)
        metrics.TRANSACTIONS.labels("committed").inc()
        metrics.COMMIT.observe(seconds)
        metrics.count_committed(under_way.decided)
        log.info("transaction_committed", seconds=round(seconds, 3), count=len(under_way.decided))


def _by_partition(decided: Iterable[Decided]) -> dict[int, list[Entry]]:
    found: dict[int, list[Entry]] = {}
    for _, entry in decided:
        found.setdefault(entry["about"]["partition"], []).append(entry)
    return found
