"""Which topic a name stands for: a topic that was deleted and made again is another one."""

from __future__ import annotations

from confluent_kafka import KafkaException, TopicCollection

from casefile_contracts.errors import TopicError
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.cluster import ANSWER_SECONDS, answered, unavailable
from casefile_contracts.kafka.settings import KafkaSettings


def topic_id(settings: KafkaSettings, topic: str) -> str:
    """The identity that the cluster gave the topic when it was made; no other topic ever has it.

    Raises:
        TopicError: There is no such topic.
        KafkaUnavailableError: No broker answers.
    """
    client = clients.admin(settings)  # kept: a client that nobody holds ends, and its questions with it
    asked = client.describe_topics(TopicCollection([topic]), request_timeout=ANSWER_SECONDS)
    try:
        return str(answered(asked[topic]).topic_id)
    except KafkaException as error:
        if error.args[0].name() == "UNKNOWN_TOPIC_OR_PART":
            raise TopicError(f"there is no topic {topic}; `casefile topics apply` creates what is missing") from error
        raise unavailable(settings) from error
