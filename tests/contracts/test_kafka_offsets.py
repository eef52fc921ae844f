"""Where partitions begin and end: asked patiently while leaders move, and never for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException, TopicPartition

from casefile_contracts.errors import KafkaUnavailableError, TopicError
from casefile_contracts.kafka import clients, cluster, offsets
from casefile_contracts.kafka.groups import Group
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.settings import KafkaSettings

SETTINGS = KafkaSettings(bootstrap_servers="127.0.0.1:9")
TOPIC = "casefile.ledger"


class Cluster:
    """Answers with these errors first, one a question, and then with 5 to 5 + 10."""

    def __init__(self, *errors: int | None) -> None:
        self.errors = list(errors)
        self.topic_error: KafkaError | None = None
        self.asked = 0

    def list_topics(self, topic: str, timeout: float) -> Any:
        partitions = {} if self.topic_error else {0: None, 1: None}
        return SimpleNamespace(topics={topic: SimpleNamespace(error=self.topic_error, partitions=partitions)})

    def list_offsets(self, wanted: Mapping[TopicPartition, Any], **_how: Any) -> dict[TopicPartition, Future[Any]]:
        self.asked += 1
        error = self.errors.pop(0) if self.errors else None
        return {place: self._answer(error, 5 if self.asked % 2 else 15) for place in wanted}

    def _answer(self, error: int | None, offset: int) -> Future[Any]:
        future: Future[Any] = Future()
        if error is None:
            future.set_result(SimpleNamespace(offset=offset))
        elif error != SILENCE:
            future.set_exception(KafkaException(KafkaError(error)))
        return future


SILENCE = 0


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Cluster], dict[int, Range]]:
    monkeypatch.setattr(offsets, "PAUSE_SECONDS", 0)

    def asked(of: Cluster) -> dict[int, Range]:
        monkeypatch.setattr(clients, "admin", lambda settings: of)
        return ranges(SETTINGS, TOPIC)

    return asked


@pytest.mark.parametrize(
    "name",
    [
        "NOT_LEADER_FOR_PARTITION",
        "LEADER_NOT_AVAILABLE",
        "UNKNOWN_TOPIC_OR_PART",
        "UNKNOWN_TOPIC_ID",
        "FENCED_LEADER_EPOCH",
        "UNKNOWN_LEADER_EPOCH",
        "OFFSET_NOT_AVAILABLE",
        "REPLICA_NOT_AVAILABLE",
        "REQUEST_TIMED_OUT",
        "NETWORK_EXCEPTION",
        "COORDINATOR_LOAD_IN_PROGRESS",
        "_TIMED_OUT",
        "_TRANSPORT",
    ],
)
def test_what_may_pass_is_waited_out(asked: Callable[[Cluster], dict[int, Range]], name: str) -> None:
    code = getattr(KafkaError, name)

    assert asked(Cluster(code, code)) == {0: Range(5, 15), 1: Range(5, 15)}


@pytest.mark.parametrize("name", ["TOPIC_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED", "UNSUPPORTED_VERSION"])
def test_what_no_waiting_cures_is_said_at_once(asked: Callable[[Cluster], dict[int, Range]], name: str) -> None:
    found = Cluster(getattr(KafkaError, name))

    with pytest.raises(TopicError, match=f"{TOPIC}.*{name}"):
        asked(found)
    assert found.asked == 1


def test_a_topic_that_may_not_be_seen_is_not_called_missing(asked: Callable[[Cluster], dict[int, Range]]) -> None:
    hidden, missing = Cluster(), Cluster()
    hidden.topic_error = KafkaError(KafkaError.TOPIC_AUTHORIZATION_FAILED)
    missing.topic_error = KafkaError(KafkaError.UNKNOWN_TOPIC_OR_PART)

    with pytest.raises(TopicError, match="TOPIC_AUTHORIZATION_FAILED"):
        asked(hidden)
    with pytest.raises(TopicError, match="there is no topic"):
        asked(missing)


@pytest.mark.parametrize("error", [SILENCE, KafkaError.OFFSET_NOT_AVAILABLE], ids=["no answer", "never ready"])
def test_the_wait_has_an_end_that_names_the_trouble(
    asked: Callable[[Cluster], dict[int, Range]], monkeypatch: pytest.MonkeyPatch, error: int
) -> None:
    monkeypatch.setattr(offsets, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(cluster, "ANSWER_SECONDS", 0.1)

    with pytest.raises(KafkaUnavailableError, match="_TIMED_OUT" if error == SILENCE else "OFFSET_NOT_AVAILABLE"):
        asked(Cluster(*[error] * 200_000))


class Coordinator:
    """A consumer whose group's offsets cannot all be told."""

    def subscribe(self, topics: list[str], on_assign: Callable[..., None], **_callbacks: Any) -> None:
        on_assign(self, [TopicPartition(TOPIC, number) for number in (0, 1)])

    def assign(self, places: list[TopicPartition]) -> None: ...

    def committed(self, places: list[TopicPartition], timeout: float) -> list[Any]:
        untold = KafkaError(KafkaError.UNSTABLE_OFFSET_COMMIT)
        return [
            SimpleNamespace(topic=TOPIC, partition=0, offset=7, error=None),
            SimpleNamespace(topic=TOPIC, partition=1, offset=-1001, error=untold),
        ]


def test_an_offset_that_is_not_told_is_not_taken_for_one_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "group_consumer", lambda *_how, **_more: Coordinator())

    with pytest.raises(KafkaUnavailableError, match="UNSTABLE_OFFSET_COMMIT"):
        Group(SETTINGS, "relays", "relay-0", [TOPIC]).committed()
