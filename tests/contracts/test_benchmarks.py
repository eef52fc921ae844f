"""The benchmarks that need no broker run on the latest release, and end with their result as one line of JSON."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from casefile_contracts.release import load_release

BENCH = Path(__file__).parents[2] / "bench"


@pytest.mark.parametrize(("script", "ratio"), [("codec.py", "decode_ratio"), ("check.py", "ratio_confluent")])
def test_a_benchmark_still_runs(script: str, ratio: str) -> None:
    done = subprocess.run(
        [sys.executable, BENCH / script, "--messages", "1", "--rounds", "1"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout.splitlines()[-1])
    assert result[ratio] > 0
    assert result["rules"] == sum("require" in rule for rule in load_release().rules.values())
