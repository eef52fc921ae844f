"""Writing and reading on real Kafka: confirmed, once, in order, committed only, and loud about loss."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from casefile_contracts.contract import MAX_BYTES
from casefile_contracts.errors import KafkaUnavailableError, TopicError
from casefile_contracts.kafka import clients, offsets
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.declaring import TopicSpec
from casefile_contracts.kafka.limits import MAX_MESSAGE_BYTES
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.producing import Delivery, Publisher, RefusedRecordError
from casefile_contracts.kafka.reading import read_to_end, tail
from casefile_contracts.kafka.settings import KafkaSettings

pytestmark = pytest.mark.kafka

NOWHERE = KafkaSettings(bootstrap_servers="127.0.0.1:1")


@pytest.fixture
def topic(kafka: KafkaSettings) -> str:
    name = f"records-{uuid.uuid4().hex}"
    Administration(kafka).create([TopicSpec(name, 2, config={"max.message.bytes": str(MAX_MESSAGE_BYTES)})])
    return name


@pytest.fixture
def publisher(kafka: KafkaSettings) -> Iterator[Publisher]:
    with Publisher(kafka, timeout=15) as publisher:
        yield publisher


def test_a_confirmed_record_stands_where_the_confirmation_says(
    kafka: KafkaSettings, topic: str, publisher: Publisher
) -> None:
    headers = [("ce_id", b"1"), ("ce_id", b"2"), ("empty", b"")]

    delivery = publisher.send_confirmed(topic, b"01AB1234526", b"case", headers)

    [record] = read_to_end(kafka, topic)
    assert (record.topic, record.partition, record.offset) == (topic, delivery.partition, delivery.offset)
    assert (record.key, record.value, record.headers) == (b"01AB1234526", b"case", headers)
    assert record.timestamp > 1_700_000_000_000


def test_records_of_one_key_come_in_the_order_in_which_they_were_sent(
    kafka: KafkaSettings, topic: str, publisher: Publisher
) -> None:
    fates: list[Delivery] = []
    for number in range(2_000):
        publisher.send(topic, b"key-%d" % (number % 7), b"%d" % number, on_delivery=fates.append)
    publisher.flush()

    records = list(read_to_end(kafka, topic))

    assert len(fates) == len(records) == 2_000
    assert [fate for fate in fates if fate.error] == []
    for key in {record.key for record in records}:
        numbers = [int(record.value or b"") for record in records if record.key == key]
        assert numbers == sorted(numbers)


def test_the_largest_message_passes_with_room_for_key_and_headers(
    kafka: KafkaSettings, topic: str, publisher: Publisher
) -> None:
    publisher.send_confirmed(topic, b"01AB1234526", bytes(MAX_BYTES), [("h", bytes(40_000))])

    assert [len(record.value or b"") for record in read_to_end(kafka, topic)] == [MAX_BYTES]


def test_a_record_larger_than_a_topic_takes_is_refused_and_others_go_on(topic: str, publisher: Publisher) -> None:
    with pytest.raises(RefusedRecordError, match="MSG_SIZE_TOO_LARGE"):
        publisher.send_confirmed(topic, b"k", bytes(MAX_MESSAGE_BYTES))

    assert publisher.send_confirmed(topic, b"k", b"small").error is None


def test_a_topic_that_does_not_exist_is_not_created_by_writing_or_reading(
    kafka: KafkaSettings, publisher: Publisher
) -> None:
    missing = f"missing-{uuid.uuid4().hex}"

    with pytest.raises(RefusedRecordError, match="UNKNOWN_TOPIC_OR_PART"):
        publisher.send_confirmed(missing, b"k", b"v")
    with pytest.raises(TopicError, match="there is no topic"):
        list(read_to_end(kafka, missing))
    assert Administration(kafka).find([missing]) == {}


def test_a_broker_that_is_not_up_is_said_within_the_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offsets, "REQUEST_SECONDS", 1)

    with (
        Publisher(NOWHERE, timeout=1) as publisher,
        pytest.raises(KafkaUnavailableError, match=r"at 127[.]0[.]0[.]1:1"),
    ):
        publisher.send_confirmed("casefile.police-98.outbox", b"k", b"v")
    with pytest.raises(KafkaUnavailableError, match=r"at 127[.]0[.]0[.]1:1"):
        next(tail(NOWHERE, "casefile.ledger"))


def test_reading_to_the_end_waits_for_a_transaction_that_is_open(
    kafka: KafkaSettings, topic: str, after: Callable[[float, Callable[[], None]], None]
) -> None:
    producer = clients.transactional_producer(kafka, f"test-{topic}")
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce(topic, b"decided", b"k", partition=0)
    producer.flush(10)
    after(1.0, producer.commit_transaction)

    assert [record.value for record in read_to_end(kafka, topic, 0)] == [b"decided"]


def test_a_transaction_that_never_ends_is_said_and_not_waited_for_for_ever(kafka: KafkaSettings, topic: str) -> None:
    producer = clients.transactional_producer(kafka, f"test-{topic}")
    producer.init_transactions(30)
    producer.begin_transaction()
    producer.produce(topic, b"undecided", b"k", partition=0)
    producer.flush(10)

    with pytest.raises(KafkaUnavailableError, match="nothing has moved"):
        list(read_to_end(kafka, topic, 0, stall_seconds=1))
    producer.abort_transaction(10)


def test_an_aborted_transaction_is_never_shown_and_does_not_hold_up(
    kafka: KafkaSettings, topic: str, publisher: Publisher
) -> None:
    producer = clients.transactional_producer(kafka, f"test-{topic}")
    producer.init_transactions(30)
    for _ in range(2):
        producer.begin_transaction()
        producer.produce(topic, b"taken back", b"k", partition=0)
        producer.flush(10)
        producer.abort_transaction(10)

    assert list(read_to_end(kafka, topic, stall_seconds=5)) == []
    assert ranges(kafka, topic, 0) == {0: Range(0, 4)}


def test_reading_goes_on_where_it_stopped(kafka: KafkaSettings, topic: str, publisher: Publisher) -> None:
    for number in range(10):
        publisher.send(topic, b"k", b"%d" % number)
    publisher.flush()
    first = list(islice(read_to_end(kafka, topic), 4))

    rest = list(read_to_end(kafka, topic, first[-1].partition, first[-1].offset + 1))

    assert [record.value for record in first + rest] == [b"%d" % number for number in range(10)]


def test_records_that_are_gone_are_said_and_never_skipped(
    kafka: KafkaSettings, topic: str, publisher: Publisher
) -> None:
    place = publisher.send_confirmed(topic, b"k", b"old")
    publisher.send_confirmed(topic, b"k", b"new")
    gone = TopicPartition(topic, place.partition, place.offset + 1)
    admin = clients.admin(kafka)
    for future in admin.delete_records([gone]).values():
        future.result(20)

    with pytest.raises(TopicError, match="holds 1 to 2, not the wanted offset 0"):
        list(read_to_end(kafka, topic, place.partition, 0))
    with pytest.raises(TopicError, match="holds 1 to 2, not the wanted offset 3"):
        next(tail(kafka, topic, {place.partition: 3}))
    assert [record.value for record in read_to_end(kafka, topic)] == [b"new"]


def test_a_partition_that_does_not_exist_is_named(kafka: KafkaSettings, topic: str) -> None:
    with pytest.raises(TopicError, match="has no partition 9"):
        list(read_to_end(kafka, topic, 9))


def test_a_tail_shows_what_comes_later_and_tells_when_nothing_came(
    kafka: KafkaSettings, topic: str, publisher: Publisher
) -> None:
    publisher.send_confirmed(topic, b"k", b"before")
    seen = tail(kafka, topic, "end", poll_seconds=0.2)

    assert next(seen) is None
    publisher.send_confirmed(topic, b"k", b"after")
    record = next(record for record in seen if record)

    assert record.value == b"after"


def test_a_group_without_a_committed_offset_says_so_instead_of_choosing(kafka: KafkaSettings, topic: str) -> None:
    with clients.group_consumer(kafka, f"group-{topic}") as consumer:
        consumer.subscribe([topic])
        message = consumer.poll(20)

    error = message.error() if message else None
    assert error is not None
    assert error.code() == KafkaError._AUTO_OFFSET_RESET


def test_a_second_producer_of_the_same_transactional_id_fences_the_first(kafka: KafkaSettings, topic: str) -> None:
    first = clients.transactional_producer(kafka, f"test-{topic}")
    first.init_transactions(30)
    first.begin_transaction()
    first.produce(topic, b"zombie", b"k", partition=0)
    second = clients.transactional_producer(kafka, f"test-{topic}")
    second.init_transactions(30)

    with pytest.raises(KafkaException) as told:
        first.commit_transaction(30)

    assert told.value.args[0].fatal()
    assert list(read_to_end(kafka, topic)) == []


@pytest.fixture
def after() -> Iterator[Callable[[float, Callable[[], None]], None]]:
    timers: list[threading.Timer] = []

    def start(seconds: float, act: Callable[[], None]) -> None:
        timers.append(threading.Timer(seconds, act))
        timers[-1].start()

    yield start
    for timer in timers:
        timer.join()
