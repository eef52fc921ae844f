"""Empty topics and a sender, for each fault."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from checker import Intent, Run, violations
from relays import REGISTER
from storyline import FORCE, RECIPIENT, Sent, Storyline

from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import outbox
from casefile_contracts.participants import Participants
from casefile_contracts.testing.topics import fresh_topics

SERIES = itertools.count(1)
PARTITIONS = 3


@dataclass
class Scene:
    """One run: what was sent, and the judgement on what became of it."""

    kafka: KafkaSettings
    publisher: Publisher
    intents: list[Intent] = field(default_factory=list)

    @property
    def bootstrap(self) -> str:
        return self.kafka.bootstrap_servers

    def storyline(self) -> Storyline:
        return Storyline(next(SERIES))

    def send(self, messages: list[Sent], pause: Callable[[], None] = lambda: None) -> None:
        """Put them on the outbox, each confirmed in the end."""
        for sent in messages:
            self.publisher.send(outbox(FORCE), sent.key, sent.value)
            self.intents.append(sent.intent)
            pause()
        self.publisher.flush()

    def judge(self) -> None:
        """Fail with every broken invariant."""
        broken = violations(self.intents, Run.read(self.bootstrap, (FORCE, "police-98", RECIPIENT)))
        assert not broken, "\n".join(broken[:20])


def open_scene(kafka: KafkaSettings) -> Iterator[Scene]:
    fresh_topics(kafka, Participants.load(REGISTER), PARTITIONS)
    publisher = Publisher(kafka, timeout=60)
    yield Scene(kafka, publisher)
    publisher.close()


@pytest.fixture
def scene(kafka: KafkaSettings) -> Iterator[Scene]:
    yield from open_scene(kafka)
