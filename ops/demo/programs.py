"""The programs of the demo: each is the real command, as a child process with its own log file."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

GRACE_SECONDS = 20
COMMAND = (sys.executable, "-m", "casefile_contracts")


def casefile(environment: Mapping[str, str], *arguments: str, expect: tuple[int, ...] = (0,)) -> str:
    """Run one `casefile` command to its end and return what it said; its progress and errors are seen as they come.

    Raises:
        SystemExit: It ended with an exit code other than those expected.
    """
    done = subprocess.run(
        [*COMMAND, *arguments], env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode not in expect:
        sys.exit(f"casefile {arguments[0]} ended with {done.returncode}. {done.stdout.strip()}")
    return done.stdout


class Programs:
    """Starts programs that run until the demo ends, and leaves none behind: the last started is stopped first."""

    def __init__(self, logs: Path, environment: Mapping[str, str]) -> None:
        self._logs = logs
        self._environment = {**os.environ, **environment}
        self._running: list[tuple[str, subprocess.Popen[bytes]]] = []

    def start(self, name: str, *command: str) -> None:
        """Start a program with a log file of its own."""
        with (self._logs / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                list(command), env=self._environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self._running.append((name, child))

    def insist(self) -> None:
        """Stop the demo with a plain word if one of its programs has died."""
        for name, child in self._running:
            if child.poll() is not None:
                sys.exit(f"{name} ended with {child.returncode}; its last words are in {self._logs / name}.log")

    def __enter__(self) -> Programs:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for _, child in reversed(self._running):
            child.terminate()
            try:
                child.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
