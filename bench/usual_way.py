"""How the exchange's way with a message compares with the usual one: AvroDeserializer, pydantic, AvroSerializer.

    .venv/bin/python bench/usual_way.py

The usual way makes objects of every message, validates a model of it and writes it anew. Ours decodes to the raw form,
runs every constraint and rule on it and passes the original bytes on. First the CPU time of that alone; then both on
a real broker of the script's own, turn about, in the same transactions: the usual way with a receipt and a ledger
record of random bytes, ours as the relay, which also routes, knows duplicates and keeps the lifecycle. Takes about
two minutes.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from confluent_kafka import Message
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from loads import SENDER, Load, participants, put, referrals
from raw_loop import RawLoop
from relay import PARTITIONS, run_relay
from reporting import Figure, cpu_microseconds, each, finish, machine, quiet, ratio, table
from usual_model import ChargingDecisionRequested

from casefile_contracts.codec.wire import HEADER_SIZE, frame
from casefile_contracts.contract import Contract
from casefile_contracts.kafka.administration import Administration
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import TopicSpec, outbox
from casefile_contracts.now import utc_millis
from casefile_contracts.testing.broker import LocalBroker
from casefile_contracts.testing.topics import fresh_topics

NAME = "ChargingDecisionRequested"
SUBJECT = f"{NAME}-value"
CONTEXT = SerializationContext(NAME, MessageField.VALUE)


class UsualWay:
    """Deserializes, validates and serializes with stock parts, against a registry in memory."""

    def __init__(self, contract: Contract) -> None:
        text = json.dumps(contract.release.messages[NAME].schema)
        registry = SchemaRegistryClient.new_client({"url": "mock://usual-way"})
        self.schema_id = registry.register_schema(SUBJECT, Schema(text, "AVRO"))
        self._read = AvroDeserializer(registry, text)
        self._write = AvroSerializer(registry, text, conf={"auto.register.schemas": False})

    def forward(self, value: bytes) -> bytes:
        """The message again, if it is valid."""
        model = ChargingDecisionRequested.model_validate(self._read(value, CONTEXT))
        return bytes(self._write(model.model_dump(), CONTEXT))


class OurWay:
    """Reads, checks and passes on."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract

    def forward(self, value: bytes) -> bytes:
        """The message again, if nothing is to be said about it."""
        findings = self._contract.check(self._contract.read(value), now=utc_millis())
        if findings:
            raise ValueError("the benchmark's own message has findings")
        return value


class Forwarded:
    """A record whose value is another; all that the loop reads of one."""

    def __init__(self, message: Message, value: bytes) -> None:
        self.key, self.topic, self.partition, self.offset = (
            message.key,
            message.topic,
            message.partition,
            message.offset,
        )
        self.value = lambda: value


class UsualLoop(RawLoop):
    """The raw loop, with the usual way's work on every message."""

    def __init__(self, kafka: KafkaSettings, way: UsualWay, number: int, targets: tuple[str, str, str]) -> None:
        super().__init__(kafka, f"usual-{number}", outbox(SENDER), targets)
        self._way = way

    def _carry(self, messages: list[Any]) -> None:
        framed = (frame(self._way.schema_id, message.value()[HEADER_SIZE:]) for message in messages)
        super()._carry([Forwarded(*pair) for pair in zip(messages, map(self._way.forward, framed), strict=True)])


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=3_000)
    asked.add_argument("--batch", type=int, default=500)
    asked.add_argument("--rounds", type=int, default=5)
    given = asked.parse_args()
    quiet()
    contract = Contract.load()
    load = referrals(given.messages)
    print(f"referrals of {load.mean_bytes:,} bytes on average; {machine()}\n")
    cpu = _measure_cpu(contract, [value for _, value in load.records[:50]])
    usual, ours = _measure_kafka(UsualWay(contract), load, given.batch, given.rounds)
    table(
        ["way", "CPU us a message", "on Kafka, messages a second"],
        [
            ["usual way", cpu["usual way"].text(), usual.text(0)],
            ["our way", cpu["our way"].text(), ours.text(0)],
        ],
    )
    finish(
        {
            "ratio": round(ratio(ours, usual), 2),
            "cpu_ratio": round(ratio(cpu["usual way"], cpu["our way"]), 2),
            "usual_per_second": round(usual.median),
            "relay_per_second": round(ours.median),
            "bytes": load.mean_bytes,
            "messages": given.messages,
            "batch": given.batch,
            "rounds": given.rounds,
        }
    )


def _measure_cpu(contract: Contract, values: list[bytes]) -> dict[str, Figure]:
    usual, ours = UsualWay(contract), OurWay(contract)
    theirs = [frame(usual.schema_id, value[HEADER_SIZE:]) for value in values]
    assert [usual.forward(value) for value in theirs] == theirs
    return cpu_microseconds({"usual way": each(usual.forward, theirs), "our way": each(ours.forward, values)}, 15)


def _measure_kafka(way: UsualWay, load: Load, batch: int, rounds: int) -> tuple[Figure, Figure]:
    usual, ours = [], []
    count = len(load.records)
    with LocalBroker("512m") as broker:
        for number in range(rounds):
            fresh_topics(broker.settings, participants(), PARTITIONS)
            put(broker.settings, load)
            usual.append(_run_usual(broker.settings, way, number, count, batch))
            ours.append(run_relay(broker.settings, count, batch))
            print(f"round {number + 1}: usual way {usual[-1]:8,.0f}/s   relay {ours[-1]:8,.0f}/s", flush=True)
    return Figure(tuple(usual)), Figure(tuple(ours))


def _run_usual(kafka: KafkaSettings, way: UsualWay, number: int, count: int, batch: int) -> float:
    """Messages a second of the usual way."""
    targets = (f"usual.copies.{number}", f"usual.receipts.{number}", f"usual.ledger.{number}")
    Administration(kafka).create(TopicSpec(name, PARTITIONS) for name in targets)
    loop = UsualLoop(kafka, way, number, targets)
    seconds = loop.run(count, batch)
    loop.close()
    Administration(kafka).delete(targets)
    return count / seconds


if __name__ == "__main__":
    main()
