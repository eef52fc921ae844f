"""The broker itself is killed under load and comes back: senders wait, the relay goes on, nothing is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import open_scene
from relays import wait_for_ledger, wait_until, worker

from casefile_contracts.testing.broker import LocalBroker

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

CASES = 60
PACE_SECONDS = 0.02


@pytest.fixture
def broker() -> Iterator[LocalBroker]:
    with LocalBroker() as own:
        yield own


def test_a_broker_killed_under_load_loses_nothing(broker: LocalBroker, tmp_path: Path) -> None:
    for scene in open_scene(broker.settings):
        with worker(scene.bootstrap, tmp_path) as relay:
            sending = threading.Thread(
                target=scene.send, args=(scene.storyline().cases(CASES), lambda: time.sleep(PACE_SECONDS))
            )
            sending.start()
            wait_until(lambda: len(relay.events("transaction_committed")) > 1, 60, "the first commits")
            broker.kill()
            time.sleep(2)
            broker.start()
            sending.join(90)
            assert not sending.is_alive()
        with worker(scene.bootstrap, tmp_path):
            wait_for_ledger(scene.bootstrap, len(scene.intents), 180)
        scene.judge()
