"""What the compiled codec and the compiled rules cost beside fastavro and pydantic, on referrals of about 8.2 kB.

    .venv/bin/python bench/codec.py

CPU time of one thread; each piece of work in turn, several rounds; median and range. Takes about ten seconds.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import fastavro
from reporting import Figure, conditions, cpu_microseconds, each, finish, machine, ratio, table
from usual_model import ChargingDecisionRequested

from casefile_contracts.codec import compile_decoder, compile_encoder
from casefile_contracts.codec.jsonform import loads
from casefile_contracts.contract import Contract
from casefile_contracts.rules import compile_checker
from casefile_contracts.testing.cases import case_messages

NOW = 1_772_446_500_000
NAME = "ChargingDecisionRequested"
REFERENCE = {"decode": "fastavro decode", "encode": "fastavro encode", "check": "pydantic validate"}


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--messages", type=int, default=50)
    asked.add_argument("--rounds", type=int, default=25)
    given = asked.parse_args()
    contract = Contract.load()
    documents = [next(case_messages(seed, now=NOW, route="referral")) for seed in range(given.messages)]
    figures = cpu_microseconds(_work(contract, documents), given.rounds)
    _print(contract, documents, figures)


def _work(contract: Contract, documents: list[dict[str, Any]]) -> dict[str, Callable[[], int]]:
    message_type = contract.release.messages[NAME]
    schema = fastavro.parse_schema(json.loads(json.dumps(message_type.schema)))
    decode, encode = compile_decoder(message_type.schema), compile_encoder(message_type.schema)
    checker = compile_checker(contract.release, NAME, contract.reference)
    model = ChargingDecisionRequested
    bodies = [contract.write(_made(contract, document))[5:] for document in documents]
    raws = [decode(body) for body in bodies]
    natives = [fastavro.schemaless_reader(BytesIO(body), schema) for body in bodies]
    texts = [json.dumps(document) for document in documents]
    assert all(checker.passes(raw, NOW) for raw in raws)
    assert [encode(raw) for raw in raws] == bodies

    def fastavro_encode(native: Any) -> bytes:
        out = BytesIO()
        fastavro.schemaless_writer(out, schema, native)
        return out.getvalue()

    return {
        "fastavro decode": each(lambda body: fastavro.schemaless_reader(BytesIO(body), schema), bodies),
        "compiled decode": each(decode, bodies),
        "fastavro encode": each(fastavro_encode, natives),
        "compiled encode": each(encode, raws),
        "pydantic validate": each(model.model_validate, natives),
        "compiled check": each(lambda raw: checker.passes(raw, NOW), raws),
        "pydantic validate JSON": each(model.model_validate_json, texts),
        "JSON text to raw form": each(lambda text: contract.from_json(loads(text)), texts),
        "raw form to JSON form": each(contract.to_json, [_made(contract, document) for document in documents]),
    }


def _made(contract: Contract, document: dict[str, Any]) -> Any:
    message, findings = contract.from_json(document)
    assert message is not None, findings
    return message


def _print(contract: Contract, documents: list[dict[str, Any]], figures: dict[str, Figure]) -> None:
    average = sum(len(contract.write(_made(contract, document))) for document in documents) // len(documents)
    base = figures["fastavro decode"]
    print(f"{len(documents)} referrals of {average:,} bytes on average; {machine()}\n")
    table(
        ["work", "CPU us a message", "x fastavro decode"],
        [[name, figure.text(), f"{ratio(figure, base):.2f}"] for name, figure in figures.items()],
    )
    ratios = {
        f"{kind}_ratio": round(ratio(figures[f"compiled {kind}"], figures[other]), 3)
        for kind, other in REFERENCE.items()
    }
    finish({**ratios, "bytes": average, "rules": conditions(contract), "rounds": len(base.values)})


if __name__ == "__main__":
    main()
