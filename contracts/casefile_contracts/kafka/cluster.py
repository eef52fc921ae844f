"""The cluster behind an address: whether it answers, which one it is, how many brokers it has."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TypeVar

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import ClusterMetadata  # type: ignore[attr-defined]  # missing in the stubs

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.settings import KafkaSettings

ANSWER_SECONDS = 10

T = TypeVar("T")


def metadata(settings: KafkaSettings, timeout: float | None = None) -> ClusterMetadata:
    """What the cluster tells of itself: brokers, topics, partitions.

    Raises:
        KafkaUnavailableError: No broker answers within `timeout` seconds, ten if it is not given.
    """
    try:
        return clients.admin(settings).list_topics(timeout=timeout or ANSWER_SECONDS)
    except KafkaException as error:
        raise unavailable(settings) from error


def cluster_id(settings: KafkaSettings, timeout: float | None = None) -> str:
    """The identity of the cluster, given to it once for all.

    Raises:
        KafkaUnavailableError: No broker answers within `timeout` seconds, ten if it is not given.
    """
    return str(metadata(settings, timeout).cluster_id)


def answered(future: Future[T]) -> T:
    """What the cluster answers to a question of an `AdminClient`, whose own time limit is not relied on.

    Raises:
        KafkaException: It refuses, or does not answer.
    """
    try:
        return future.result(2 * ANSWER_SECONDS)
    except TimeoutError as error:
        raise KafkaException(KafkaError(KafkaError._TIMED_OUT)) from error


def unavailable(settings: KafkaSettings) -> KafkaUnavailableError:
    """The error that says where no broker answered."""
    return KafkaUnavailableError(f"no Kafka broker answers at {settings.bootstrap_servers}; is it up?")
