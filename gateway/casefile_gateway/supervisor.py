"""Starts the processes of the gateway, one for each relay worker and one for the HTTP door, and keeps them running.

A process that ended with a code that a restart can cure is started again, after a growing pause. One that cannot be
cured, or ends again and again, takes the others down: a gateway that only half works would hide it. A broker that is
away for long is no reason to stay down.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess

import structlog

from casefile_gateway.exits import Exit

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.2
DRAIN_SECONDS = 25.0
MOST_ENDS = 5
WITHIN_SECONDS = 600.0
LONGEST_PAUSE_SECONDS = 10.0

Program = Callable[[], None]
"""Picklable; ends its process by `sys.exit` with an `Exit`."""


@dataclass
class Restarts:
    """How often a process may be started again, and when. Pure."""

    ends: list[tuple[float, int]] = field(default_factory=list)
    """When it ended of late, and with which code."""

    def pause_after(self, code: int, now: float) -> float | None:
        """Seconds to wait before the process that ended with `code` is started again; None if it must not be."""
        if code in set(Exit) and not Exit(code).worth_restarting:
            return None
        self.ends = [*((end, of) for end, of in self.ends if now - end < WITHIN_SECONDS), (now, code)]
        if sum(of != Exit.TEMPORARY for _, of in self.ends) >= MOST_ENDS:
            return None
        return min(LONGEST_PAUSE_SECONDS, 0.25 * 2.0 ** min(len(self.ends), 8))


class Child:
    """One process of the gateway, through all its restarts."""

    def __init__(self, name: str, program: Program) -> None:
        self.name = name
        self._program = program
        self._restarts = Restarts()
        self._process: BaseProcess | None = None
        self._start_at = 0.0

    def look(self, now: float) -> Exit | None:
        """Start it if its time has come; returns its exit if it must not be started again."""
        if self._process is None:
            if now >= self._start_at:
                self._process = get_context("spawn").Process(target=self._program, name=self.name)
                self._process.start()
        elif self._process.exitcode is not None:
            return self._ended(self._process.exitcode, now)
        return None

    def drain(self) -> None:
        """Ask it to finish what is at hand."""
        if self._process is not None and self._process.pid is not None:
            self._process.terminate()

    def end(self, seconds: float) -> None:
        """Wait until it has drained; kill it if that takes too long."""
        if self._process is None or self._process.pid is None:
            return
        self._process.join(seconds)
        if self._process.exitcode is None:
            log.error("process_killed", program_name=self.name)
            self._process.kill()
            self._process.join()

    def _ended(self, code: int, now: float) -> Exit | None:
        pause = self._restarts.pause_after(code, now)
        log.warning("process_ended", state=self.name, exit_code=code, delay_seconds=pause)
        self._process = None
        if pause is None:
            return Exit(code) if code in set(Exit) else Exit.FATAL
        self._start_at = now + pause
        return None


def supervise(programs: Mapping[str, Program], stopping: Callable[[], bool]) -> Exit:
    """Keep all programs running until `stopping`, or until one of them cannot go on; returns the exit to end with."""
    children = [Child(name, program) for name, program in programs.items()]
    exit_with = None
    try:
        while exit_with is None and not stopping():
            ends = [child.look(time.monotonic()) for child in children]
            exit_with = next((end for end in ends if end is not None), None)
            time.sleep(LOOK_SECONDS)
    finally:
        for child in children:
            child.drain()
        deadline = time.monotonic() + DRAIN_SECONDS
        for child in children:
            child.end(max(0.0, deadline - time.monotonic()))
    return Exit.DRAINED if exit_with is None else exit_with
