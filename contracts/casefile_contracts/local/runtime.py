"""What it takes to run a program of Apache Kafka: a Java, the jars, and how much memory it may use."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from casefile_contracts.local.jars import Progress, fetch_jars, silent
from casefile_contracts.local.java import find_java

QUICK_START = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""Java options that halve the processor time until it answers, and cost throughput in a long run."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """A Java that was found and jars that were checked."""

    java: Path
    jars: tuple[Path, ...]

    @classmethod
    def prepare(cls, progress: Progress = silent) -> Runtime:
        """Find the Java and fetch the jars; the first time this takes about ten seconds.

        Raises:
            LocalKafkaError: One of them is not to be had.
        """
        return cls(find_java(), tuple(fetch_jars(progress=progress)))

    def command(self, main_class: str, *arguments: str, memory: str, options: tuple[str, ...] = ()) -> list[str]:
        """The command line that runs a class of Kafka with a heap of a fixed size ("512m")."""
        heap = (f"-Xms{memory}", f"-Xmx{memory}")
        class_path = os.pathsep.join(map(str, self.jars))
        return [str(self.java), *heap, *options, "-cp", class_path, main_class, *arguments]
