"""Ends the process when a step hangs: some calls of the Kafka client can wait for ever, and only a restart cures that.

A thread of ours ends it with a named code and an event. Behind it stands the system's timer, for code that never gives
the interpreter's lock back: its signal needs no thread of ours and ends the process by itself.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

import structlog

from casefile_gateway.exits import Exit

log = structlog.get_logger(__name__)

GRACE = 1.5
"""The system's timer waits this much longer than the thread."""
LOOK_SECONDS = 0.5


def _end() -> None:
    os._exit(Exit.TEMPORARY)


class Watchdog:
    """Watches steps of any thread; `limit` is what each may take, in seconds."""

    def __init__(
        self, limit: float, end: Callable[[], None] = _end, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit = limit
        self._end = end
        self._clock = clock
        self._deadlines: dict[str, float] = {}
        self._stopped = threading.Event()

    @contextmanager
    def step(self, name: str) -> Iterator[Callable[[], None]]:
        """Do a step that must not take longer than the limit; in a long one, call what this gives after each part."""

        def goes_on() -> None:
            self._deadlines[name] = self._clock() + self._limit

        goes_on()
        try:
            yield goes_on
        finally:
            self._deadlines.pop(name, None)

    def start(self) -> None:
        """Begin to watch."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        threading.Thread(target=self._watch, name="watchdog", daemon=True).start()

    def stop(self) -> None:
        """Watch no more."""
        self._stopped.set()
        signal.setitimer(signal.ITIMER_REAL, 0)

    def __enter__(self) -> Watchdog:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def look(self) -> None:
        """End the process if a step is overdue."""
        overdue = [name for name, deadline in list(self._deadlines.items()) if self._clock() > deadline]
        if overdue:
            log.error("step_hung", step=overdue[0], seconds=self._limit)
            self._end()

    def _watch(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            # Set anew as long as threads run at all; so it also catches a step that stops this very thread.
            signal.setitimer(signal.ITIMER_REAL, self._limit * GRACE)
            self.look()
