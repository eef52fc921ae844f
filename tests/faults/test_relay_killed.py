"""The relay is killed at each step of a transaction: whole or nothing, once, in order, and always answered."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from conftest import Scene
from relays import wait_for_ledger, wait_until, worker

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

CASES = 40
POINTS = [
    "after_poll:1",
    "after_poll:2",
    "after_begin:1",
    "after_begin:3",
    "after_produce:1",
    "after_produce:2",
    "after_produce:57",
    "after_produce:200",
    "after_flush:2",
    "after_send_offsets:1",
    "after_send_offsets:3",
    "after_commit:1",
    "after_commit:2",
    "after_view:2",
]


@pytest.mark.parametrize("point", POINTS)
def test_a_relay_killed_loses_doubles_tears_and_reorders_nothing(scene: Scene, tmp_path: Path, point: str) -> None:
    scene.send(scene.storyline().cases(CASES))

    with worker(scene.bootstrap, tmp_path, crash_at=point) as first:
        assert first.ended() == -signal.SIGKILL
    with worker(scene.bootstrap, tmp_path) as second:
        wait_for_ledger(scene.bootstrap, len(scene.intents))
        assert second.drain() == 0

    scene.judge()


def test_a_relay_killed_again_and_again_still_ends_well(scene: Scene, tmp_path: Path) -> None:
    scene.send(scene.storyline().cases(CASES))

    for point in ("after_produce:30", "after_commit:1", "after_send_offsets:1", "after_flush:1"):
        with worker(scene.bootstrap, tmp_path, crash_at=point) as one:
            assert one.ended() == -signal.SIGKILL
    with worker(scene.bootstrap, tmp_path):
        wait_for_ledger(scene.bootstrap, len(scene.intents))

    scene.judge()


def test_a_relay_frozen_past_its_session_is_shut_out_by_its_successor(scene: Scene, tmp_path: Path) -> None:
    story = scene.storyline()
    scene.send(story.cases(CASES))

    with worker(scene.bootstrap, tmp_path / "one", batch=10) as frozen:
        wait_until(lambda: len(frozen.events("transaction_committed")) > 2, 60, "the first commits")
        frozen.freeze()
        with worker(scene.bootstrap, tmp_path / "two", slot=1) as successor:
            wait_for_ledger(scene.bootstrap, len(scene.intents))
            frozen.thaw()
            scene.send(scene.storyline().cases(CASES))
            wait_for_ledger(scene.bootstrap, len(scene.intents))
            assert successor.process.poll() is None

    scene.judge()
