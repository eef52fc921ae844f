"""Where deliveries come from: one inbox topic, read in order, committed records only."""

from __future__ import annotations

from typing import Protocol

from casefile_contracts.kafka.record import Record


class Source(Protocol):
    """A reader of one topic that shares its partitions with the other processes of its group.

    It begins each partition at the position that the inbox database gives, never at the one that Kafka remembers;
    `casefile_contracts.kafka.resuming.GroupReader` is the real one.
    """

    topic: str

    def poll(self, timeout: float) -> Record | None:
        """The next record of a partition that is owned now, or None after `timeout` seconds without one."""

    def partitions(self) -> frozenset[int]:
        """The partitions that are owned now."""

    def caught_up(self) -> bool:
        """Whether all that stood in the owned partitions has been given; False before any were shared out."""

    def mark(self, partition: int, next_offset: int) -> None:
        """Note how far the inbox database came, for others to see."""

    def close(self) -> None:
        """Leave the group."""
