"""What a whole check costs, from JSON text to checked Avro, and beside the rules that a schema registry's client runs.

    .venv/bin/python bench/check.py

One core: JSON is parsed, normalised, held to its types, its constraints and all rules, and written as canonical bytes.
Messages of 2, 15 and 50 kB; then a case of 1 to 50 defendants, whose cost has to grow with their number and not
faster; then ten like rules on both sides: confluent-kafka's serializer with CEL rules on the schema, against a registry
in memory, and ours with the constraints of the schema on top. Its side is given values that are converted already.
Takes about half a minute. Needs confluent-kafka[avro,protobuf,schemaregistry].
"""

from __future__ import annotations

import argparse
import copy
import json
from collections.abc import Callable, Mapping
from typing import Any

import orjson
from confluent_kafka.schema_registry import Rule, RuleKind, RuleMode, RuleSet, Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroSerializer
from confluent_kafka.schema_registry.rules.cel.cel_executor import CelExecutor
from confluent_kafka.serialization import MessageField, SerializationContext
from reporting import Figure, conditions, cpu_microseconds, each, finish, machine, ratio, table

from casefile_contracts.contract import Contract
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import Release
from casefile_contracts.testing.cases import case_messages

NOW = 1_772_446_500_000
NAME = "PoliceChargedCaseSubmitted"
SIZES = {"2 kB": "small", "15 kB": "medium", "50 kB": "large"}
DEFENDANTS = (1, 2, 5, 10, 25, 50)
BULK = ("materials", "victims_witnesses", "confidential_information", "interview", "defence_solicitor", "contact")
CONTEXT = SerializationContext(NAME, MessageField.VALUE)

LIKE = (
    # ours, on the JSON form; theirs, on the values that Avro has
    ("has(this.envelope.urn)", "message.envelope.urn != null"),
    ('envelope.message_type.matches("^[A-Z][A-Za-z]*$")', 'message.envelope.message_type.matches("^[A-Z][A-Za-z]*$")'),
    (
        "envelope.sender.organisation != envelope.recipient.organisation",
        "message.envelope.sender.organisation != message.envelope.recipient.organisation",
    ),
    ("envelope.occurred_at <= envelope.sent_at", "message.envelope.occurred_at <= message.envelope.sent_at"),
    ('envelope.priority in ["GREEN", "RED"]', 'message.envelope.priority in ["GREEN", "RED"]'),
    ("envelope.test || size(this.defendants) < 200", "message.envelope.test || size(message.defendants) < 200"),
    ("size(this.defendants) > 0", "size(message.defendants) > 0"),
    ("this.defendants.all(d, size(d.offences) > 0)", "message.defendants.all(d, size(d.offences) > 0)"),
    (
        "this.defendants.all(d, d.offences.all(o, o.start_date <= today))",
        "message.defendants.all(d, d.offences.all(o, o.start_date <= 20514))",
    ),
    (
        "this.defendants.all(d, d.offences.all(o, o.offence_id != d.person_id))",
        "message.defendants.all(d, d.offences.all(o, o.offence_id != d.person_id))",
    ),
)


class Registry:
    """The stock serializer with the ten rules on its schema."""

    def __init__(self, contract: Contract) -> None:
        CelExecutor.register()
        rules = [_rule(number, theirs) for number, (_, theirs) in enumerate(LIKE)]
        schema = Schema(json.dumps(contract.release.messages[NAME].schema), "AVRO", rule_set=RuleSet(None, rules))
        registry = SchemaRegistryClient.new_client({"url": "mock://check"})
        registry.register_schema(f"{NAME}-value", schema)
        settings = {"auto.register.schemas": False, "use.latest.version": True}
        self._write = AvroSerializer(registry, schema, conf=settings)

    def check(self, raw: dict[str, Any]) -> bytes:
        """The message's bytes, if it keeps the rules."""
        return bytes(self._write(raw, CONTEXT))


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--messages", type=int, default=40)
    asked.add_argument("--rounds", type=int, default=15)
    given = asked.parse_args()
    contract = Contract.load()
    print(f"{conditions(contract)} rules with conditions; {machine()}\n")
    sizes = _sizes(contract, given.messages, given.rounds)
    growth = _growth(contract, given.rounds)
    beside = _beside(contract, given.rounds)
    finish(
        {
            "files_per_s_2kb": round(1e6 / sizes["2 kB"].median),
            "ratio_confluent": round(beside),
            "files_per_s_15kb": round(1e6 / sizes["15 kB"].median),
            "files_per_s_50kb": round(1e6 / sizes["50 kB"].median),
            "growth": round(growth, 2),
            "rules": conditions(contract),
            "release": contract.release.version,
        }
    )


