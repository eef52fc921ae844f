"""Fixtures of the tests that take deliveries from a real broker."""

from __future__ import annotations

import pytest

from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.participants import Participant, Participants
from casefile_contracts.testing.topics import fresh_topics

PARTICIPANTS = Participants(
    [
        Participant("cps-north", "CPS North", "cps", ("98", "99"), ("cms",)),
        Participant("police-99", "Testshire Police", "police", ("99",), ("00099TestRms",)),
    ]
)


@pytest.fixture
def exchange(kafka: KafkaSettings) -> KafkaSettings:
    """A broker with empty topics of two participants, two partitions each."""
    fresh_topics(kafka, PARTICIPANTS)
    return kafka
