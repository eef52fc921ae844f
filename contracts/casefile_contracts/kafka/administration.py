"""Reading and changing a cluster's declarations: topics, their settings, the brokers' settings."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future
from typing import Any

from confluent_kafka import KafkaError, KafkaException
from confluent_kafka.admin import (  # type: ignore[attr-defined]  # missing in the stubs
    AlterConfigOpType,
    ConfigEntry,
    ConfigResource,
    NewTopic,
    ResourceType,
)

from casefile_contracts.errors import TopicError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.cluster import answered, metadata, unavailable
from casefile_contracts.kafka.declaring import Setting, TopicFound, TopicSpec
from casefile_contracts.kafka.settings import KafkaSettings

SETTLE_SECONDS = 30
PAUSE_SECONDS = 0.05

_UNAVAILABLE = {KafkaError._TRANSPORT, KafkaError._TIMED_OUT, KafkaError._ALL_BROKERS_DOWN, KafkaError._RESOLVE}

Leaders = Mapping[str, int]
"""How many partitions of each topic have a leader."""


class Administration:
    """A cluster, as the one who declares its topics sees it.

    Raises, from every method:
        TopicError: Kafka refuses what was asked, or has not done it in half a minute.
        KafkaUnavailableError: No broker answers.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        self._settings = settings
        self._client = clients.admin(settings)

    def brokers(self) -> list[int]:
        """The ids of the brokers that are up."""
        return sorted(metadata(self._settings).brokers)

    def find(self, names: Iterable[str]) -> dict[str, TopicFound]:
        """Those of the named topics that are there."""
        topics = metadata(self._settings).topics
        there = {name: topics[name].partitions.values() for name in names if name in topics}
        config = self._described(ResourceType.TOPIC, there)
        return {
            name: TopicFound(len(partitions), min(len(one.replicas) for one in partitions), config[name])
            for name, partitions in there.items()
        }

    def broker_config(self) -> Mapping[str, str]:
        """The settings of one broker; those that matter here are alike on all of a cluster."""
        name = str(self.brokers()[0])
        return self._described(ResourceType.BROKER, [name])[name]

    def create(self, specs: Iterable[TopicSpec]) -> None:
        """Create topics, and return when every partition has a leader; one that is there is left as it is."""
        wanted = list(specs)
        new = [NewTopic(spec.name, spec.partitions, spec.replication, config=dict(spec.config)) for spec in wanted]
        for future in self._client.create_topics(new).values() if new else ():
            self._result(future, but=KafkaError.TOPIC_ALREADY_EXISTS)
        self._settle(lambda leaders: all(leaders.get(spec.name, 0) >= spec.partitions for spec in wanted))

    def delete(self, names: Iterable[str]) -> None:
        """Delete topics with all that is in them, and return when they are gone."""
        doomed = list(names)
        for future in self._client.delete_topics(doomed).values() if doomed else ():
            self._result(future, but=KafkaError.UNKNOWN_TOPIC_OR_PART)
        self._settle(lambda leaders: leaders.keys().isdisjoint(doomed))

    def set(self, settings: Iterable[Setting]) -> None:
        """Give settings of topics their declared values; others stay as they are."""
        changes: dict[str, list[ConfigEntry]] = {}
        for each in settings:
            entry = ConfigEntry(each.name, each.declared, incremental_operation=AlterConfigOpType.SET)
            changes.setdefault(each.topic, []).append(entry)
        resources = [
            ConfigResource(ResourceType.TOPIC, name, incremental_configs=entries) for name, entries in changes.items()
        ]
        for future in self._client.incremental_alter_configs(resources).values() if resources else ():
            self._result(future)

    def _described(self, kind: ResourceType, names: Iterable[str]) -> dict[str, Mapping[str, str]]:
        resources = [ConfigResource(kind, name) for name in names]
        answers = self._client.describe_configs(resources) if resources else {}
        return {
            resource.name: {name: entry.value for name, entry in self._result(future).items()}
            for resource, future in answers.items()
        }

    def _settle(self, done: Callable[[Leaders], bool]) -> None:
        deadline = time.monotonic() + SETTLE_SECONDS
        while not done(self._leaders()):
            if time.monotonic() > deadline:
                raise TopicError(f"the cluster has not carried the change out after {SETTLE_SECONDS} s")
            time.sleep(PAUSE_SECONDS)

    def _leaders(self) -> Leaders:
        topics = metadata(self._settings).topics
        return {name: sum(one.leader >= 0 for one in topic.partitions.values()) for name, topic in topics.items()}

    def _result(self, future: Future[Any], but: int | None = None) -> Any:
        try:
            return answered(future)
        except KafkaException as error:
            told: KafkaError = error.args[0]
            if told.code() == but:
                return None
            if told.code() in _UNAVAILABLE:
                raise unavailable(self._settings) from error
            raise TopicError(f"Kafka refuses: {told.str()}") from error
