"""What is kept of a message until its case is known is little, and enough: the findings are those of the whole."""

from __future__ import annotations

import base64
import gc
import itertools
import json
import tracemalloc
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from gateway_samples import contract, inspect, record

from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.codec.shape import records_in, shape_of
from casefile_contracts.kafka.record import Record
from casefile_contracts.rules.examples import raw_fragment

VECTORS = Path(__file__).parents[2] / "contracts" / "conformance" / "vectors"
READS_CASE = sorted(name for name in contract().release.messages if contract().reads_case(name))


@cache
def vectors(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))["vectors"]
    return found


def arrived(vector: dict[str, Any]) -> Record:
    value = base64.b64decode(vector["bytes"])
    owner = vector["json"]["envelope"]["sender"]["organisation"]
    sent = record(value, owner=owner, key=b"any", partition=0)
    return Record(sent.topic, 0, 0, sent.key, value, [], timestamp_millis(vector["now"]))


def cases(name: str) -> list[dict[str, Any]]:
    """What went before in the case, of every vector and every example of a message type, and nothing at all."""
    ledger = records_in(shape_of(contract().release.messages["LedgerRecord"].schema))
    memory = next(one for one in ledger if one.short_name == "CaseMemory")
    told = [{}, *(vector["case"] for vector in vectors(name) if "case" in vector), *good_cases()]
    return [raw_fragment(memory, case) for case in told if case.keys() & contract().reads_case(name) or not case]


@cache
def good_cases() -> list[dict[str, Any]]:
    passing = (rule.get("examples", {}).get("pass", ()) for rule in contract().release.rules.values())
    return [example["case"] for examples in passing for example in examples if "case" in example]


def pairs(name: str) -> Iterator[tuple[Record, dict[str, Any]]]:
    named = (one for one in vectors(name) if "case" in one or one["name"].startswith(("golden", "the least")))
    return itertools.product(map(arrived, named), cases(name))


@pytest.mark.parametrize("name", READS_CASE)
def test_what_the_case_tells_is_the_same_of_what_is_kept_as_of_the_whole(name: str) -> None:
    told: set[str] = set()
    for came, case in pairs(name):
        arrival, message = inspect(came), contract().read(came.value)
        assert arrival.recall is not None

        findings = arrival.recall(case)

        assert findings == contract().check_case(message, now=came.timestamp, case=case)
        assert contract().awaiting_case(message, now=came.timestamp)(case) is (findings == [])
        told |= {finding.rule for finding in findings} or {"nothing"}
    assert len(told) > 1, "the cases tell nothing apart"


def test_little_is_kept_of_a_large_message() -> None:
    name = "ChargingDecisionResubmitted"
    largest = max(vectors(name), key=lambda vector: len(vector["bytes"]))
    came = arrived(largest)
    inspect(came)  # what is made once and for all is made now
    gc.collect()
    tracemalloc.start()
    kept = [inspect(came) for _ in range(50)]
    gc.collect()
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(kept) == 50
    assert held / 50 < len(came.value or b""), "more than the message itself, which is there anyway"
