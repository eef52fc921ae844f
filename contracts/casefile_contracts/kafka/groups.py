"""Membership of the group that shares the outboxes out: the same partition numbers of every outbox to one process.

The callbacks of the client only note what happened. Nothing is read from a new assignment until its owner says where to
begin, so that it can first learn what the former owner decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from casefile_contracts.errors import CaseFileError, KafkaUnavailableError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.record import Record, record_of
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.transactions import Places

log = structlog.get_logger(__name__)

REQUEST_SECONDS = 5.0

PASSING = frozenset(
    {"_TRANSPORT", "_ALL_BROKERS_DOWN", "_RESOLVE", "_TIMED_OUT", "_MAX_POLL_EXCEEDED", "_PARTITION_EOF"}
)
OUT_OF_RANGE = frozenset({"_AUTO_OFFSET_RESET", "OFFSET_OUT_OF_RANGE", "_NO_OFFSET"})


class MembershipLostError(CaseFileError):
    """The group no longer takes this process as a member; a restart joins anew."""

    code = "kafka.membership"
    exit_code = 70


class RecordsLostError(CaseFileError):
    """Records of an outbox are damaged, or were deleted before they were read; going on would lose them in silence."""

    code = "kafka.records"
    exit_code = 78


class Group:
    """A static member of a consumer group that reads several topics, committed records only."""

    def __init__(self, settings: KafkaSettings, group: str, instance: str, topics: Iterable[str]) -> None:
        """Join; `instance` names the member, so that it finds its partitions again after a quick restart."""
        self.name = group
        self.topics = tuple(topics)
        self.era = 0
        """Grows with every change of the assignment."""
        self._given: list[tuple[str, int]] = []
        self._reading: frozenset[tuple[str, int]] = frozenset()
        self._consumer = clients.group_consumer(settings, group, instance=instance)
        self._consumer.subscribe(
            list(self.topics), on_assign=self._assigned, on_revoke=self._taken, on_lost=self._taken
        )

    @property
    def partitions(self) -> frozenset[int]:
        """The partition numbers that this member owns."""
        return frozenset(number for _, number in self._given)

    @property
    def is_even(self) -> bool:
        """Whether they are the same of every topic: then one process knows all about a case."""
        return len(self._given) == len(self.partitions) * len(self.topics)

    def poll(self, limit: int, seconds: float) -> list[Record]:
        """Up to `limit` records, in order per partition; waits only for the first of them.

        Raises:
            MembershipLostError: The group has another member of this name.
            RecordsLostError: What should come next is not there.
        """
        era = self.era
        first = self._consumer.poll(seconds)
        messages = [] if first is None else [first, *self._consumer.consume(limit - 1, 0)]
        records = [record_of(message) for message in messages if _is_record(message)]
        if self.era != era:
            return []  # what was read belongs to an assignment that is over
        return [record for record in records if (record.topic, record.partition) in self._reading]

    def membership(self) -> Any:
        """Proof of the present membership, for `Transactor.finish`: take it right after `poll`."""
        return self._consumer.consumer_group_metadata()

    def committed(self) -> dict[tuple[str, int], int | None]:
        """The group's offset of each owned partition; None where it has none.

        Raises:
            KafkaUnavailableError: Nobody says so; a transaction may be open still.
        """
        places = [TopicPartition(topic, number) for topic, number in self._given]
        try:
            found = self._consumer.committed(places, timeout=REQUEST_SECONDS) if places else []
        except KafkaException as error:
            raise KafkaUnavailableError(f"the group's offsets cannot be read: {error.args[0].name()}") from error
        if untold := next((place.error for place in found if place.error is not None), None):
            raise KafkaUnavailableError(f"the group's offsets cannot be read: {untold.name()}")
        return {(place.topic, place.partition): place.offset if place.offset >= 0 else None for place in found}

    def start_at(self, places: Places) -> None:
        """Begin to read each owned partition at the given offset."""
        self._consumer.assign([TopicPartition(topic, number, offset) for (topic, number), offset in places.items()])
        self._reading = frozenset(places)

    def rewind(self, places: Places) -> bool:
        """Read again from the given offsets; whether that was possible."""
        try:
            for (topic, number), offset in places.items():
                self._consumer.seek(TopicPartition(topic, number, offset))
        except KafkaException as error:
            log.warning("rewind_failed", code=error.args[0].name())
            return False
        return True

    def ends(self) -> dict[tuple[str, int], int]:
        """Where each partition that is read ends, as far as the client has heard; asks nobody."""
        found = {
            place: self._consumer.get_watermark_offsets(TopicPartition(*place), cached=True) for place in self._reading
        }
        return {place: marks[1] for place, marks in found.items() if marks and marks[1] >= 0}

    def close(self) -> None:
        """Stop reading; a static member keeps its place for a session."""
        self._consumer.close()

    def _assigned(self, consumer: Consumer, places: Sequence[TopicPartition]) -> None:
        self.era += 1
        self._given = [(place.topic, place.partition) for place in places]
        self._reading = frozenset()
        consumer.assign([])  # else the client would begin to read by itself

    def _taken(self, _consumer: Consumer, _places: Sequence[TopicPartition]) -> None:
        self.era += 1
        self._given, self._reading = [], frozenset()


def _is_record(message: Message) -> bool:
    error = message.error()
    if error is None:
        return True
    name = error.name()
    if error.fatal() or error.code() in (KafkaError._FATAL, KafkaError._FENCED, KafkaError.FENCED_INSTANCE_ID):
        raise MembershipLostError(f"the group no longer takes this member: {name}")
    place = f"{message.topic()} [{message.partition()}] at {message.offset()}"
    if name in OUT_OF_RANGE or name == "_BAD_MSG":
        raise RecordsLostError(f"{place} cannot be read: {name}; see the runbook before going on")
    if name not in PASSING:
        log.warning("kafka_read_troubled", code=name, topic=message.topic())
    return False
