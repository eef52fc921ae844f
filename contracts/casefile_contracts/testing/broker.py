"""A real broker for tests: its own ports and folder, started in seconds, killed and restarted at will."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local.broker import Broker
from casefile_contracts.local.ports import free_ports
from casefile_contracts.local.runtime import QUICK_START, Runtime

MEMORY = "256m"


class LocalBroker:
    """Apache Kafka on free ports, with its data in a temporary folder; a context manager that cleans up.

    with LocalBroker() as broker:
        broker.kill()
        broker.restart()   # same ports, same data
    """

    def __init__(self, memory: str = MEMORY) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="casefile-kafka-"))
        self._broker = Broker(self.folder)
        self._memory = memory
        self._ports = free_ports()

    @property
    def settings(self) -> KafkaSettings:
        """How to reach it."""
        return KafkaSettings(bootstrap_servers=self._broker.address)

    @property
    def pid(self) -> int:
        """Its process, to be frozen with SIGSTOP or watched."""
        return self._broker.pid

    def start(self) -> None:
        """Start it and return when it answers.

        Raises:
            LocalKafkaError: Java or the jars are missing, or it does not start.
        """
        self._broker.start(Runtime.prepare(), self._ports, self._memory, java_options=QUICK_START)

    def stop(self) -> None:
        """Let it finish in good order."""
        self._broker.stop()

    def kill(self) -> None:
        """SIGKILL: what was acknowledged must be there after `restart`."""
        self._broker.kill()

    def restart(self) -> None:
        """Start it again where it was, stopping it first if it runs."""
        self.stop()
        self.start()

    def remove(self) -> None:
        """End it and delete its data."""
        if self._broker.running:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> LocalBroker:
        try:
            self.start()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.remove()
