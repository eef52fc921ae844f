"""One Kafka broker as a child process that outlives the program which started it."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from select import select

from casefile_contracts.errors import KafkaUnavailableError, LocalKafkaError
from casefile_contracts.kafka.cluster import cluster_id
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local import ports as machine
from casefile_contracts.local.home import Home
from casefile_contracts.local.properties import HOST, Ports
from casefile_contracts.local.runtime import Runtime
from casefile_contracts.local.storage import format_data

START_SECONDS = 60
STOP_SECONDS = 30
PAUSE_SECONDS = 0.05


class Broker:
    """A broker of this machine, running or not: everything of it is in one folder."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Whether it runs, no matter who started it."""
        self._ask_for_child()
        return self.home.in_use()

    @property
    def address(self) -> str:
        """What clients are given as bootstrap servers.

        Raises:
            LocalKafkaError: It never ran.
        """
        ports = self.home.ports()
        if ports is None:
            raise LocalKafkaError(f"there is no broker in {self.home.folder}")
        return f"{HOST}:{ports.broker}"

    @property
    def pid(self) -> int:
        """The process id of the broker, or of the one that ran last."""
        return int(self.home.pid.read_text("ascii"))

    def start(
        self, runtime: Runtime, ports: Ports, memory: str = "512m", *, java_options: tuple[str, ...] = ()
    ) -> bool:
        """Start it and return as soon as it answers; data of earlier runs is there again.

        Args:
            memory: The heap, in Java's notation; the process takes about 300 MB besides.

        Returns:
            False if it ran already, whatever its ports and memory are then.

        Raises:
            LocalKafkaError: A port is taken, the folder cannot be written, or it stopped while starting.
        """
        with self.home.reserved():
            if self.running:
                self._await_answer()
                return False
            self._process = None
            _refuse_taken(ports)
            self.home.configure(ports)
            format_data(self.home, runtime)
            self._process = self._launch(runtime, memory, java_options)
            try:
                self._await_answer()
            except BaseException:
                self._end(signal.SIGKILL)
                raise
            return True

    def stop(self) -> bool:
        """Let it finish in good order; one that does not in half a minute is killed, which loses nothing either.

        Returns:
            False if it did not run.
        """
        with self.home.reserved():
            if not self.running:
                return False
            if not self._end(signal.SIGTERM):
                self._end(signal.SIGKILL)
            return True

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self._end(signal.SIGKILL)

    def _launch(self, runtime: Runtime, memory: str, java_options: tuple[str, ...]) -> subprocess.Popen[bytes]:
        fixed = (f"-Dlog4j2.configurationFile={self.home.logging}", "-XX:+ExitOnOutOfMemoryError")
        options = fixed + java_options
        command = runtime.command("kafka.Kafka", str(self.home.properties), memory=memory, options=options)
        with self.home.console.open("wb") as console:
            process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.DEVNULL, stdout=console, stderr=console, start_new_session=True
            )
        self.home.pid.write_text(str(process.pid), "ascii")
        return process

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process is not None and self._process.poll() is not None:
                raise LocalKafkaError(f"Kafka stopped while starting: {self.home.last_words()} ({self.home.log})")
            if time.monotonic() > deadline:
                raise LocalKafkaError(f"Kafka does not answer after {START_SECONDS} s; see {self.home.log}")
            time.sleep(PAUSE_SECONDS)

    def _answers(self) -> bool:
        ports = self.home.ports()
        return ports is not None and machine.answers(ports.broker) and _is_kafka(ports.broker)

    def _end(self, how: signal.Signals) -> bool:
        """Signal the process, if one runs; whether it is gone then. It frees its data a moment before it ends."""
        process = self._process_handle()
        if process is None:
            return True
        try:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(process, how)
            return bool(select([process], [], [], STOP_SECONDS)[0])
        finally:
            os.close(process)
            self._ask_for_child()

    def _process_handle(self) -> int | None:
        """A handle that stays with this process, where its number may be another program's soon."""
        if not self.running and (self._process is None or self._process.returncode is not None):
            return None
        try:
            return os.pidfd_open(self.pid)
        except ProcessLookupError:
            return None

    def _ask_for_child(self) -> None:
        if self._process is not None:
            self._process.poll()  # a child that ended stays listed until it is asked for


def _refuse_taken(ports: Ports) -> None:
    taken = machine.first_taken(ports)
    if taken is not None:
        by = "another Kafka broker" if _is_kafka(taken) else "another program"
        raise LocalKafkaError(f"port {taken} is taken by {by}; choose another with --port")


def _is_kafka(port: int) -> bool:
    try:
        cluster_id(KafkaSettings(bootstrap_servers=f"{HOST}:{port}"), timeout=2)
    except KafkaUnavailableError:
        return False
    return True
