"""The local broker: starts on what it has, keeps its data, and says in one line what is in its way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from casefile_contracts.errors import KafkaUnavailableError, LocalKafkaError
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.cluster import cluster_id
from casefile_contracts.kafka.declaring import TopicSpec
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local.broker import Broker
from casefile_contracts.local.home import Home
from casefile_contracts.local.ports import first_taken, free_ports
from casefile_contracts.local.properties import Ports, as_properties, server_properties
from casefile_contracts.local.runtime import QUICK_START, Runtime
from casefile_contracts.testing.broker import LocalBroker

TOPIC = "kept"


@pytest.fixture
def runtime(kafka: KafkaSettings) -> Runtime:
    """What the session's broker was started with; where there is none, these tests are skipped with it."""
    return Runtime.prepare()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    broker = Broker(tmp_path / "kafka")
    yield broker
    broker.kill()


def start(broker: Broker, runtime: Runtime, ports: Ports | None = None) -> bool:
    return broker.start(runtime, ports or free_ports(), "256m", java_options=QUICK_START)


@pytest.mark.kafka
def test_a_broker_keeps_its_data_and_identity_between_runs_even_on_other_ports(
    broker: Broker, runtime: Runtime
) -> None:
    assert start(broker, runtime)
    first = KafkaSettings(bootstrap_servers=broker.address)
    Administration(first).create([TopicSpec(TOPIC, 1)])
    with Publisher(first) as publisher:
        publisher.send_confirmed(TOPIC, b"k", b"before")
    identity = cluster_id(first)
    assert broker.stop()

    assert start(broker, runtime)

    again = KafkaSettings(bootstrap_servers=broker.address)
    assert again != first
    assert cluster_id(again) == identity
    assert [record.value for record in read_to_end(again, TOPIC)] == [b"before"]
    assert broker.stop()
    assert not broker.stop()


@pytest.mark.kafka
def test_a_confirmed_record_survives_the_killing_of_the_broker(kafka: KafkaSettings) -> None:
    with LocalBroker() as broker:
        settings = broker.settings
        Administration(settings).create([TopicSpec(TOPIC, 1)])
        with Publisher(settings) as publisher:
            publisher.send_confirmed(TOPIC, b"k", b"confirmed")
            broker.kill()
            with pytest.raises(KafkaUnavailableError):
                cluster_id(settings, timeout=1)
            broker.restart()

            publisher.send_confirmed(TOPIC, b"k", b"after")

        assert broker.settings == settings
        assert [record.value for record in read_to_end(settings, TOPIC)] == [b"confirmed", b"after"]
    assert not broker.folder.exists()


@pytest.mark.kafka
def test_starting_twice_at_the_same_time_starts_one(broker: Broker, runtime: Runtime) -> None:
    other = Broker(broker.home.folder)

    with ThreadPoolExecutor(2) as pool:
        started = list(pool.map(lambda each: start(each, runtime), [broker, other]))

    assert sorted(started) == [False, True]
    assert broker.running
    assert other.running
    assert broker.address == other.address
    assert (broker if started[1] else other).stop()  # also by the one that did not start it
    assert not broker.running
    assert not other.running


SLOW_TO_END = """
import fcntl, signal, sys, time
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
lock = open(sys.argv[1], "w")
fcntl.lockf(lock, fcntl.LOCK_EX)
print("locked", flush=True)
signal.sigwait([signal.SIGTERM])
lock.close()
time.sleep(0.5)
"""


