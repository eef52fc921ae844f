"""Reading a topic as a member of a group, each partition from the position that the caller keeps.

Kafka shares the partitions out; where to begin in them is the caller's own memory, written together with the work.
What is committed to Kafka only shows others how far the group has come.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, Message, TopicPartition

from casefile_contracts.errors import CaseFileError, KafkaUnavailableError, TopicError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.record import Record, record_of
from casefile_contracts.kafka.settings import KafkaSettings

HINT_SECONDS = 5.0

Position = Callable[[str, int], int | None]
"""Topic and partition -> the offset to read next, or None where the caller has read nothing yet."""


class GroupReader:
    """One member of a group that reads one topic, committed records only, in order per partition.

    Raises, here and from `poll`:
        TopicError: There is no such topic, or it does not hold the wanted position (any more).
        KafkaUnavailableError: No broker answers at the beginning. Later the client waits until one is back.
    """

    def __init__(
        self, settings: KafkaSettings, topic: str, group: str, position: Position, *, instance: str | None = None
    ) -> None:
        """Args: instance: Name of a static member; after a quick restart it finds its partitions as they were."""
        ranges(settings, topic)  # a broker that is not up, or a topic that is not there, is said at once
        self.topic = topic
        self._settings = settings
        self._position = position
        self._unread: set[int] = set()
        self._owned: frozenset[int] | None = None
        self._fault: CaseFileError | None = None
        self._hints: dict[int, int] = {}
        self._hinted = time.monotonic()
        self._consumer = clients.group_consumer(settings, group, instance=instance, tell_ends=True)
        self._consumer.subscribe([topic], on_assign=self._assigned, on_revoke=self._revoked, on_lost=self._lost)

    def poll(self, timeout: float) -> Record | None:
        """The next record of a partition that is owned now, or None after `timeout` seconds without one."""
        self._send_hints()
        message = self._consumer.poll(timeout)
        if self._fault is not None:
            raise self._fault
        return self._record(message) if message is not None else None

    def partitions(self) -> frozenset[int]:
        """The partitions that are owned now."""
        return self._owned or frozenset()

    def caught_up(self) -> bool:
        """Whether all that stood in the owned partitions has been given; False before any were shared out."""
        return self._owned is not None and not self._unread

    def mark(self, partition: int, next_offset: int) -> None:
        """Note how far the caller came, to be told to Kafka now and then."""
        self._hints[partition] = next_offset

    def close(self) -> None:
        """Leave the group."""
        try:
            self._send_hints(at_once=True)
        finally:
            self._consumer.close()

    def _record(self, message: Message) -> Record | None:
        error = message.error()
        if error is None:
            return record_of(message)
        self._note(error, message)
        return None

    def _note(self, error: KafkaError, message: Message) -> None:
        place = f"{message.topic()} [{message.partition()}]"
        if error.code() == KafkaError._PARTITION_EOF:
            self._unread.discard(message.partition() or 0)
        elif error.code() in {KafkaError._AUTO_OFFSET_RESET, KafkaError.OFFSET_OUT_OF_RANGE}:
            raise TopicError(f"{place} lost records before they were read: {error.name()}")
        elif error.code() in {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError.TOPIC_AUTHORIZATION_FAILED}:
            raise TopicError(f"{place} cannot be read: {error.name()}")
        elif error.fatal():
            raise KafkaUnavailableError(f"the group no longer takes this process as a member: {error.name()}")

    def _assigned(self, consumer: Consumer, places: list[TopicPartition]) -> None:
        # What a callback raises would be raised by the client at a time of its own; so it is kept for `poll`.
        try:
            limits = ranges(self._settings, self.topic)
            consumer.assign([self._start(place.partition, limits[place.partition]) for place in places])
        except CaseFileError as error:
            self._fault = error
        self._owned = frozenset(place.partition for place in places)
        self._unread = set(self._owned)

    def _start(self, partition: int, limits: Range) -> TopicPartition:
        wanted = self._position(self.topic, partition)
        if wanted is not None and not limits.beginning <= wanted <= limits.end:
            raise TopicError(
                f"{self.topic} [{partition}] holds {limits.beginning} to {limits.end}, not the wanted offset {wanted}"
            )
        return TopicPartition(self.topic, partition, OFFSET_BEGINNING if wanted is None else wanted)

    def _revoked(self, _consumer: Consumer, _places: list[TopicPartition]) -> None:
        self._send_hints(at_once=True)
        self._forget()

    def _lost(self, _consumer: Consumer, _places: list[TopicPartition]) -> None:
        self._forget()

    def _forget(self) -> None:
        self._owned, self._unread, self._hints = None, set(), {}

    def _send_hints(self, *, at_once: bool = False) -> None:
        if not self._hints or not (at_once or time.monotonic() - self._hinted > HINT_SECONDS):
            return
        offsets = [TopicPartition(self.topic, number, offset) for number, offset in self._hints.items()]
        self._hints, self._hinted = {}, time.monotonic()
        try:
            if at_once:
                self._consumer.commit(offsets=offsets, asynchronous=False)
            else:
                self._consumer.commit(offsets=offsets, asynchronous=True)
        except KafkaException:
            return  # a hint that is lost costs nothing
