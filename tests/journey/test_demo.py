"""What `make demo` runs: it balances, may be interrupted, and leaves nothing behind."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = pytest.mark.kafka

DEMO = Path(__file__).parents[2] / "ops" / "demo" / "run.py"


def start(stage: Path) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, str(DEMO), str(stage)], stdout=subprocess.PIPE, text=True)


def processes_of(stage: Path) -> list[str]:
    """Command lines that name the stage: whatever the demo started."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(stage) in command:
            found.append(command)
    return found


def test_the_demo_interrupted_and_run_again_balances(tmp_path: Path) -> None:
    stage = tmp_path / "demo"
    first = start(stage)
    deadline = time.monotonic() + 120
    while not (stage / "logs" / "gateway.log").exists():
        assert time.monotonic() < deadline and first.poll() is None
        time.sleep(0.2)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=60)
    assert first.returncode != 0
    assert processes_of(stage) == []

    second = start(stage)
    said, _ = second.communicate(timeout=240)

    assert second.returncode == 0, said
    assert "It balances" in said
    assert processes_of(stage) == []
    row = re.search(r"^police-99 +(\d+) +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)", said, re.MULTILINE)
    assert row is not None, said
    sent, accepted, rejected, duplicates, quarantined, delivered = map(int, row.groups())
    assert sent == accepted + rejected + duplicates + quarantined
    assert delivered == accepted > 280
    assert rejected >= 10
    assert (duplicates, quarantined) == (1, 1)
