"""Whether Kafka is as the gateway needs it."""

from __future__ import annotations

from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.offsets import ranges
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, topics_for, verify
from casefile_contracts.participants import Participants


def declared_partitions(kafka: KafkaSettings, participants: Participants) -> int:
    """The number of partitions that every topic has.

    Raises:
        TopicError: A topic is missing, or not as declared; what the exchange promises rests on that.
        KafkaUnavailableError: No broker answers.
    """
    partitions = len(ranges(kafka, LEDGER))
    verify(kafka, topics_for(participants, partitions, min(3, len(Administration(kafka).brokers()))))
    return partitions
