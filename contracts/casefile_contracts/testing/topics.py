"""Empty topics for a test that shares its broker with others."""

from __future__ import annotations

from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import TopicSpec, topics_for
from casefile_contracts.participants import Participants

PARTITIONS = 2


def fresh_topics(settings: KafkaSettings, participants: Participants, partitions: int = PARTITIONS) -> list[TopicSpec]:
    """Delete and create every topic of these participants, and return when all of them can be written to.

    Give the groups of a test names of its own: a broker deletes the offsets that were committed on the topics in its
    own time. Close every client of an earlier test first: librdkafka does not take it well when a topic vanishes under
    a producer.
    """
    specs = topics_for(participants, partitions)
    cluster = Administration(settings)
    cluster.delete(spec.name for spec in specs)
    cluster.create(specs)
    return specs
