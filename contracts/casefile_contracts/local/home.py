"""The folder that a local broker lives in: configuration, log, process id and data."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.local.properties import Ports, as_properties, logging_configuration, server_properties


class Home:
    """Where everything of one broker is found."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()
        self.data = self.folder / "data"
        self.properties = self.folder / "server.properties"
        self.logging = self.folder / "log4j2.properties"
        self.log = self.folder / "kafka.log"
        self.console = self.folder / "console.log"
        self.pid = self.folder / "kafka.pid"

    def in_use(self) -> bool:
        """Whether a broker runs on this data.

        Kafka locks its data for as long as it runs, so no stale process id can mislead.
        """
        try:
            with (self.data / ".lock").open("r+b") as lock:
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return False

    @contextmanager
    def reserved(self) -> Iterator[None]:
        """Let one program at a time start or stop the broker; others wait for their turn.

        Raises:
            LocalKafkaError: The folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            turn = (self.folder / "turn.lock").open("wb")
        except OSError as error:
            raise LocalKafkaError(f"cannot write to {self.folder}: {error.strerror}") from error
        with turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def configure(self, ports: Ports) -> None:
        """Write the broker's configuration.

        Raises:
            LocalKafkaError: The folder cannot be written.
        """
        try:
            self.properties.write_text(as_properties(server_properties(ports, self.data)), "utf-8")
            self.logging.write_text(as_properties(logging_configuration(self.log)), "utf-8")
        except OSError as error:
            raise LocalKafkaError(f"cannot write to {self.folder}: {error.strerror}") from error

    def ports(self) -> Ports | None:
        """Where the broker listens, or last did; nothing if it never ran."""
        if not self.properties.exists():
            return None
        listeners = re.search(r"^listeners=.*:(\d+),.*:(\d+)$", self.properties.read_text("utf-8"), re.MULTILINE)
        return Ports(int(listeners[1]), int(listeners[2])) if listeners else None

    def last_words(self) -> str:
        """The line of the log that most likely says why a broker stopped."""
        lines = [line for path in (self.console, self.log) if path.exists() for line in _lines(path)]
        telling = [line for line in lines if re.search(r"\b(ERROR|FATAL|Error|Exception)\b|Exception:", line)]
        return (telling or lines or ["it left no word"])[-1].strip()


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text("utf-8", errors="replace").splitlines() if line.strip()]
