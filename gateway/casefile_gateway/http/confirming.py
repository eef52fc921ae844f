"""Writing records from an event loop: confirmed by the broker, without the loop ever waiting for it.

The classic producer with one thread that polls: the client's own asyncio producer writes no headers and checks its
buffer ten times a second.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from casefile_contracts.errors import CaseFileError, KafkaUnavailableError
from casefile_contracts.kafka.producing import Delivery, OnDelivery, RefusedRecordError
from casefile_contracts.kafka.record import Record

MOST_UNDER_WAY = 1000
POLL_SECONDS = 0.1


class Writer(Protocol):
    """Writes records; `casefile_contracts.kafka.producing.Publisher` is the real one."""

    def send(
        self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]], on_delivery: OnDelivery | None
    ) -> None:
        """Hand a record over; its fate is told from within a later call."""

    def poll(self, timeout: float) -> None:
        """Let fates be told."""

    def close(self) -> None:
        """Wait for what is under way."""


class BusyError(CaseFileError):
    """As many records are under way as are let; try again in a second."""

    code = "busy"


class Confirming:
    """Writes one record at a time for each of many requests; start it inside the running loop."""

    def __init__(self, open_writer: Callable[[], Writer]) -> None:
        self._open_writer = open_writer
        self._stopping = threading.Event()
        self._under_way = 0

    def start(self) -> None:
        """Open the writer and begin to poll it."""
        self._writer = self._open_writer()
        self._thread = threading.Thread(target=self._poll, name="casefile-http-producer", daemon=True)
        self._thread.start()

    async def write(self, record: Record) -> Delivery:
        """Write a record and return where it stands.

        Raises:
            BusyError: Too many are under way.
            KafkaUnavailableError: No confirmation came in time; the record may or may not have been written.
            RefusedRecordError: Kafka will never take it.
        """
        if self._under_way >= MOST_UNDER_WAY:  # far below the client's own queue, so that `send` never waits for room
            raise BusyError("too many messages are under way")
        loop = asyncio.get_running_loop()
        told: asyncio.Future[Delivery] = loop.create_future()
        self._under_way += 1
        try:
            self._writer.send(
                record.topic,
                record.key or b"",
                record.value or b"",
                record.headers,
                lambda fate: _tell(loop, told, fate),
            )
            return _confirmed(await told)
        finally:
            self._under_way -= 1

    def stop(self) -> None:
        """Wait for what is under way and let the writer go."""
        self._stopping.set()
        self._thread.join()
        try:
            self._writer.close()
        except KafkaUnavailableError:
            return  # whoever waited for a confirmation has been told that none came

    def _poll(self) -> None:
        while not self._stopping.is_set():
            self._writer.poll(POLL_SECONDS)


def _tell(loop: asyncio.AbstractEventLoop, told: asyncio.Future[Delivery], fate: Delivery) -> None:
    def settle() -> None:
        if not told.done():
            told.set_result(fate)

    if not loop.is_closed():
        loop.call_soon_threadsafe(settle)


def _confirmed(fate: Delivery) -> Delivery:
    if fate.error is None:
        return fate
    if fate.error in _NEVER:
        raise RefusedRecordError(f"{fate.topic} does not take the record: {fate.error}")
    raise KafkaUnavailableError(f"the record was not confirmed: {fate.error}")


_NEVER = {"MSG_SIZE_TOO_LARGE", "INVALID_RECORD", "POLICY_VIOLATION"}
