"""The pytest plugin: tests that need a broker skip where none can start, and fail in continuous integration."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = 'pytest_plugins = ["casefile_contracts.testing.plugin"]'
SUITE = "def test_on_kafka(kafka): raise AssertionError('a broker without a place for its jars')"


def run(folder: Path, **environment: str) -> str:
    (folder / "conftest.py").write_text(CONFTEST)
    (folder / "test_suite.py").write_text(SUITE)
    inherited = {name: value for name, value in os.environ.items() if name != "CI"}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", folder],
        env=inherited | {"XDG_CACHE_HOME": os.devnull} | environment,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return ended.stdout


def test_at_a_desk_without_a_broker_tests_are_skipped_with_the_reason(tmp_path: Path) -> None:
    told = run(tmp_path)

    assert "1 skipped" in told
    assert "no local Kafka: cannot keep Kafka's jars in" in told


@pytest.mark.parametrize("ci", ["1", "true"])
def test_in_continuous_integration_without_a_broker_they_fail(tmp_path: Path, ci: str) -> None:
    told = run(tmp_path, CI=ci)

    assert "1 error" in told
    assert "skipped" not in told
