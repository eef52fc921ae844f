"""How fast the relay is beside the raw transactional loop: same broker, same records, same batch, turn about.

    .venv/bin/python bench/relay.py

Starts its own broker; takes about a minute. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from pathlib import Path

from loads import SENDER, participants, put, referrals
from raw_loop import RawLoop
from reporting import Figure, finish, machine, quiet, ratio, table

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, TopicSpec, outbox
from casefile_contracts.testing.broker import LocalBroker
from casefile_contracts.testing.topics import fresh_topics
from casefile_gateway.ledger import read_entry
from casefile_gateway.settings import GatewaySettings
from casefile_gateway.watchdog import Watchdog
from casefile_gateway.worker import Assembly, work

PARTITIONS = 3


class Stopwatch:
    """Times a relay from its first poll that brought anything to the commit of its last message."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._produced = 0
        self.began = 0.0
        self.ended = 0.0

    def reached(self, point: str) -> None:
        """Called by the relay at each of its steps."""
        if point == "poll" and not self.began:
            self.began = time.perf_counter()
        elif point == "produce":
            self._produced += 1
        elif point == "view" and self._produced >= 3 * self._count:
            self.ended = time.perf_counter()

    def done(self) -> bool:
        """Whether the last message is committed."""
        return self.ended > 0


def run_raw(kafka: KafkaSettings, count: int, batch: int, number: int) -> float:
    """Messages a second of the raw loop."""
    targets = (f"raw.copies.{number}", f"raw.receipts.{number}", f"raw.ledger.{number}")
    Administration(kafka).create(TopicSpec(name, PARTITIONS) for name in targets)
    loop = RawLoop(kafka, f"raw-{number}", outbox(SENDER), targets)
    seconds = loop.run(count, batch)
    loop.close()
    Administration(kafka).delete(targets)
    return count / seconds


def run_relay(kafka: KafkaSettings, count: int, batch: int) -> float:
    """Messages a second of the relay; every one of them must have been accepted."""
    watch = Stopwatch(count)
    with tempfile.TemporaryDirectory() as folder:
        settings = GatewaySettings(state=Path(folder), metrics_port=0, batch=batch)
        assembly = Assembly(kafka, settings, participants(), Contract.load(), reached=watch.reached)
        work(assembly, watch.done, Watchdog(60))
    outcomes = Counter(read_entry(Contract.load(), record)["outcome"] for record in read_to_end(kafka, LEDGER))
    if outcomes != {"ACCEPTED": count}:
        raise SystemExit(f"the relay did not accept every message: {dict(outcomes)}")
    return count / (watch.ended - watch.began)


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=8_000)
    asked.add_argument("--batch", type=int, default=500)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    quiet()
    load = referrals(given.messages)
    print(f"{given.messages:,} charging requests of {load.mean_bytes:,} bytes, batches of {given.batch}; {machine()}\n")
    raw, relay = [], []
    with LocalBroker("512m") as broker:
        for number in range(given.rounds):
            fresh_topics(broker.settings, participants(), PARTITIONS)
            put(broker.settings, load)
            raw.append(run_raw(broker.settings, given.messages, given.batch, number))
            relay.append(run_relay(broker.settings, given.messages, given.batch))
            print(f"round {number + 1}: raw loop {raw[-1]:8,.0f}/s   relay {relay[-1]:8,.0f}/s", flush=True)
    _report(Figure(tuple(raw)), Figure(tuple(relay)), given, load.mean_bytes)


def _report(raw: Figure, relay: Figure, given: argparse.Namespace, mean_bytes: int) -> None:
    table(["loop", "messages a second"], [["raw loop", raw.text(0)], ["relay", relay.text(0)]])
    finish(
        {
            "ratio": round(ratio(relay, raw), 3),
            "relay_per_second": round(relay.median),
            "raw_per_second": round(raw.median),
            "bytes": mean_bytes,
            "messages": given.messages,
            "batch": given.batch,
            "rounds": given.rounds,
        }
    )


if __name__ == "__main__":
    main()
