"""Crash points: places where a test makes the relay kill itself, to show that nothing is lost there.

`CASEFILE_CRASH_AT=after_produce:7` kills at the seventh hit. Refused unless `CASEFILE_ALLOW_CRASH_POINTS=1` says that
this is a test.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping

from casefile_contracts.errors import SettingsError

POINTS = (
    "after_poll",
    "after_begin",
    "after_produce",
    "after_flush",
    "after_send_offsets",
    "after_commit",
    "after_view",
)

Reached = Callable[[str], None]


def crash_points(environment: Mapping[str, str], kill: Callable[[], None] | None = None) -> Reached:
    """Call the result with each point that is passed, without its `after_`; without a crash point it does nothing.

    Raises:
        SettingsError: A crash point is set but not allowed, or there is none of that name.
    """
    asked = environment.get("CASEFILE_CRASH_AT")
    if not asked:
        return _nothing
    if environment.get("CASEFILE_ALLOW_CRASH_POINTS") != "1":
        raise SettingsError("CASEFILE_CRASH_AT is set: crash points are for tests, see CASEFILE_ALLOW_CRASH_POINTS")
    point, _, hits = asked.partition(":")
    if point not in POINTS or not hits.isdecimal():
        raise SettingsError(f"CASEFILE_CRASH_AT is <point>:<hit>, and the points are {', '.join(POINTS)}")
    return _counting(point.removeprefix("after_"), int(hits), kill or _kill)


def _counting(point: str, hits: int, kill: Callable[[], None]) -> Reached:
    left = hits

    def reached(passed: str) -> None:
        nonlocal left
        if passed == point:
            left -= 1
            if left == 0:
                kill()

    return reached


def _nothing(_passed: str) -> None:
    return


def _kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
