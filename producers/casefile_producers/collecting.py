"""Receipts are taken from the topic into the outbox, each once, and the case system is told.

How far the topic has been read is kept in the outbox, in the same transaction as what the receipts changed there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from casefile_contracts.contract import Contract
from casefile_contracts.errors import CaseFileError, UnreadableError
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.reading import read_to_end, tail
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_producers.outbox import Outbox
from casefile_producers.receipt import Receipt
from casefile_producers.sealed import Entry

BATCH = 100


class Collected(NamedTuple):
    """A receipt and its message, as it stands now; None if this outbox does not hold it."""

    receipt: Receipt
    entry: Entry | None


class UnreadableReceiptError(CaseFileError):
    """What stands on the receipts topic is no receipt that this release can read: install a newer one."""

    code = "receipt.unreadable"
    exit_code = 65


def collect_new(settings: KafkaSettings, topic: str, contract: Contract, outbox: Outbox) -> Iterator[Collected]:
    """Take all receipts that are there now.

    Raises:
        KafkaUnavailableError, TopicError: from reading.
        UnreadableReceiptError: what was taken before it stays taken.
    """
    for partition, (start, end) in _unread(ranges(settings, topic), outbox.positions(topic)).items():
        if start < end:
            records = read_to_end(settings, topic, partition, start)
            yield from _take(records, contract, outbox)


def collect_on(settings: KafkaSettings, topic: str, contract: Contract, outbox: Outbox) -> Iterator[Collected | None]:
    """Take receipts as they come, for ever; None whenever nothing came for a while. Raises as `collect_new` does."""
    starts = _unread(ranges(settings, topic), outbox.positions(topic))
    for record in tail(settings, topic, {partition: start for partition, (start, _) in starts.items()}):
        if record is None:
            yield None
        else:
            yield from _take([record], contract, outbox)


def _unread(held: Mapping[int, Range], positions: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """From where to read each partition, and where it ends.

    A position that the topic does not hold, because it is past keeping or was made anew, becomes the beginning: a
    receipt that is taken twice changes nothing.
    """
    return {
        partition: (start if limits.beginning <= start <= limits.end else limits.beginning, limits.end)
        for partition, limits in held.items()
        for start in [positions.get(partition, limits.beginning)]
    }


def _take(records: Iterable[Record], contract: Contract, outbox: Outbox) -> Iterator[Collected]:
    batch: list[Receipt] = []
    for record in records:
        batch.append(_receipt(record, contract))
        if len(batch) == BATCH:
            yield from map(Collected, batch, outbox.settle(batch))
            batch = []
    yield from map(Collected, batch, outbox.settle(batch))


def _receipt(record: Record, contract: Contract) -> Receipt:
    place: dict[str, str | int] = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    try:
        message = contract.read(record.value or b"")
    except UnreadableError as error:
        where = f"{record.topic} [{record.partition}] at {record.offset}"
        raise UnreadableReceiptError(f"{where} is no readable receipt ({error.reason}); update this program") from error
    return Receipt.from_raw(message.raw, place=place, value=record.value or b"")
