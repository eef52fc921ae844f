"""How the records of one poll are cut into transactions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from casefile_contracts.kafka.record import Record

Place = tuple[str, int]
"""Topic and partition."""


def cut(records: Sequence[Record], most: int, most_bytes: int) -> Iterator[Sequence[Record]]:
    """Consecutive batches of at most `most` records; one ends early when it exceeds `most_bytes`."""
    start = size = 0
    for index, record in enumerate(records):
        size += len(record.value or b"")
        if index + 1 - start >= most or size >= most_bytes:
            yield records[start : index + 1]
            start, size = index + 1, 0
    if start < len(records):
        yield records[start:]


def first_places(records: Sequence[Record]) -> dict[Place, int]:
    """The first offset of each partition: where to begin again if none of the records was committed."""
    return {(record.topic, record.partition): record.offset for record in reversed(records)}


def next_places(records: Sequence[Record]) -> dict[Place, int]:
    """The offset after the last of each partition: what to commit."""
    return {(record.topic, record.partition): record.offset + 1 for record in records}
