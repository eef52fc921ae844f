"""One transaction after another, each of them whole or not at all.

    transactor.begin()
    transactor.produce(...)                        # as often as needed
    transactor.finish(offsets, membership)         # flush, offsets, commit
    transactor.rest()                              # in a pause

Which error means what is in `faults`. This client cannot tell a late answer of one transaction from the next one
(librdkafka has no KIP-890 part 2); so after anything doubtful `begin` replaces the producer, which raises its epoch and
fences everything that may still be under way.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from confluent_kafka import KafkaError, KafkaException, Producer, TopicPartition

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.clients import OnError
from casefile_contracts.kafka.faults import (
    Action,
    Fault,
    ProducerLostError,
    ProducerRefusedError,
    Step,
    TransactionAbortedError,
    action_for,
    cause_of,
)
from casefile_contracts.kafka.record import Headers

SLOW_SECONDS = 1.0
PRODUCER_LIFE_SECONDS = 15 * 60
DELIVERY_SECONDS = 12.0
START_SECONDS = 45.0
RESUME_SECONDS = 30.0
OFFSET_TRIES = 3
PAUSE_SECONDS = 0.2

Places = Mapping[tuple[str, int], int]
"""Topic and partition -> offset."""


class Transactor:
    """The one transactional producer of a process. One thread at a time; that may be another one for `finish`."""

    def __init__(
        self,
        make_producer: Callable[[OnError], Producer],
        *,
        after: Callable[[str], None] = lambda step: None,
        recycled: Callable[[str], None] = lambda cause: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        make_producer: A new client with the transactional id of this process, which reports its troubles to the
            argument.
        after: Called with begin, produce, flush, send_offsets and commit, when that was done.
        recycled: Called with slow, retried, aborted, transport or periodic when the producer was replaced for that.
        """
        self._make_producer = make_producer
        self._after = after
        self._recycled = recycled
        self._clock = clock
        self._open = False
        self._doubt: str | None = None
        self._start()

    def begin(self) -> None:
        """Open a transaction, with a new producer if the one before left a doubt."""
        self._mend()
        self._call(Step.BEGIN, self._producer.begin_transaction)
        self._open = True
        self._after("begin")

    def produce(
        self, topic: str, partition: int, key: bytes | None, value: bytes | None, headers: Headers, report: Any = None
    ) -> None:
        """Add a record; `report` is called with its error and message once it is written."""
        deadline = self._clock() + DELIVERY_SECONDS
        while True:
            try:
                self._produce(topic, value, key, partition, on_delivery=report, headers=headers)  # type: ignore[arg-type]
            except BufferError:
                if self._clock() > deadline:
                    self._abort(Step.PRODUCE, Fault("_QUEUE_FULL"))
                self._producer.poll(0.05)
            except KafkaException as error:
                self._give_up(Step.PRODUCE, error)
            else:
                self._after("produce")
                return

    def finish(self, offsets: Places, membership: Any) -> None:
        """Write everything, pass on the offsets read, commit.

        Records are all in the log before the offsets go: then an owner that catches up to the end of the ledger knows
        every decision of a transaction that can still be committed.

        Args:
            offsets: The next offset to be read of each partition.
            membership: From `Group.membership`, taken right after the records were polled.
        """
        began = self._clock()
        if self._producer.flush(DELIVERY_SECONDS):
            self._abort(Step.PRODUCE, Fault("_MSG_TIMED_OUT"))
        self._after("flush")
        places = [TopicPartition(topic, number, offset) for (topic, number), offset in offsets.items()]
        self._call(Step.OFFSETS, self._producer.send_offsets_to_transaction, places, membership)
        self._after("send_offsets")
        self._call(Step.COMMIT, self._producer.commit_transaction)
        self._open = False
        self._note_duration(began)
        self._after("commit")

    def abort(self) -> None:
        """End an open transaction without a trace; nothing if none is open."""
        if not self._open:
            return
        began = self._clock()
        self._call(Step.ABORT, self._producer.abort_transaction)
        self._open = False
        self._note_duration(began)

    def rest(self) -> None:
        """In a pause: replace a producer that has served for long, so that its transactional id never expires.

        A doubt can wait until there is work: then a broker is up.
        """
        if self._doubt is None and self._is_old():
            self._mend()

    def close(self) -> None:
        """Let the client go; an open transaction is aborted by the broker or by the next start."""
        self._producer.close()

    def _mend(self) -> None:
        cause = self._doubt or ("periodic" if self._is_old() else None)
        if cause is not None:
            self.close()
            self._start()
            self._recycled(cause)

    def _start(self) -> None:
        self._producer = self._make_producer(self._note_trouble)
        self._produce = self._producer.produce
        self._call(Step.INIT, self._producer.init_transactions, START_SECONDS)
        self._since, self._doubt = self._clock(), None

    def _call(self, step: Step, call: Callable[..., Any], *arguments: Any) -> None:
        deadline = self._clock() + (START_SECONDS if step is Step.INIT else RESUME_SECONDS)
        tries = 0
        while True:
            tries += 1
            try:
                call(*arguments)
            except KafkaException as error:
                fault = Fault.of(error.args[0])
                if action_for(step, fault) is not Action.RETRY:
                    self._give_up(step, error)
                self._doubt = "retried"
                if step is Step.OFFSETS and tries >= OFFSET_TRIES:
                    self._abort(step, fault)
                if self._clock() > deadline:
                    raise KafkaUnavailableError(f"Kafka does not answer to {step}: {fault.name}") from error
                time.sleep(PAUSE_SECONDS)
            else:
                return

    def _give_up(self, step: Step, error: KafkaException) -> NoReturn:
        fault = Fault.of(error.args[0])
        action = action_for(step, fault)
        if action is Action.ABORT:
            self._abort(step, fault, error)
        if action is Action.REFUSE:
            raise ProducerRefusedError(f"the broker refuses transactions: {fault.name}") from error
        raise ProducerLostError(f"{step} failed for good: {fault.name}") from error

    def _abort(self, step: Step, fault: Fault, error: KafkaException | None = None) -> NoReturn:
        self.abort()
        self._doubt = self._doubt or "aborted"  # what it had under way may come late
        raise TransactionAbortedError(step, fault.name, cause_of(fault)) from error

    def _is_old(self) -> bool:
        return self._clock() - self._since > PRODUCER_LIFE_SECONDS

    def _note_trouble(self, _error: KafkaError) -> None:
        self._doubt = self._doubt or "transport"  # an answer may be under way still, and come into the next transaction

    def _note_duration(self, began: float) -> None:
        if self._clock() - began > SLOW_SECONDS:
            self._doubt = self._doubt or "slow"
