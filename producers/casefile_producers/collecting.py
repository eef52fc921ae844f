"""Receipts are taken from the topic into the outbox, each once; then whoever asks is told.

How far the topic has been read is kept in the outbox, in the same transaction as what the receipts changed there. That
somebody has been told is noted only afterwards: a crash in between tells it again rather than never.
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
from casefile_producers.batches import batches
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
    """Take all receipts that are there now, after those that an earlier call took but told nobody of.

    Raises:
        KafkaUnavailableError, TopicError: from reading.
        UnreadableReceiptError: what was taken before it stays taken.
    """
    yield from news(contract, outbox)
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
    for batch in batches(records, BATCH):
        outbox.settle([_receipt(record, contract) for record in batch])
        yield from news(contract, outbox)


def news(contract: Contract, outbox: Outbox) -> Iterator[Collected]:
    """What nobody has been told of yet; each is noted as told when the next one is asked for."""
    for untold in outbox.untold():
        raw = contract.read(untold.value).raw
        yield Collected(Receipt.from_raw(raw, place=untold.place, value=untold.value), untold.entry)
        outbox.mark_told(untold)


def _receipt(record: Record, contract: Contract) -> Receipt:
    place: dict[str, str | int] = {"topic": record.topic, "partition": record.partition, "offset": record.offset}
    where = f"{record.topic} [{record.partition}] at {record.offset}"
    try:
        message = contract.read(record.value)
    except UnreadableError as error:
        raise UnreadableReceiptError(f"{where} is no readable receipt ({error.reason}); update this program") from error
    if message.type.name != "Receipt":
        raise UnreadableReceiptError(f"{where} is no receipt but a {message.type.name}")
    return Receipt.from_raw(message.raw, place=place, value=record.value or b"")
