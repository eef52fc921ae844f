"""Writing to a topic, and knowing that it is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType

from confluent_kafka import KafkaError, KafkaException, Message

from casefile_contracts.errors import CaseFileError, KafkaUnavailableError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.settings import KafkaSettings

FULL_QUEUE_PAUSE_SECONDS = 0.05


class RefusedRecordError(CaseFileError):
    """Kafka will never take this record: it is too large, or the topic is missing or not ours to write to."""

    code = "kafka.record"


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of one record: where it stands, or the name of the Kafka error that kept it out."""

    topic: str
    partition: int
    offset: int
    error: str | None = None


OnDelivery = Callable[[Delivery], None]


class Publisher:
    """Writes records once each, in order per key, confirmed by every in-sync replica.

    `send` returns at once and reports later; `send_confirmed` waits. Use it as a context manager: leaving the block
    waits for what is still under way. One thread at a time.
    """

    def __init__(self, settings: KafkaSettings, client_id: str = "casefile-publisher", timeout: float = 30) -> None:
        """Args: timeout: Seconds within which a record is written or given up."""
        self._timeout = timeout
        self._servers = settings.bootstrap_servers
        self._producer = clients.producer(settings, client_id, delivery_timeout_ms=int(timeout * 1000))

    def send(
        self,
        topic: str,
        key: bytes,
        value: bytes,
        headers: Iterable[tuple[str, bytes]] = (),
        on_delivery: OnDelivery | None = None,
    ) -> None:
        """Hand a record over; `on_delivery` is called with its fate from within a later call of this object.

        Raises:
            RefusedRecordError: It is larger than any topic takes.
            KafkaUnavailableError: The queue has been full for the whole timeout.
        """
        deadline = time.monotonic() + self._timeout
        report = _reporter(on_delivery) if on_delivery else None
        while True:
            try:
                self._producer.produce(topic, value, key, on_delivery=report, headers=list(headers))
            except BufferError as error:
                if time.monotonic() > deadline:
                    raise self._unavailable() from error
                self._producer.poll(FULL_QUEUE_PAUSE_SECONDS)
            except KafkaException as error:
                raise _refused(error.args[0].name(), topic) from error
            else:
                self._producer.poll(0)
                return

    def send_confirmed(
        self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]] = ()
    ) -> Delivery:
        """Write one record and return where it stands.

        Raises:
            RefusedRecordError: Kafka will never take it.
            KafkaUnavailableError: No confirmation came in time; the record may or may not have been written.
        """
        told: list[Delivery] = []
        self.send(topic, key, value, headers, told.append)
        deadline = time.monotonic() + self._timeout + 1  # the client's own time-out comes first, and says more
        while not told and time.monotonic() < deadline:
            self._producer.poll(0.1)
        if not told or told[0].error in _UNAVAILABLE:
            raise self._unavailable()
        if told[0].error:
            raise _refused(told[0].error, topic)
        return told[0]

    def poll(self, timeout: float = 0) -> None:
        """Let the reports of finished records come; call it in pauses between sends."""
        self._producer.poll(timeout)

    def flush(self) -> None:
        """Wait until the fate of every record is known and reported.

        Raises:
            KafkaUnavailableError: Some are still under way after the timeout.
        """
        if self._producer.flush(self._timeout + 1):
            raise self._unavailable()

    def close(self) -> None:
        """Wait for what is under way, then let the client go."""
        try:
            self.flush()
        finally:
            self._producer.close()

    def __enter__(self) -> Publisher:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _unavailable(self) -> KafkaUnavailableError:
        return KafkaUnavailableError(f"no Kafka broker confirms at {self._servers}; is it up?")


_UNAVAILABLE = {"_MSG_TIMED_OUT", "_TIMED_OUT", "_TRANSPORT", "_ALL_BROKERS_DOWN", "_PURGE_QUEUE", "_PURGE_INFLIGHT"}


def _reporter(on_delivery: OnDelivery) -> Callable[[KafkaError | None, Message], None]:
    def report(error: KafkaError | None, message: Message) -> None:
        name = error.name() if error else None
        on_delivery(Delivery(message.topic() or "", message.partition() or 0, message.offset() or 0, name))

    return report


def _refused(code: str, topic: str) -> RefusedRecordError:
    return RefusedRecordError(f"{topic} does not take the record: {code}")