def test_a_broker_that_another_started_is_gone_when_it_was_stopped(broker: Broker) -> None:
    broker.home.data.mkdir(parents=True)
    command = [sys.executable, "-c", SLOW_TO_END, str(broker.home.data / ".lock")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        broker.home.pid.write_text(str(process.pid))

        assert broker.stop()

        assert process.poll() == 0


@pytest.mark.kafka
def test_a_port_that_a_kafka_broker_has_is_said_to_be_its(broker: Broker, kafka: KafkaSettings) -> None:
    taken = int(kafka.bootstrap_servers.rpartition(":")[2])

    with pytest.raises(LocalKafkaError, match=f"port {taken} is taken by another Kafka broker; choose another"):
        broker.start(Runtime(Path("java"), ()), Ports(taken, free_ports().controller))


def test_a_port_that_anything_else_has_is_named(broker: Broker) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        with pytest.raises(LocalKafkaError, match=f"port {taken} is taken by another program; choose another"):
            broker.start(Runtime(Path("java"), ()), Ports(free_ports().broker, taken))


def test_free_ports_are_two_and_free() -> None:
    ports = free_ports()

    assert ports.broker != ports.controller
    assert first_taken(ports) is None


def fake_java(folder: Path, script: str) -> Runtime:
    java = folder / "java"
    java.write_text(f"#!/bin/sh\n{script}\n")
    java.chmod(0o755)
    return Runtime(java, ())


def test_data_that_this_kafka_cannot_take_is_said_with_its_own_words(tmp_path: Path, broker: Broker) -> None:
    runtime = fake_java(tmp_path, "echo starting; echo 'Invalid cluster.id in: meta.properties' >&2; exit 1")

    with pytest.raises(LocalKafkaError, match=r"could not prepare .*/data: Invalid cluster.id in: meta.properties"):
        start(broker, runtime)


def test_a_broker_that_dies_while_starting_is_said_with_its_last_words(tmp_path: Path, broker: Broker) -> None:
    script = """case "$*" in *StorageTool*) exit 0;; esac
echo "java.io.IOException: No space left on device"
echo "  at org.example.Somewhere"
exit 1"""

    with pytest.raises(LocalKafkaError, match=r"stopped while starting: java.io.IOException: No space left on device"):
        start(broker, fake_java(tmp_path, script))
    assert not broker.running


def test_a_broker_that_never_answers_is_given_up_and_ended(
    tmp_path: Path, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casefile_contracts.local.broker.START_SECONDS", 0.3)
    runtime = fake_java(tmp_path, 'case "$*" in *StorageTool*) exit 0;; esac\nexec sleep 60')

    with pytest.raises(LocalKafkaError, match=r"does not answer after 0.3 s; see .*kafka.log"):
        start(broker, runtime)

    with pytest.raises(ProcessLookupError):
        os.kill(broker.pid, 0)


def test_a_start_that_is_interrupted_leaves_no_broker_behind(tmp_path: Path, broker: Broker) -> None:
    runtime = fake_java(tmp_path, 'case "$*" in *StorageTool*) exit 0;; esac\nexec sleep 60')
    threading.Timer(0.5, signal.raise_signal, [signal.SIGINT]).start()

    with pytest.raises(KeyboardInterrupt):
        start(broker, runtime)

    with pytest.raises(ProcessLookupError):
        os.kill(broker.pid, 0)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LocalKafkaError, match=r"cannot write to .*/file/kafka: Not a directory"):
        start(Broker(tmp_path / "file" / "kafka"), Runtime(Path("java"), ()))


def test_a_process_id_that_was_left_behind_ends_nobody(broker: Broker) -> None:
    broker.home.folder.mkdir()
    broker.home.pid.write_text(str(os.getpid()))

    broker.kill()

    assert not broker.stop()


def test_a_broker_that_never_ran_has_no_address(broker: Broker) -> None:
    with pytest.raises(LocalKafkaError, match="there is no broker in"):
        _ = broker.address


def test_the_broker_listens_on_this_machine_only(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.configure(Ports(9092, 9093))

    assert home.ports() == Ports(9092, 9093)
    listeners = server_properties(Ports(9092, 9093), tmp_path)["listeners"]
    assert listeners == "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093"


def test_a_folder_with_backslashes_reaches_kafka_unharmed() -> None:
    assert as_properties({"log.dirs": r"C:\data"}) == "log.dirs=C:\\\\data\n"
