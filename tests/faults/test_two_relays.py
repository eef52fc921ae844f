"""Two relays share the partitions; when one dies, the other takes over what it knew and decides on nothing stale."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Scene
from relays import wait_for_ledger, wait_until, worker

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

CASES = 40


def test_the_survivor_takes_over_cases_duplicates_and_states(scene: Scene, tmp_path: Path) -> None:
    first_half = scene.storyline().cases(CASES)

    with (
        worker(scene.bootstrap, tmp_path / "one", slot=0) as doomed,
        worker(scene.bootstrap, tmp_path / "two", slot=1) as survivor,
    ):
        for one in (doomed, survivor):
            wait_until(lambda one=one: bool(one.events("partitions_taken_over")), 60, "both at work")
        cut = len(first_half) // 2
        scene.send(first_half[:cut])
        wait_for_ledger(scene.bootstrap, cut // 2)
        doomed.kill()
        # The rest are later messages of the same cases: repeats, conflicts and materials that need what was decided.
        scene.send(first_half[cut:])
        wait_for_ledger(scene.bootstrap, len(scene.intents))
        assert survivor.drain() == 0

    scene.judge()


def test_a_newcomer_shares_the_work_while_messages_flow(scene: Scene, tmp_path: Path) -> None:
    messages = scene.storyline().cases(CASES)
    third = len(messages) // 3

    with worker(scene.bootstrap, tmp_path / "one", slot=0):
        scene.send(messages[:third])
        with worker(scene.bootstrap, tmp_path / "two", slot=1) as newcomer:
            scene.send(messages[third : 2 * third])
            wait_until(lambda: bool(newcomer.events("partitions_taken_over")), 60, "the newcomer at work")
            scene.send(messages[2 * third :])
            wait_for_ledger(scene.bootstrap, len(scene.intents))

    scene.judge()
