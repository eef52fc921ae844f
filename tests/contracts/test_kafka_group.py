"""Membership of the relays' group on real Kafka: what is read, and what ends the membership."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from confluent_kafka import TopicPartition

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.declaring import TopicSpec
from casefile_contracts.kafka.groups import Group, MembershipLostError, RecordsLostError
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.settings import KafkaSettings

pytestmark = pytest.mark.kafka

SERIES = itertools.count()


@pytest.fixture
def topic(kafka: KafkaSettings) -> Iterator[str]:
    """Five records on one partition."""
    name = f"casefile.group-{next(SERIES)}.outbox"
    Administration(kafka).create([TopicSpec(name, 1, 1, {})])
    publisher = Publisher(kafka)
    for number in range(5):
        publisher.send_confirmed(name, b"key", b"%d" % number)
    publisher.close()
    yield name
    Administration(kafka).delete([name])


@pytest.fixture
def join(kafka: KafkaSettings, topic: str) -> Iterator[Callable[[], Group]]:
    with ExitStack() as stack:

        def joined() -> Group:
            group = Group(kafka, f"of {topic}", f"member of {topic}", [topic])
            stack.callback(group.close)
            polled_until(group, lambda: bool(group.partitions))
            return group

        yield joined


def polled_until(group: Group, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not holds():
        group.poll(1, 0.1)
        assert time.monotonic() < deadline


def test_nothing_is_read_before_it_is_said_where_to_begin(join: Callable[[], Group], topic: str) -> None:
    group = join()

    assert [group.poll(10, 0.2) for _ in range(3)] == [[], [], []]
    assert group.committed() == {(topic, 0): None}

    group.start_at({(topic, 0): 3})
    read = group.poll(1, 10) + group.poll(10, 10)
    assert [record.value for record in read] == [b"3", b"4"]
    assert group.rewind({(topic, 0): 4})
    assert [record.value for record in group.poll(10, 10)] == [b"4"]


def test_records_that_were_deleted_are_not_passed_over(
    kafka: KafkaSettings, join: Callable[[], Group], topic: str
) -> None:
    group = join()
    client = clients.admin(kafka)  # kept: a client that nobody holds ends, and its questions with it
    client.delete_records([TopicPartition(topic, 0, 3)])[TopicPartition(topic, 0)].result(20)

    group.start_at({(topic, 0): 1})

    with pytest.raises(RecordsLostError, match="_AUTO_OFFSET_RESET"):
        polled_until(group, lambda: False)


def test_the_name_of_a_member_is_taken_by_the_last_who_joins(join: Callable[[], Group]) -> None:
    first = join()
    join()

    with pytest.raises(MembershipLostError):
        polled_until(first, lambda: False)


def test_offsets_that_nobody_tells_are_a_fault_that_passes(
    join: Callable[[], Group], monkeypatch: pytest.MonkeyPatch
) -> None:
    group = join()
    monkeypatch.setattr("casefile_contracts.kafka.groups.REQUEST_SECONDS", 0.0)

    with pytest.raises(KafkaUnavailableError, match="cannot be read"):
        group.committed()