def _sizes(contract: Contract, count: int, rounds: int) -> dict[str, Figure]:
    texts = {name: [orjson.dumps(_document(seed, name)) for seed in range(count)] for name in SIZES}
    figures = cpu_microseconds({name: each(_checking(contract), texts[name]) for name in SIZES}, rounds)
    rows = [
        [f"{sum(map(len, texts[name])) // count:,} bytes", figure.text(), f"{1e6 / figure.median:,.0f}"]
        for name, figure in figures.items()
    ]
    table(["JSON to checked Avro", "CPU us a message", "a second"], rows)
    print()
    return figures


def _growth(contract: Contract, rounds: int) -> float:
    """What a defendant among the last 25 costs, beside one among the first ten."""
    texts = {str(count): orjson.dumps(_case(count)) for count in DEFENDANTS}
    figures = cpu_microseconds({name: each(_checking(contract), [text] * 4) for name, text in texts.items()}, rounds)
    rows = [[name, f"{len(texts[name]):,}", figure.text()] for name, figure in figures.items()]
    table(["defendants", "bytes", "CPU us a message"], rows)
    took = {int(name): min(figure.values) for name, figure in figures.items()}  # the least disturbed
    growth = ((took[50] - took[25]) / 25) / ((took[10] - took[1]) / 9)
    print(f"one more costs {growth:.2f} times as much late as early\n")
    return growth


def _beside(contract: Contract, rounds: int) -> float:
    text = orjson.dumps(_document(0, "2 kB"))
    ours, theirs = _with_like_rules(contract), Registry(contract)
    packed = ours.pack_text(text)
    assert packed.message is not None
    raw = packed.message.raw
    assert theirs.check(raw)[5:] == packed.value[5:]
    work = {"confluent": each(theirs.check, [raw] * 2), "ours": each(_checking(ours), [text] * 50)}
    figures = cpu_microseconds(work, rounds)
    found = ratio(figures["confluent"], figures["ours"])
    rows = [[name, figure.text(), f"{1e6 / figure.median:,.0f}"] for name, figure in figures.items()]
    table([f"ten rules, {len(text):,} bytes", "CPU us a message", "a second"], rows)
    print(f"ratio {found:.0f}\n")
    return found


def _checking(contract: Contract) -> Callable[[bytes], bytes]:
    def check(text: bytes) -> bytes:
        packed = contract.pack_text(text)
        if packed.message is None or contract.check(packed.message, now=NOW):
            raise ValueError("the benchmark's own message has findings")
        return packed.value

    return check


def _document(seed: int, size: str) -> dict[str, Any]:
    """A police charge; the smallest without what may be left out of it."""
    document = next(case_messages(seed, now=NOW, size=SIZES[size], route="charged"))  # type: ignore[arg-type]
    if size != "2 kB":
        return document
    brief: dict[str, Any] = _without_bulk(document)
    brief["factual_summary"] = [{**each, "text": "Theft from a shop."} for each in brief["factual_summary"]]
    return brief | {"officer_in_case": document["officer_in_case"]}


def _without_bulk(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_bulk(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: _without_bulk(each) for name, each in value.items() if name not in BULK}


def _case(defendants: int) -> dict[str, Any]:
    document = _document(0, "2 kB")
    document["defendants"] = [_defendant(document["defendants"][0], number) for number in range(defendants)]
    return document


def _defendant(first: Mapping[str, Any], number: int) -> dict[str, Any]:
    other = copy.deepcopy(dict(first))
    other["person_id"] = f"SUSPECT{number:05}"
    for name in ("asn", "pnc_id", "cro_number", "prosecutor_reference"):
        other.pop(name, None)
    for count, offence in enumerate(other["offences"]):
        offence["offence_id"] = f"OFFENCE{number:03}{count:02}"
    return other


def _with_like_rules(contract: Contract) -> Contract:
    """The contract with the ten rules in place of its own; the constraints of the schema stay."""
    texts = {id_: {**rule, "require": None} for id_, rule in contract.release.rules.items()}
    kept = {id_: {name: value for name, value in rule.items() if value is not None} for id_, rule in texts.items()}
    like = {
        f"B{number:02}": {"family": "bench", "on": NAME, "at": "", "require": ours, "severity": "reject", "text": "-"}
        for number, (ours, _) in enumerate(LIKE)
    }
    release = Release("bench", contract.release.messages, kept | like, contract.release.tables)
    return Contract(release, ReferenceData.from_release(release))


def _rule(number: int, expression: str) -> Rule:
    name = f"rule{number}"
    return Rule(name, None, RuleKind.CONDITION, RuleMode.WRITE, "CEL", None, None, expression, None, "ERROR", False)


if __name__ == "__main__":
    main()
