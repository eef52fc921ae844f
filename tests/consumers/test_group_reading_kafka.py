"""Reading as a member of a group, on a real broker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from casefile_contracts.errors import KafkaUnavailableError, TopicError
from casefile_contracts.kafka.clients import transactional_producer
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.resuming import GroupReader
from casefile_contracts.kafka.settings import KafkaSettings

pytestmark = pytest.mark.kafka

INBOX = "casefile.cps-north.inbox"


def write(settings: KafkaSettings, *values: bytes, key: bytes = b"99ZZ0000126") -> None:
    with Publisher(settings) as publisher:
        for value in values:
            publisher.send(INBOX, key, value)


@contextmanager
def member(
    settings: KafkaSettings, position: Callable[[str, int], int | None] = lambda topic, partition: None
) -> Iterator[GroupReader]:
    with closing(GroupReader(settings, INBOX, "casefile.cps-north.cms", position)) as reader:
        yield reader


def read_all(reader: GroupReader, seconds: float = 20) -> list[Record]:
    found: list[Record] = []
    deadline = time.monotonic() + seconds
    while not reader.caught_up() and time.monotonic() < deadline:
        record = reader.poll(0.2)
        if record is not None:
            found.append(record)
    assert reader.caught_up()
    return found


def test_all_that_stands_in_the_topic_is_given_in_order(exchange: KafkaSettings) -> None:
    write(exchange, b"1", b"2", b"3")

    with member(exchange) as reader:
        assert [record.value for record in read_all(reader)] == [b"1", b"2", b"3"]


def test_reading_begins_at_the_position_of_the_caller_whatever_was_committed(exchange: KafkaSettings) -> None:
    write(exchange, b"1", b"2", b"3")
    with member(exchange) as reader:
        for record in read_all(reader):
            reader.mark(record.partition, record.offset + 1)

    with member(exchange, lambda topic, partition: 1 if partition == record.partition else None) as reader:
        assert [found.value for found in read_all(reader)] == [b"2", b"3"]


def test_records_of_an_aborted_transaction_are_never_given(exchange: KafkaSettings) -> None:
    producer = transactional_producer(exchange, "resuming-test")
    producer.init_transactions()
    for value, end in ((b"aborted", producer.abort_transaction), (b"committed", producer.commit_transaction)):
        producer.begin_transaction()
        producer.produce(INBOX, value, b"99ZZ0000126")
        producer.flush()
        end()
    producer.close()

    with member(exchange) as reader:
        assert [record.value for record in read_all(reader)] == [b"committed"]


def test_members_share_the_partitions_and_the_last_one_has_all(exchange: KafkaSettings) -> None:
    with member(exchange) as first:
        read_all(first)
        with member(exchange) as second:
            deadline = time.monotonic() + 30
            while not (first.partitions() and second.partitions()) or len(first.partitions()) == 2:
                first.poll(0.1)
                second.poll(0.1)
                assert time.monotonic() < deadline
            assert first.partitions() | second.partitions() == {0, 1}
            assert first.partitions().isdisjoint(second.partitions())
        deadline = time.monotonic() + 30
        while first.partitions() != {0, 1}:
            first.poll(0.1)
            assert time.monotonic() < deadline


def test_a_position_that_the_topic_does_not_hold_is_an_error(exchange: KafkaSettings) -> None:
    write(exchange, b"1")

    with member(exchange, lambda topic, partition: 1000) as reader, pytest.raises(TopicError, match="1000"):
        read_all(reader)


def test_a_topic_that_is_not_there_is_said_at_once(exchange: KafkaSettings) -> None:
    with pytest.raises(TopicError, match="casefile topics apply"):
        GroupReader(exchange, "casefile.cps-south.inbox", "g", lambda topic, partition: None)


def test_a_broker_that_is_not_up_is_said_at_once() -> None:
    with pytest.raises(KafkaUnavailableError):
        GroupReader(KafkaSettings(bootstrap_servers="127.0.0.1:1"), INBOX, "g", lambda topic, partition: None)
