"""A message that crashes or hangs the interpreter that reads it: set aside after the second time, and nobody waits."""

from __future__ import annotations

import signal
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import Scene
from relays import wait_for_ledger, worker

from casefile_gateway.exits import Exit

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

CASES = 10
DEADLY = "The reader dies of this."
FAULT = """
import os, signal, time
from casefile_contracts.contract import Contract

read = Contract.read

def deadly(contract, value):
    if b"{text}" in value:
        {fault}
    return read(contract, value)

Contract.read = deadly
"""
CRASH, HANG = "os.kill(os.getpid(), signal.SIGSEGV)", "time.sleep(60)"


def faulty(folder: Path, fault: str) -> dict[str, str]:
    """The environment in which every interpreter, the sandbox's too, dies of the deadly text."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(FAULT.format(text=DEADLY, fault=fault), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


def send_with_a_deadly_one(scene: Scene, outcome: str) -> None:
    story = scene.storyline()
    sent = story.cases(CASES)
    deadly = story.deadly(DEADLY)
    told = deadly.intent if outcome == "ACCEPTED" else replace(deadly.intent, message_id=None, outcome=outcome)
    scene.send([*sent[: 2 * CASES], replace(deadly, intent=told), *sent[2 * CASES :]])


def test_a_message_that_crashed_its_reader_twice_is_quarantined(scene: Scene, tmp_path: Path) -> None:
    send_with_a_deadly_one(scene, "QUARANTINED")
    environment = faulty(tmp_path / "fault", CRASH)

    for _ in range(2):
        with worker(scene.bootstrap, tmp_path, **environment) as crashing:
            assert crashing.ended() == -signal.SIGSEGV
    with worker(scene.bootstrap, tmp_path, **environment) as warned:
        wait_for_ledger(scene.bootstrap, len(scene.intents), seconds=30)
        assert warned.drain() == Exit.DRAINED

    scene.judge()


def test_a_message_that_hangs_its_reader_ends_the_relay_with_a_code_of_its_own(scene: Scene, tmp_path: Path) -> None:
    send_with_a_deadly_one(scene, "ACCEPTED")

    limit = {"CASEFILE_GATEWAY_STEP_LIMIT": "PT2S"}
    with worker(scene.bootstrap, tmp_path, **limit, **faulty(tmp_path / "fault", HANG)) as hung:
        assert hung.ended() == Exit.TEMPORARY
        assert [event["step"] for event in hung.events("step_hung")] == ["read"]
    with worker(scene.bootstrap, tmp_path):
        wait_for_ledger(scene.bootstrap, len(scene.intents))

    scene.judge()
