"""What a recipient's program counts."""

from __future__ import annotations

from enum import StrEnum

from prometheus_client import Counter


class Fate(StrEnum):
    """What became of a message that arrived; a waiting one is behind an earlier one of its case."""

    DELIVERED = "delivered"
    FAILED = "failed"
    PARKED = "parked"
    WAITING = "waiting"
    REPEATED = "repeated"


DELIVERIES = Counter("casefile_deliveries_total", "What became of messages that arrived.", ["outcome"])
