"""What becomes of a message that arrives: counted, and told as an event without anything that is in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import structlog
from prometheus_client import Counter

from casefile_consumers.arrival import Arrival
from casefile_contracts.contract import Message
from casefile_contracts.telemetry import place_of_error

log = structlog.get_logger(__name__)

DELIVERIES = Counter("casefile_deliveries_total", "What became of messages that arrived.", ["outcome"])


class Fate(StrEnum):
    """What became of a message that arrived; a waiting one is behind an earlier one of its case."""

    DELIVERED = "delivered"
    FAILED = "failed"
    PARKED = "parked"
    WAITING = "waiting"
    REPEATED = "repeated"


def tell(fate: Fate, arrival: Arrival, message: Message | None = None, error: Exception | None = None) -> None:
    """Count it and write an event: `delivery_delivered`, `delivery_failed` and so on."""
    DELIVERIES.labels(outcome=fate).inc()
    told: dict[str, Any] = {"topic": arrival.topic, "partition": arrival.partition, "offset": arrival.offset}
    if message is not None:
        told |= {"message_id": message.envelope["message_id"], "message_type": message.type.name}
    if error is None:
        log.info(f"delivery_{fate}", **told)
    else:  # its type and where it was raised; its words may quote the message
        log.warning(f"delivery_{fate}", **told, **place_of_error(log, "warning", {"exc_info": error}))
