"""Every Kafka client of the exchange, made here and nowhere else.

The settings below are what the guarantees rest on: records are keyed and partitioned as Java does it, written once and
confirmed by all in-sync replicas, and read only when committed. librdkafka's own defaults differ in the first two.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import structlog
from confluent_kafka import Consumer, KafkaError, Producer
from confluent_kafka.admin import AdminClient
from prometheus_client import Counter

from casefile_contracts.kafka.limits import MAX_MESSAGE_BYTES
from casefile_contracts.kafka.settings import KafkaSettings

log = structlog.get_logger(__name__)

KAFKA_ERRORS = Counter("casefile_kafka_errors_total", "Errors that a Kafka client reported.", ["client", "code"])

OnError = Callable[[KafkaError], None]

StartOffset = Literal["error", "earliest", "latest"]

CONNECTION = {
    "socket.timeout.ms": 10_000,
    "socket.keepalive.enable": True,
    "socket.nagle.disable": True,
    "reconnect.backoff.max.ms": 2_000,
    "enable.metrics.push": False,
}

PRODUCER = {
    "acks": "all",
    "enable.idempotence": True,
    "max.in.flight.requests.per.connection": 5,
    "partitioner": "murmur2_random",
    "compression.type": "lz4",
    "linger.ms": 5,
    "message.max.bytes": MAX_MESSAGE_BYTES,
    # Topics are created by their operator, long before: one that is missing is said soon, not waited for.
    "topic.metadata.propagation.max.ms": 5_000,
}

TRANSACTIONS = {
    # Below the consumer's session, so that an orphaned transaction ends before somebody else waits for it for long.
    "transaction.timeout.ms": 15_000,
    "message.timeout.ms": 10_000,
    # The default of 100 ms is slept between back-to-back transactions, while the broker still writes their markers.
    "retry.backoff.ms": 5,
    "retry.backoff.max.ms": 1_000,
}

CONSUMER = {
    "isolation.level": "read_committed",
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "allow.auto.create.topics": False,
    "check.crcs": True,
    "fetch.wait.max.ms": 100,
    "queued.max.messages.kbytes": 65_536,
}

GROUP = {
    "group.protocol": "classic",
    # The only strategy that gives one member the same partition numbers of every topic.
    "partition.assignment.strategy": "range",
    "session.timeout.ms": 10_000,
    "heartbeat.interval.ms": 3_000,
    "max.poll.interval.ms": 60_000,
}


def producer(settings: KafkaSettings, client_id: str, *, delivery_timeout_ms: int = 30_000) -> Producer:
    """A producer that writes each record once, in order per key, and knows whether it was written."""
    return Producer(_connected(settings, client_id) | PRODUCER | {"message.timeout.ms": delivery_timeout_ms})


def transactional_producer(
    settings: KafkaSettings, transactional_id: str, on_error: OnError = lambda error: None
) -> Producer:
    """A producer for transactions; starting it fences every earlier one of the same id.

    Args:
        on_error: Called with what the client reports besides the results of calls, such as a lost connection.
    """
    identity = {"transactional.id": transactional_id}
    return Producer(_connected(settings, transactional_id, on_error) | PRODUCER | TRANSACTIONS | identity)


def group_consumer(
    settings: KafkaSettings,
    group: str,
    *,
    instance: str | None = None,
    at_unknown_offset: StartOffset = "error",
    tell_ends: bool = False,
) -> Consumer:
    """A member of a consumer group.

    Args:
        instance: Name of a static member: after a restart within the session it finds its partitions as they were.
        at_unknown_offset: Where to begin when the group has no committed offset, or one that is gone. "error" tells
            the caller, who alone can say whether that is a beginning or a loss.
        tell_ends: Whether to report the end of a partition each time it is reached.
    """
    identity = {"group.id": group, "auto.offset.reset": at_unknown_offset, "enable.partition.eof": tell_ends}
    if instance:
        identity["group.instance.id"] = instance
    return Consumer(_connected(settings, instance or group) | CONSUMER | GROUP | identity)


def reader(settings: KafkaSettings, client_id: str) -> Consumer:
    """A consumer outside every group, for partitions that the caller assigns; tells when it has reached an end."""
    # The client asks for a group id even where none is used; nothing is ever committed under this one.
    identity = {"group.id": client_id, "auto.offset.reset": "error", "enable.partition.eof": True}
    return Consumer(_connected(settings, client_id) | CONSUMER | {"group.protocol": "classic"} | identity)


def admin(settings: KafkaSettings) -> AdminClient:
    """A client for the declarations of topics."""
    return AdminClient(_connected(settings, "casefile-admin"))


class _ClientLog:
    """What librdkafka would otherwise print on stderr, as events."""

    def __init__(self, client: str) -> None:
        self.client = client

    def log(self, level: int, _format: str, facility: str, _name: str, text: str) -> None:
        log.log(level, "kafka_client_reported", client=self.client, facility=facility, client_text=text)


def _connected(settings: KafkaSettings, client_id: str, on_error: OnError = lambda error: None) -> dict[str, Any]:
    def count(error: KafkaError) -> None:
        on_error(error)
        KAFKA_ERRORS.labels(client=client_id, code=error.name()).inc()
        if error.fatal():
            log.error("kafka_client_failed", client=client_id, code=error.name())

    identity = {"client.id": client_id, "error_cb": count, "logger": _ClientLog(client_id)}
    return CONNECTION | settings.client_configuration() | identity
