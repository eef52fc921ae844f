"""Taking over partitions: learn everything that was decided on them before deciding anything.

For each partition number the view catches up to the end of its ledger partition, as it stands after the assignment. An
open transaction of the former owner holds that back until it ends; a later one of his fails for his old membership. So
no decision is ever made on stale knowledge.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path

import structlog

from casefile_contracts.contract import Contract
from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.groups import Group
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER
from casefile_gateway.batches import Place
from casefile_gateway.errors import ViewError
from casefile_gateway.ledger import read_entry
from casefile_gateway.metrics import REBUILD
from casefile_gateway.starts import start_of
from casefile_gateway.view import View

log = structlog.get_logger(__name__)

CHUNK = 500
PAUSE_SECONDS = 0.2
TOLD_EVERY_SECONDS = 2.0
STALL_SECONDS = 40.0
"""Longer than the broker lets a transaction be that nobody ends: 15 s, and 10 s until it looks. Shorter than a member
may go without a poll, and than a step may take."""
WITNESSED_OFFSETS_SECONDS = 5.0
"""How long the group's offsets are waited for where the ledger, whole, tells where to go on without them."""


class Views:
    """The views of the owned partitions, by partition number."""

    def __init__(self, settings: KafkaSettings, contract: Contract, folder: Path, origin: str) -> None:
        """Args: origin: Identity of the ledger topic, so that views of another ledger are not used."""
        self._settings = settings
        self._contract = contract
        self._folder = folder
        self._origin = origin
        self.open: dict[int, View] = {}

    def take_over(self, group: Group, still: Callable[[], bool]) -> dict[Place, int] | None:
        """Catch up with the ledger; returns where to begin in each outbox, or None if the assignment changed meanwhile.

        Args:
            still: Keeps the membership alive; whether the assignment is still the same. Called every now and then.

        Raises:
            OffsetsRefusedError: What Kafka and the ledger say of an outbox cannot both be true.
        """
        began = time.monotonic()
        self._keep(group.partitions)
        for number in sorted(group.partitions):
            if not self._catch_up(number, still):
                return None
        ledger = ranges(self._settings, LEDGER)
        committed = _committed(group, still, whole=all(ledger[number].beginning == 0 for number in group.partitions))
        REBUILD.set(time.monotonic() - began)
        return None if committed is None else self._starts(group.topics, committed, ledger)

    def close(self) -> None:
        """Let all files go."""
        self._keep(frozenset())

    def discard(self) -> None:
        """Delete all files, after one was found damaged."""
        for view in self.open.values():
            view.discard()

    def _keep(self, numbers: frozenset[int]) -> None:
        for number in set(self.open) - numbers:
            self.open.pop(number).close()
        for number in numbers - set(self.open):
            self.open[number] = self._view(number)

    def _view(self, number: int) -> View:
        return View(self._folder / f"partition-{number}.sqlite", self._origin, self._contract.memories)

    def _catch_up(self, number: int, still: Callable[[], bool]) -> bool:
        view, told = self.open[number], time.monotonic()
        held = ranges(self._settings, LEDGER, number)[number]
        if view.position > held.end:
            raise ViewError(f"the view of partition {number} is ahead of the ledger; it is not of this ledger")
        start = max(view.position, held.beginning)
        log.info("ledger_reading", partition=number, offset=start, count=held.end - start)
        records = read_to_end(self._settings, LEDGER, number, start, stall_seconds=STALL_SECONDS)
        for chunk in _chunks(records):
            view.apply([read_entry(self._contract, record) for record in chunk], chunk[-1].offset + 1)
            if time.monotonic() - told > TOLD_EVERY_SECONDS:
                told = time.monotonic()
                log.info("ledger_reading", partition=number, offset=view.position, count=held.end - view.position)
            if not still():
                return False
        return still()

    def _starts(
        self, topics: Iterable[str], committed: Mapping[Place, int | None], ledger: Mapping[int, Range]
    ) -> dict[Place, int]:
        held = {topic: ranges(self._settings, topic) for topic in topics}
        starts: dict[Place, int] = {}
        for topic, number in sorted(committed):
            before, whole = committed[topic, number], ledger[number].beginning == 0
            decided = self.open[number].next_offsets().get(topic, 0 if whole else None)
            if decided is not None and (before or 0) < decided:
                log.warning("offset_behind_ledger", topic=topic, partition=number, offset=decided)
            limits = held[topic][number]
            starts[topic, number] = start_of(
                f"{topic} [{number}]", decided=decided, committed=before, beginning=limits.beginning, end=limits.end
            )
        return starts


def _committed(group: Group, still: Callable[[], bool], *, whole: bool) -> dict[Place, int | None] | None:
    """The group's offsets; asked for again and again while a transaction of a former owner holds them back.

    A broker that was killed in the middle of a transaction may hold them back for long. A whole ledger has a record of
    every decision, and was read to its end: then nothing is lost or doubled by going on without them.
    """
    deadline = time.monotonic() + (WITNESSED_OFFSETS_SECONDS if whole else STALL_SECONDS)
    while still():
        try:
            return group.committed()
        except KafkaUnavailableError as error:
            log.warning("offsets_waited_for", group=group.name, reason=str(error))
            if time.monotonic() > deadline:
                if not whole:
                    raise
                log.warning("offsets_done_without", group=group.name)
                return {(topic, number): None for topic in group.topics for number in group.partitions}
            time.sleep(PAUSE_SECONDS)
    return None


def _chunks(records: Iterator[Record]) -> Iterator[list[Record]]:
    while chunk := list(islice(records, CHUNK)):
        yield chunk
