"""The raw transactional loop: what a transaction a batch costs without any work on the messages.

Reads records, writes each one on, with a receipt and a ledger record of a usual size beside it, and commits all with
the offsets. The same client settings as the relay; no checks, no state.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from confluent_kafka import Message, TopicPartition

from casefile_contracts.kafka import clients
from casefile_contracts.kafka.settings import KafkaSettings

SMALL = os.urandom(300)


class RawLoop:
    """One process's loop from a topic to three others."""

    def __init__(self, kafka: KafkaSettings, name: str, source: str, targets: tuple[str, str, str]) -> None:
        """Join; `targets` are for the copies, the receipts and the ledger."""
        self._targets = targets
        self._producer = clients.transactional_producer(kafka, name)
        self._producer.init_transactions(30)
        self._consumer = clients.group_consumer(kafka, name, at_unknown_offset="earliest")
        self._consumer.subscribe([source])

    def run(self, count: int, batch: int) -> float:
        """Carry `count` records; seconds from the first poll that brought any to the last commit."""
        first = self._wait(batch)
        began, done = time.perf_counter(), len(first)
        self._carry(first)
        while done < count:
            messages = self._consumer.consume(min(batch, count - done), 1)
            if messages:
                self._carry(messages)
            done += len(messages)
        return time.perf_counter() - began

    def run_until(self, stopping: Callable[[], bool], batch: int) -> None:
        """Carry whatever comes, at once, one transaction a poll."""
        while not stopping():
            first = self._consumer.poll(0.2)
            if first is not None and not first.error():
                self._carry([first, *self._consumer.consume(batch - 1, 0)])

    def close(self) -> None:
        """Leave the group."""
        self._consumer.close()
        self._producer.close()

    def _wait(self, batch: int) -> list[Message]:
        while True:
            first = self._consumer.poll(1)
            if first is not None and not first.error():
                return [first, *self._consumer.consume(batch - 1, 0.5)]

    def _carry(self, messages: list[Message]) -> None:
        copies, receipts, ledger = self._targets
        produce = self._producer.produce
        self._producer.begin_transaction()
        offsets: dict[tuple[str, int], int] = {}
        for message in messages:
            key, number = message.key(), message.partition()
            produce(copies, message.value(), key, number)
            produce(receipts, SMALL, key, number)
            produce(ledger, SMALL, key, number)
            offsets[message.topic(), number] = message.offset() + 1
        self._producer.flush()
        places = [TopicPartition(topic, number, offset) for (topic, number), offset in offsets.items()]
        self._producer.send_offsets_to_transaction(places, self._consumer.consumer_group_metadata())
        self._producer.commit_transaction()
