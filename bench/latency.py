"""How long a message is under way at 200 a second: from its sender to a reader of the recipient's inbox.

    .venv/bin/python bench/latency.py

The relay and the raw transactional loop in turn, each as a process of its own, with the same records, the same sender
and the same reader. Starts its own broker; takes about two minutes. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from confluent_kafka import Producer, TopicPartition
from loads import RECIPIENT, REGISTER, SENDER, Load, participants, referrals
from raw_loop import RawLoop
from reporting import Figure, finish, machine, quiet, table

from casefile_contracts.kafka import clients
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.offsets import ranges
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import TopicSpec, inbox, outbox
from casefile_contracts.testing.broker import LocalBroker
from casefile_contracts.testing.topics import fresh_topics
from casefile_gateway.process import until_told
from casefile_gateway.programs import Setup, WorkerProgram
from casefile_gateway.settings import GatewaySettings

PARTITIONS = 3
RAW_SOURCE, RAW_TARGETS = "raw.source", ("raw.copies", "raw.receipts", "raw.ledger")
WARMING = 200
PATIENCE_SECONDS = 60


class Sink(threading.Thread):
    """Reads a topic from its end on, committed records only, and notes when each key arrived."""

    def __init__(self, kafka: KafkaSettings, topic: str) -> None:
        super().__init__(daemon=True)
        self.arrived: dict[bytes, float] = {}
        self._stopping = threading.Event()
        self._consumer = clients.reader(kafka, "latency-sink")
        ends = ranges(kafka, topic)
        self._consumer.assign([TopicPartition(topic, number, limits.end) for number, limits in ends.items()])

    def run(self) -> None:
        """Read until told to stop."""
        while not self._stopping.is_set():
            message = self._consumer.poll(0.1)
            if message is not None and not message.error():
                self.arrived[message.key()] = time.perf_counter()
        self._consumer.close()

    def stop(self) -> None:
        """Stop reading."""
        self._stopping.set()
        self.join()


def send(kafka: KafkaSettings, topic: str, records: Sequence[tuple[bytes, bytes]], rate: float) -> dict[bytes, float]:
    """Send records at an even rate; when each was sent, by key."""
    producer = Producer(
        {"bootstrap.servers": kafka.bootstrap_servers, "acks": "all", "linger.ms": 0, "partitioner": "murmur2_random"}
    )
    sent: dict[bytes, float] = {}
    began = time.perf_counter()
    for number, (key, value) in enumerate(records):
        time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        sent[key] = time.perf_counter()
        producer.produce(topic, value, key)
        producer.poll(0)
    producer.flush()
    return sent


def milliseconds(kafka: KafkaSettings, source: str, target: str, load: Load, rate: float) -> list[float]:
    """How long each message took, without those that warmed the loop up; sorted."""
    sink = Sink(kafka, target)
    sink.start()
    sent = send(kafka, source, load.records[:WARMING], rate)
    _wait(sink, WARMING)
    sent |= send(kafka, source, load.records[WARMING:], rate)
    _wait(sink, len(load.records))
    sink.stop()
    return sorted((sink.arrived[key] - sent[key]) * 1000 for key, _ in load.records[WARMING:])


def _wait(sink: Sink, count: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while len(sink.arrived) < count:
        if time.monotonic() > deadline:
            raise SystemExit(f"only {len(sink.arrived)} of {count} messages arrived")
        time.sleep(0.01)


def raw_program(kafka: KafkaSettings, number: int) -> None:
    """The raw loop in this process, one transaction a poll."""
    RawLoop(kafka, f"raw-{number}", RAW_SOURCE, RAW_TARGETS).run_until(until_told(), batch=500)
    os._exit(0)


@contextmanager
def running(program: object, *arguments: object) -> Iterator[None]:
    """A program in a process of its own, told to stop at the end of the block."""
    process = get_context("spawn").Process(target=program, args=arguments)  # type: ignore[arg-type]
    process.start()
    try:
        yield
    finally:
        os.kill(process.pid or 0, signal.SIGTERM)
        process.join(30)
        process.kill()


def run_raw(kafka: KafkaSettings, load: Load, rate: float, number: int) -> list[float]:
    """The raw loop's latencies."""
    cluster, names = Administration(kafka), (RAW_SOURCE, *RAW_TARGETS)
    cluster.create(TopicSpec(name, PARTITIONS) for name in names)
    with running(raw_program, kafka, number):
        found = milliseconds(kafka, RAW_SOURCE, RAW_TARGETS[0], load, rate)
    cluster.delete(names)
    return found


def run_relay(kafka: KafkaSettings, load: Load, rate: float) -> list[float]:
    """The relay's latencies."""
    fresh_topics(kafka, participants(), PARTITIONS)
    with tempfile.TemporaryDirectory() as folder:
        setup = Setup(kafka, GatewaySettings(state=Path(folder), metrics_port=0), REGISTER)
        with running(WorkerProgram(setup, 0)):
            return milliseconds(kafka, outbox(SENDER), inbox(RECIPIENT), load, rate)


def quantile(values: Sequence[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    return values[min(len(values) - 1, int(len(values) * share))]


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=2_000)
    asked.add_argument("--rate", type=float, default=200)
    asked.add_argument("--rounds", type=int, default=3)
    given = asked.parse_args()
    quiet()
    load = referrals(WARMING + given.messages)
    print(f"{given.messages:,} messages of {load.mean_bytes:,} bytes at {given.rate:.0f}/s; {machine()}\n")
    found: dict[str, list[list[float]]] = {"raw loop": [], "relay": []}
    with LocalBroker("512m") as broker:
        for number in range(given.rounds):
            found["raw loop"].append(run_raw(broker.settings, load, given.rate, number))
            found["relay"].append(run_relay(broker.settings, load, given.rate))
            told = (f"{name} p50 {quantile(runs[-1], 0.5):6.1f} ms" for name, runs in found.items())
            print(f"round {number + 1}: {'   '.join(told)}", flush=True)
    _report(
        {
            name: [Figure(tuple(quantile(run, share) for run in runs)) for share in (0.5, 0.99)]
            for name, runs in found.items()
        }
    )


def _report(figures: dict[str, list[Figure]]) -> None:
    table(["loop", "p50 ms", "p99 ms"], [[name, *(one.text() for one in both)] for name, both in figures.items()])
    (p50, p99), (raw_p50, raw_p99) = figures["relay"], figures["raw loop"]
    finish(
        {
            "p50_ms": round(p50.median, 1),
            "p99_ms": round(p99.median, 1),
            "raw_p50_ms": round(raw_p50.median, 1),
            "raw_p99_ms": round(raw_p99.median, 1),
            "p50_ratio": round(p50.median / raw_p50.median, 2),
            "p99_ratio": round(p99.median / raw_p99.median, 2),
        }
    )


if __name__ == "__main__":
    main()
