"""The relay: records of the outboxes become deliveries, receipts and ledger records, each batch in one transaction.

No transaction is open while the client polls, so no change of the assignment can come in the middle of one. After an
abort everything that was not committed is read again, from the place where it began.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import structlog

from casefile_contracts.kafka.faults import Cause, TransactionAbortedError
from casefile_contracts.kafka.groups import Group
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import owner_of
from casefile_gateway import metrics
from casefile_gateway.batches import Place, cut, first_places, next_places
from casefile_gateway.crash import Reached
from casefile_gateway.errors import UnevenAssignmentError
from casefile_gateway.pace import Pace
from casefile_gateway.pipeline import Pipeline
from casefile_gateway.reading import Reader
from casefile_gateway.settings import GatewaySettings
from casefile_gateway.takeover import Views
from casefile_gateway.watchdog import Watchdog

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.2
LAG_EVERY_SECONDS = 5.0


class Relay:
    """One worker's loop."""

    def __init__(
        self,
        group: Group,
        views: Views,
        reader: Reader,
        pipeline: Pipeline,
        watchdog: Watchdog,
        settings: GatewaySettings,
        reached: Reached,
    ) -> None:
        self._group = group
        self._views = views
        self._reader = reader
        self._pipeline = pipeline
        self._watchdog = watchdog
        self._settings = settings
        self._reached = reached
        self._pace = Pace(settings.batch)
        self._era = group.era
        self._uneven_since: float | None = None
        self._next: dict[Place, int] = {}
        self._lag_told = 0.0

    def run(self, stopping: Callable[[], bool]) -> None:
        """Go round until `stopping`; the round at hand is finished, and nothing is open afterwards."""
        while not stopping():
            self._go_round()

    def _go_round(self) -> None:
        with self._watchdog.step("poll"):
            records = self._group.poll(self._pace.limit * self._settings.ahead, POLL_SECONDS)
        metrics.LAST_PROGRESS.set_to_current_time()
        if self._group.era != self._era:
            self._take_over()
        elif records:
            self._carry(records)
        elif self._uneven_since is not None:
            self._bear_unevenness(self._uneven_since)
        else:
            self._pipeline.rest()
        self._tell_lag()

    def _take_over(self) -> None:
        era = self._era = self._group.era
        metrics.REBALANCES.inc()
        metrics.ASSIGNED.set(len(self._group.partitions))
        log.info("assignment_changed", partitions=_texts(self._group.partitions), state=_shape(self._group))
        self._uneven_since = None if self._group.is_even else self._uneven_since or time.monotonic()
        if self._uneven_since is None:
            with self._watchdog.step("take_over") as goes_on:
                starts = self._views.take_over(self._group, lambda: self._still(era, goes_on))
            if starts is not None:
                self._next = starts
                self._group.start_at(starts)
                log.info("partitions_taken_over", partitions=_texts(self._group.partitions))

    def _still(self, era: int, goes_on: Callable[[], None]) -> bool:
        """Keep the membership alive while nothing is read; whether the assignment is still that of `era`."""
        self._group.poll(1, 0)
        goes_on()
        return self._group.era == era

    def _bear_unevenness(self, since: float) -> None:
        if time.monotonic() - since > self._settings.uneven_limit.total_seconds():
            raise UnevenAssignmentError("the group keeps giving different partitions of different outboxes")

    def _carry(self, records: Sequence[Record]) -> None:
        membership = self._group.membership()
        self._reached("poll")
        metrics.count_read(records)
        try:
            batches = cut(records, self._pace.limit, self._settings.batch_bytes)
            self._pipeline.carry(batches, membership, self._views.open)
        except TransactionAbortedError as aborted:
            self._begin_again(records[self._pipeline.settled :], aborted)
        else:
            self._pace.committed()
        self._next |= next_places(records[: self._pipeline.settled])

    def _begin_again(self, undone: Sequence[Record], aborted: TransactionAbortedError) -> None:
        metrics.TRANSACTIONS.labels("aborted").inc()
        metrics.ABORTS.labels(aborted.cause).inc()
        pause = self._pace.aborted()
        log.warning(
            "transaction_aborted",
            step=aborted.step,
            error=aborted.name,
            cause=aborted.cause,
            count=len(undone),
            delay_seconds=round(pause, 2),
        )
        if aborted.cause is Cause.LOCAL and self._pace.is_stuck:
            self._reader.refuse(undone[0])
        if not self._group.rewind(first_places(undone)):
            raise aborted
        with self._watchdog.step("pause"):
            time.sleep(pause)

    def _tell_lag(self) -> None:
        if time.monotonic() - self._lag_told < LAG_EVERY_SECONDS:
            return
        self._lag_told = time.monotonic()
        behind = dict.fromkeys(map(owner_of, self._group.topics), 0)
        for (topic, number), end in self._group.ends().items():
            behind[owner_of(topic)] += max(0, end - self._next.get((topic, number), end))
        for organisation, messages in behind.items():
            metrics.LAG.labels(organisation).set(messages)


def _texts(partitions: frozenset[int]) -> list[str]:
    return [str(number) for number in sorted(partitions)]


def _shape(group: Group) -> str:
    return "even" if group.is_even else "uneven"
