"""`casefile check` says beforehand what the relay says of the same message on arrival, finding by finding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from random import Random
from typing import Any

import pytest
from gateway_samples import NOW, PARTITIONS, contract, example, inspect, record, register

from casefile_contracts.contract import Message
from casefile_contracts.findings import Finding
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.preflight import preflight
from casefile_schemas import ROOT

NAMES = sorted(
    path.stem
    for path in (ROOT / "draft" / "examples").glob("*.json")
    if "gateway" not in contract().release.messages[path.stem.partition(".")[0]].senders
)
WRONG: tuple[Any, ...] = (
    None,
    "",
    " x",
    0,
    -1,
    1 << 60,
    True,
    [],
    {},
    "UNKNOWN",
    "2026-02-30",
    "2099-12-31",
    "x" * 600,
)
MUTANTS = 8


def places(value: Any, steps: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield (*steps, step)
        if isinstance(inner, (dict, list)):
            yield from places(inner, (*steps, step))


def mutants(message: dict[str, Any], chance: Random) -> Iterator[dict[str, Any]]:
    """The sender stays, since the owner of its topic is who sends."""
    where = [steps for steps in places(message) if steps[:2] != ("envelope", "sender") and steps != ("envelope",)]
    for steps in chance.sample(where, min(MUTANTS, len(where))):
        mutant = deepcopy(message)
        at: Any = mutant
        for step in steps[:-1]:
            at = at[step]
        if chance.random() < 0.3:
            del at[steps[-1]]
        else:
            at[steps[-1]] = chance.choice(WRONG)
        yield mutant


def arrived(message: Message) -> list[Finding]:
    """What the relay finds in the record that the sender would put on its outbox."""
    key = (message.envelope["urn"] or "").encode()
    owner = message.envelope["sender"]["organisation"]
    partition = partition_of(key, PARTITIONS)
    return inspect(record(contract().write(message), owner=owner, key=key, partition=partition)).findings


@pytest.mark.parametrize("name", NAMES)
def test_a_message_is_judged_alike_before_and_after_it_is_sent(name: str) -> None:
    whole = example(name)
    for message in (whole, *mutants(whole, Random(name))):
        made, findings = contract().from_json(message)
        said = preflight(contract(), json.dumps(message).encode(), now=NOW, participants=register())

        assert list(said.findings) == (findings if made is None else arrived(made))
