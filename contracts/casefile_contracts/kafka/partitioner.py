"""Which partition a case lives on: murmur2 of its URN, as Java producers and `murmur2_random` of librdkafka do it."""

from __future__ import annotations

from confluent_kafka import murmur2


def partition_of(key: bytes, partitions: int) -> int:
    """The partition of a keyed record, on any topic with that many partitions.

    It is the client's own function: what it says and what the client does cannot differ.
    """
    return murmur2(key, partitions)
