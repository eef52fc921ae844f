"""Relay workers as processes of their own, to be killed, frozen and looked at from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from observed import committed

REGISTER = Path(__file__).parents[2] / "contracts" / "participants"


class Worker:
    """One `casefile gateway --slot N` process; its log is kept for its state and for failures.

    Without a slot it is the supervised gateway, which starts a worker again that ended for a passing reason.
    """

    def __init__(
        self,
        bootstrap: str,
        state: Path,
        slot: int = 0,
        *,
        crash_at: str | None = None,
        batch: int = 40,
        metrics_port: int = 0,
        **also: str,
    ) -> None:
        """Args: also: Further variables of the environment."""
        self.log = state / f"worker-{slot}-{time.monotonic_ns()}.log"
        state.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            "CASEFILE_KAFKA_BOOTSTRAP_SERVERS": bootstrap,
            "CASEFILE_PARTICIPANTS": str(REGISTER),
            "CASEFILE_GATEWAY_BATCH": str(batch),
            **also,
        }
        if crash_at:
            environment |= {"CASEFILE_CRASH_AT": crash_at, "CASEFILE_ALLOW_CRASH_POINTS": "1"}
        command = [sys.executable, "-m", "casefile_contracts", "gateway"]
        command += ["--no-http"] if slot is None else ["--slot", str(slot)]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--state", str(state), "--metrics-port", str(metrics_port)],
                env=environment,
                stdout=log,
                stderr=log,
            )

    def events(self, name: str) -> list[dict[str, object]]:
        """The events of that name in its log."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [event for line in lines if (event := _parsed(line)).get("event") == name]

    def ended(self, seconds: float = 60) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(seconds)

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def drain(self) -> int:
        """Ask it to finish; its exit code."""
        self.process.terminate()
        return self.process.wait(60)


@contextmanager
def worker(bootstrap: str, state: Path, slot: int = 0, **how: Any) -> Iterator[Worker]:
    """A worker that does not outlive the block; `how` as for `Worker`."""
    started = Worker(bootstrap, state, slot, **how)
    try:
        yield started
    finally:
        if started.process.poll() is None:
            started.kill()


def wait_until(holds: Callable[[], bool], seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"never came: {what}"
        time.sleep(0.2)


def wait_for_ledger(bootstrap: str, count: int, seconds: float = 90) -> None:
    """Until so many records stand in the ledger."""

    def there() -> bool:
        return len(committed(bootstrap, "casefile.ledger")["casefile.ledger"]) >= count

    wait_until(there, seconds, f"{count} ledger records")


def _parsed(line: str) -> dict[str, object]:
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
