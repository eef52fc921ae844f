"""A relay on a real broker, for tests: started in a thread, fed, and looked at from outside."""

from __future__ import annotations

import faulthandler
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from gateway_samples import contract, register

from casefile_contracts.contract import load_contract
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.record import Headers, Record
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, inbox, outbox, receipts
from casefile_gateway.settings import GatewaySettings
from casefile_gateway.watchdog import Watchdog
from casefile_gateway.worker import Assembly, work

T = TypeVar("T")


@contextmanager
def relay(
    kafka: KafkaSettings, folder: Path, slot: int = 0, *, reference: Path | None = None, **settings: Any
) -> Iterator[None]:
    """A worker that runs until the block ends; what ended it early is raised then."""
    stop, errors = threading.Event(), []
    own, known = GatewaySettings(state=folder, metrics_port=0, **settings), load_contract(reference=reference)
    assembly = Assembly(kafka, own, register(), known, slot, reference)

    def run() -> None:
        try:
            work(assembly, stop.is_set, Watchdog(60))
        except BaseException as error:  # noqa: BLE001  raised again in the test
            errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(60)
        if thread.is_alive():
            faulthandler.dump_traceback(2)
            pytest.fail("the worker does not end; where it hangs stands on stderr")
        if errors:
            raise errors[0]  # also where the block failed: it waited in vain for a worker that had ended


class Outside:
    """What senders and recipients do and see."""

    def __init__(self, kafka: KafkaSettings) -> None:
        self._kafka = kafka
        self.publisher = Publisher(kafka)

    def send(self, owner: str, key: str, value: bytes, headers: Headers | None = None) -> None:
        self.publisher.send_confirmed(outbox(owner), key.encode(), value, headers or [])

    def records(self, topic: str) -> list[Record]:
        return list(read_to_end(self._kafka, topic))

    def messages(self, topic: str) -> list[dict[str, Any]]:
        return [contract().read(record.value).raw for record in self.records(topic)]

    def ledger(self, count: int, seconds: float = 30) -> list[dict[str, Any]]:
        """The ledger, once it has that many records."""
        return wait_for(lambda: self.messages(LEDGER), lambda found: len(found) >= count, seconds)

    def inbox(self, organisation: str) -> list[Record]:
        return self.records(inbox(organisation))

    def receipts(self, organisation: str) -> list[dict[str, Any]]:
        return self.messages(receipts(organisation))


def wait_for(look: Callable[[], T], is_enough: Callable[[T], bool], seconds: float) -> T:
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if is_enough(found):
            return found
        assert time.monotonic() < deadline, f"still not there: {found!r}"[:500]
        time.sleep(0.1)
