"""Texts of case files stand in the messages and nowhere else: not in logs, metrics, receipts, ledger or files."""

from __future__ import annotations

import itertools
import json
import urllib.request
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from conftest import Scene
from observed import committed
from relays import wait_for_ledger, worker
from storyline import EXAMPLES, FORCE, RECIPIENT

from casefile_contracts.contract import Contract, Message
from casefile_contracts.findings import rejects
from casefile_contracts.kafka.topics import LEDGER, inbox, outbox, receipts
from casefile_contracts.local.ports import free_ports
from casefile_gateway.exits import Exit

pytestmark = [pytest.mark.kafka, pytest.mark.faults]

CANARY = "canary bird"  # fits no identifier
CONTRACT = Contract.load()
NOW = 1_800_000_000_000


def test_no_text_of_a_message_is_repeated_anywhere(scene: Scene, tmp_path: Path) -> None:
    port = free_ports().broker
    sent = list(_records())
    for key, value, headers in sent:
        scene.publisher.send(outbox(FORCE), key, value, headers)
    scene.publisher.flush()

    with worker(scene.bootstrap, tmp_path, metrics_port=port) as relay:
        wait_for_ledger(scene.bootstrap, len(sent))
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as page:
            (tmp_path / "metrics").write_bytes(page.read())
        assert relay.drain() == Exit.DRAINED

    topics = committed(scene.bootstrap, LEDGER, receipts(FORCE), receipts(RECIPIENT), inbox(RECIPIENT))
    forwarded = topics.pop(inbox(RECIPIENT))
    assert forwarded
    assert all(CANARY.encode() in seen.value for seen in forwarded)
    assert b"casefile_verdicts_total" in (tmp_path / "metrics").read_bytes()
    for seen in itertools.chain.from_iterable(topics.values()):
        assert CANARY.encode() not in seen.value + (seen.key or b"") + repr(seen.headers).encode()
    for path in filter(Path.is_file, tmp_path.rglob("*")):
        assert CANARY.encode() not in path.read_bytes(), path


def _records() -> Iterator[tuple[bytes, bytes, list[tuple[str, bytes]]]]:
    """Key, value and headers: with the canary where it is accepted, with it wherever it can stand, and unreadable."""
    for number, path in enumerate(sorted(EXAMPLES.glob("*.json"))):
        example = json.loads(path.read_text(encoding="utf-8"))
        if "envelope" not in example:
            continue
        urn = f"99ZZ{number:05}26"
        example["envelope"] |= {"urn": urn, "message_id": f"{number:08x}-0000-4000-8000-000000000000"}
        body = {part: texts for part, texts in example.items() if part != "envelope"}
        value = _written(_planted(example, body, lambda message: not rejects(CONTRACT.check(message, now=NOW))))
        yield urn.encode(), value, [("x-note", CANARY.encode()), (CANARY, b"")]
        yield urn.encode(), value[:-1], [("ce_id", CANARY.encode())]
        yield CANARY.encode(), _written(_planted(example, example, lambda _: True)), []
    yield b"99ZZ0000026", CANARY.encode(), []


def _planted(example: dict[str, Any], part: dict[str, Any], stands: Callable[[Message], bool]) -> dict[str, Any]:
    """The example with the canary in every text of that part of it in which it `stands`."""
    planted = example
    for *way, last in _texts(part):
        changed = deepcopy(planted)
        reduce(getitem, way, changed)[last] = CANARY
        message, _ = CONTRACT.from_json(changed)
        if message is not None and stands(message):
            planted = changed
    return planted


def _texts(node: Any, *place: Any) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, str):
        yield place
    elif isinstance(node, dict | list):
        for name, child in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _texts(child, *place, name)


def _written(document: dict[str, Any]) -> bytes:
    message, findings = CONTRACT.from_json(document)
    assert message is not None, findings
    return CONTRACT.write(message)
