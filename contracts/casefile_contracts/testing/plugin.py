"""Pytest fixtures for tests on real Kafka, for this project and for its users'.

In a `conftest.py`: `pytest_plugins = ["casefile_contracts.testing.plugin"]`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.testing.broker import LocalBroker


@pytest.fixture(scope="session")
def kafka() -> Iterator[KafkaSettings]:
    """One real broker for the whole session; where none can start, tests skip at a desk and fail under CI."""
    with ExitStack() as stack:
        try:
            broker = stack.enter_context(LocalBroker())
        except LocalKafkaError as error:
            if os.environ.get("CI"):
                raise
            pytest.skip(f"no local Kafka: {error}")
        yield broker.settings
