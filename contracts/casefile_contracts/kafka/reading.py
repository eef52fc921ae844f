"""Reading a topic from a place on, outside every consumer group: committed records only, in order per partition."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Literal

from confluent_kafka import Consumer, KafkaError, Message, TopicPartition

from casefile_contracts.errors import KafkaUnavailableError, TopicError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.record import Record, record_of
from casefile_contracts.kafka.settings import KafkaSettings

POLL_SECONDS = 0.5
BATCH = 500

Start = Mapping[int, int] | Literal["beginning", "end"]
"""Where to begin: the first offset wanted of each partition (the others: from their beginning), or one end of all."""


def read_to_end(
    settings: KafkaSettings,
    topic: str,
    partition: int | None = None,
    start: int | None = None,
    *,
    stall_seconds: float = 60,
) -> Iterator[Record]:
    """Every committed record from `start` up to where the topic ends now, then stop.

    The end is the high watermark at the first step. A transaction still open below it is waited for, so what is read
    includes every decision that was begun before.

    Args:
        partition: All of them when not given.
        start: First offset wanted; the oldest that is kept when not given.
        stall_seconds: How long to wait without any progress: longer than a transaction may stay open.

    Raises:
        TopicError: There is no such topic or partition, or it does not hold the offset `start` (any more).
        KafkaUnavailableError: No broker answers, or nothing moves.
    """
    kept = ranges(settings, topic, partition)
    starts = {number: _within(topic, number, limits, start) for number, limits in kept.items()}
    ends = {number: kept[number].end for number, first in starts.items() if first < kept[number].end}
    if not ends:
        return
    with clients.reader(settings, "casefile-reader") as consumer:
        _assign(consumer, topic, {number: starts[number] for number in ends})
        yield from _until(ends, consumer, stall_seconds)


def tail(
    settings: KafkaSettings, topic: str, start: Start = "beginning", *, poll_seconds: float = POLL_SECONDS
) -> Iterator[Record | None]:
    """Every committed record from `start` on, for ever; `None` whenever nothing came for a while.

    The `None` lets the caller look at the time or at a stop sign; to stop, leave the loop.

    Raises:
        TopicError: There is no such topic, or it does not hold a wanted offset (any more).
        KafkaUnavailableError: No broker answers at the beginning. Later the client waits until one is back.
    """
    starts = {number: _first(topic, number, limits, start) for number, limits in ranges(settings, topic).items()}
    with clients.reader(settings, "casefile-reader") as consumer:
        _assign(consumer, topic, starts)
        while True:
            message = consumer.poll(poll_seconds)
            if message is None:
                yield None
            elif _is_record(message):
                yield record_of(message)


def _first(topic: str, number: int, limits: Range, start: Start) -> int:
    if start == "end":
        return limits.end
    return _within(topic, number, limits, None if start == "beginning" else start.get(number))


def _within(topic: str, number: int, limits: Range, start: int | None) -> int:
    if start is None:
        return limits.beginning
    if not limits.beginning <= start <= limits.end:
        raise TopicError(f"{topic} [{number}] holds {limits.beginning} to {limits.end}, not the wanted offset {start}")
    return start


def _assign(consumer: Consumer, topic: str, starts: Mapping[int, int]) -> None:
    consumer.assign([TopicPartition(topic, number, first) for number, first in starts.items()])


def _until(ends: dict[int, int], consumer: Consumer, stall_seconds: float) -> Iterator[Record]:
    unread = dict(ends)
    moved = time.monotonic()
    while unread:
        for message in _next_messages(consumer):
            number, offset = message.partition() or 0, message.offset() or 0
            if _is_record(message) and offset < ends[number]:
                moved = time.monotonic()
                yield record_of(message)
            # The last offsets may be marks of transactions, which are never shown: then only the end itself tells.
            if offset >= ends[number] - _is_record(message):
                unread.pop(number, None)
        if time.monotonic() - moved > stall_seconds:
            raise KafkaUnavailableError(f"nothing has moved for {stall_seconds:.0f} s; a transaction may hang")


def _next_messages(consumer: Consumer) -> list[Message]:
    # `consume` alone waits until its batch is full or the time is over, even when something is there.
    first = consumer.poll(POLL_SECONDS)
    return [] if first is None else [first, *consumer.consume(BATCH, 0)]


def _is_record(message: Message) -> bool:
    """Whether it is one; raises what cannot heal by waiting."""
    error = message.error()
    if error is None:
        return True
    if error.code() in {
        KafkaError._AUTO_OFFSET_RESET,
        KafkaError.OFFSET_OUT_OF_RANGE,
        KafkaError.UNKNOWN_TOPIC_OR_PART,
    }:
        raise TopicError(f"{message.topic()} [{message.partition()}] lost the records that were read: {error.name()}")
    return False
