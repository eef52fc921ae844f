"""A process of the gateway: signals, exit codes, and the death of the process that started it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from threading import Event, Thread
from types import FrameType

import structlog

from casefile_contracts.errors import CaseFileError
from casefile_gateway.exits import Exit, exit_for

log = structlog.get_logger(__name__)

Stopping = Callable[[], bool]

PARENT_EVERY_SECONDS = 1.0


def until_told() -> Stopping:
    """Tells from now on whether this process was asked to end, by SIGTERM or SIGINT."""
    told = Event()

    def tell(_number: int, _frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, tell)
    return told.is_set


def end_with(parent: int | None) -> None:
    """Have this process asked to end when the one that started it has died; does nothing without a `parent`."""

    def follow() -> None:
        while os.getppid() == parent:
            time.sleep(PARENT_EVERY_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)

    if parent is not None:
        Thread(target=follow, name="parent", daemon=True).start()


def ended(run: Callable[[], None]) -> Exit:
    """Run a program to its end, and name that end; an error that nobody expected is told by its type and place only."""
    try:
        run()
    except CaseFileError as error:
        log.exception("program_failed", code=error.code, exit_code=int(exit_for(error)), reason=str(error)[:400])
        return exit_for(error)
    except Exception as error:
        log.exception("program_failed", code="unexpected", exit_code=int(exit_for(error)))
        return exit_for(error)
    return Exit.DRAINED
