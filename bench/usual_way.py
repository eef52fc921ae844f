"""How the exchange's way with a message compares with the usual one: AvroDeserializer, pydantic, AvroSerializer.

    .venv/bin/python bench/usual_way.py

The usual way makes objects of every message, validates a model of it and writes it anew. Ours decodes to the raw form,
runs every constraint and rule on it and passes the original bytes on.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from typing import Any

from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.serialization import MessageField, SerializationContext
from reporting import cpu_microseconds, finish, machine, ratio, table
from usual_model import ChargingDecisionRequested

from casefile_contracts.codec.wire import HEADER_SIZE, frame
from casefile_contracts.contract import Contract
from casefile_contracts.testing.cases import case_messages

NOW = 1_772_446_500_000
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
        findings = self._contract.check(self._contract.read(value), now=NOW)
        if findings:
            raise ValueError("the benchmark's own message has findings")
        return value


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=50)
    asked.add_argument("--rounds", type=int, default=15)
    given = asked.parse_args()
    contract = Contract.load()
    usual, ours = UsualWay(contract), OurWay(contract)
    values = [_value(contract, seed) for seed in range(given.messages)]
    theirs = [frame(usual.schema_id, value[HEADER_SIZE:]) for value in values]
    assert [usual.forward(value) for value in theirs] == theirs
    work = {"usual way": _each(usual.forward, theirs), "our way": _each(ours.forward, values)}
    figures = cpu_microseconds(work, given.rounds)

    average = sum(map(len, values)) // len(values)
    print(f"{len(values)} referrals of {average:,} bytes on average; {machine()}\n")
    table(
        ["way", "CPU us a message", "messages a CPU second"],
        [[name, figure.text(), f"{1e6 / figure.median:,.0f}"] for name, figure in figures.items()],
    )
    finish({"cpu_ratio": round(ratio(figures["usual way"], figures["our way"]), 2), "bytes": average})


def _value(contract: Contract, seed: int) -> bytes:
    message, findings = contract.from_json(next(case_messages(seed, now=NOW, route="referral")))
    assert message is not None, findings
    return contract.write(message)


def _each(forward: Callable[[bytes], Any], values: list[bytes]) -> Callable[[], int]:
    def run() -> int:
        for value in values:
            forward(value)
        return len(values)

    return run


if __name__ == "__main__":
    main()
