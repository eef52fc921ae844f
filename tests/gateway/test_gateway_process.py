"""How processes of the gateway end, and what is done about it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from casefile_contracts.errors import CaseFileError, SettingsError
from casefile_contracts.kafka.faults import ProducerLostError
from casefile_gateway.crash import POINTS, crash_points
from casefile_gateway.errors import OffsetsRefusedError, SlotTakenError, ViewError
from casefile_gateway.exits import Exit, exit_for
from casefile_gateway.pace import Pace
from casefile_gateway.slot import slot_lock
from casefile_gateway.supervisor import Restarts, supervise
from casefile_gateway.watchdog import Watchdog


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (SettingsError("x"), Exit.CONFIGURATION),
        (ProducerLostError("x"), Exit.FATAL),
        (ViewError("x"), Exit.IO),
        (OSError(28, "No space left on device"), Exit.IO),
        (SlotTakenError("x"), Exit.TEMPORARY),
        (OffsetsRefusedError("x"), Exit.REFUSED),
        (CaseFileError("x"), Exit.FATAL),
        (ZeroDivisionError(), Exit.FATAL),
    ],
)
def test_every_error_has_a_named_exit(error: Exception, exit_code: Exit) -> None:
    assert exit_for(error) is exit_code


def test_one_slot_has_one_holder(tmp_path: Path) -> None:
    with slot_lock(tmp_path), pytest.raises(SlotTakenError, match=str(os.getpid())), slot_lock(tmp_path):
        pass
    with slot_lock(tmp_path):
        pass


def test_a_step_that_hangs_ends_the_process() -> None:
    now, ends = [0.0], []
    watchdog = Watchdog(30, end=lambda: ends.append("ended"), clock=lambda: now[0])

    with watchdog.step("commit"):
        now[0] = 29
        watchdog.look()
        assert ends == []
        now[0] = 31
        watchdog.look()

    watchdog.look()
    assert ends == ["ended"]


def test_a_long_step_that_goes_on_may_go_on() -> None:
    now, ends = [0.0], []
    watchdog = Watchdog(30, end=lambda: ends.append("ended"), clock=lambda: now[0])

    with watchdog.step("take_over") as goes_on:
        for now[0] in (20, 40, 60):
            goes_on()
            watchdog.look()
        assert ends == []
        now[0] = 91
        watchdog.look()

    assert ends == ["ended"]


def test_the_watchdog_ends_a_real_process_with_its_own_code(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    hung, stuck = context.Process(target=_hang), context.Process(target=_hold_the_lock)
    for process in (hung, stuck):
        process.start()
    for process in (hung, stuck):
        process.join(30)

    assert hung.exitcode == Exit.TEMPORARY
    assert stuck.exitcode == -signal.SIGALRM


def _hang() -> None:
    watchdog = Watchdog(0.2)
    watchdog.start()
    with watchdog.step("commit"):
        threading.Event().wait(20)


def _hold_the_lock() -> None:
    import re

    sys.setswitchinterval(1000)
    watchdog = Watchdog(0.5)
    watchdog.start()
    time.sleep(0.7)  # the watchdog must have had a look
    with watchdog.step("read"):
        re.match(r"(a+)+$", "a" * 40 + "b")  # never gives the interpreter's lock back


def test_crash_points_need_permission() -> None:
    with pytest.raises(SettingsError):
        crash_points({"CASEFILE_CRASH_AT": "after_poll:1"})


@pytest.mark.parametrize("asked", ["after_lunch:1", "after_poll", "after_poll:x", "poll:1"])
def test_crash_points_have_names(asked: str) -> None:
    with pytest.raises(SettingsError):
        crash_points({"CASEFILE_CRASH_AT": asked, "CASEFILE_ALLOW_CRASH_POINTS": "1"})


@pytest.mark.parametrize("point", POINTS)
def test_a_crash_point_strikes_once_at_its_hit(point: str) -> None:
    strikes: list[str] = []
    allowed = {"CASEFILE_CRASH_AT": f"{point}:2", "CASEFILE_ALLOW_CRASH_POINTS": "1"}
    reached = crash_points(allowed, kill=lambda: strikes.append(point))

    for passed in [*POINTS, *POINTS, *POINTS]:
        reached(passed.removeprefix("after_"))

    assert strikes == [point]


def test_without_a_crash_point_nothing_strikes() -> None:
    crash_points({}, kill=pytest.fail)("poll")


def test_batches_shrink_after_repeated_aborts_and_grow_again() -> None:
    pace = Pace(8)

    pauses = [pace.aborted() for _ in range(9)]

    assert pace.limit == 1
    assert not pace.is_stuck, "what was aborted last were two messages, and one of them may be sound"
    pace.aborted()
    assert pace.is_stuck
    assert all(0 < pause <= 5 for pause in pauses)
    for _ in range(3):
        pace.committed()
    assert pace.limit == 8
    assert not pace.is_stuck


@pytest.mark.parametrize("code", [Exit.DRAINED, Exit.CONFIGURATION, Exit.REFUSED])
def test_what_a_restart_cannot_cure_is_not_restarted(code: Exit) -> None:
    assert Restarts().pause_after(code, 0) is None


@pytest.mark.parametrize("code", [Exit.FATAL, Exit.IO, -signal.SIGKILL])
def test_a_crash_loop_ends(code: int) -> None:
    restarts = Restarts()

    pauses = [restarts.pause_after(code, now) for now in range(5)]

    assert all(pauses[:4])
    assert pauses[4] is None
    assert Restarts([(now, code) for now in range(4)]).pause_after(code, 10_000) is not None


def test_a_broker_that_is_away_for_long_is_no_crash_loop() -> None:
    restarts = Restarts()

    assert all(restarts.pause_after(Exit.TEMPORARY, now) for now in range(100))
    assert restarts.pause_after(Exit.FATAL, 100)


def _ends_at_once() -> None:
    sys.exit(Exit.REFUSED)


def _runs_on() -> None:
    time.sleep(60)


def test_one_program_that_cannot_go_on_takes_the_gateway_down() -> None:
    assert supervise({"good": _runs_on, "bad": _ends_at_once}, lambda: False) is Exit.REFUSED


def _drains_slowly() -> None:
    signal.signal(signal.SIGTERM, lambda _number, _frame: (time.sleep(2), sys.exit(Exit.DRAINED)))
    time.sleep(60)


def test_all_programs_drain_at_the_same_time() -> None:
    began = time.monotonic()
    told_at: list[float] = []

    def told() -> bool:
        if time.monotonic() - began > 2:
            told_at.append(time.monotonic())
        return bool(told_at)

    supervise({str(number): _drains_slowly for number in range(3)}, told)

    assert time.monotonic() - told_at[0] < 4


def test_the_gateway_drains_when_told() -> None:
    told = iter([False, False, True])

    assert supervise({"good": _runs_on}, lambda: next(told)) is Exit.DRAINED
