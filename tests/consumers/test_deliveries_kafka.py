"""Deliveries on a real broker: killed, frozen and shared, each message is handled once and its sender told."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import PARTICIPANTS
from receiving_fakes import answered, encoded

from casefile_consumers import InboxGapError, deliveries
from casefile_contracts.contract import Contract
from casefile_contracts.errors import TopicError
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.testing.topics import fresh_topics

pytestmark = pytest.mark.kafka

PROGRAM = Path(__file__).with_name("crashing_consumer.py")
CASES = [f"99ZZ{serial:05}26" for serial in range(1, 5)]


@pytest.fixture
def sent(exchange: KafkaSettings) -> list[dict[str, Any]]:
    """Forty messages of four cases, in the inbox, in turns."""
    documents = [answered(urn, f"{urn}-{number}") for number in range(10) for urn in CASES]
    with Publisher(exchange) as publisher:
        for document in documents:
            key = document["envelope"]["urn"].encode()
            publisher.send("casefile.cps-north.inbox", key, encoded(document))
    return documents


@pytest.fixture
def run(exchange: KafkaSettings, tmp_path: Path) -> Iterator[Any]:
    running: list[subprocess.Popen[bytes]] = []

    def start(point: str = "none", after: int = 1, instance: str = "one") -> subprocess.Popen[bytes]:
        command = [
            sys.executable,
            PROGRAM,
            exchange.bootstrap_servers,
            tmp_path / "cms.db",
            point,
            str(after),
            instance,
        ]
        process = subprocess.Popen(list(map(str, command)))
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.wait()


def handled(folder: Path) -> list[tuple[str, str, int]]:
    with closing(sqlite3.connect(folder / "cms.db")) as connection:
        return connection.execute("SELECT urn, plan, pid FROM work ORDER BY rowid").fetchall()


def acknowledged(settings: KafkaSettings) -> dict[str, set[bytes]]:
    """The bytes of every receipt in the outbox, by the message that it acknowledges."""
    contract = Contract.load()
    found: dict[str, set[bytes]] = {}
    for record in read_to_end(settings, "casefile.cps-north.outbox"):
        receipt = contract.read(record.value or b"")
        assert receipt.raw["outcome"] == "DELIVERED"
        found.setdefault(receipt.raw["about"]["message_id"], set()).add(record.value or b"")
    return found


def assert_each_once_in_order(settings: KafkaSettings, folder: Path, sent: list[dict[str, Any]]) -> None:
    work = handled(folder)
    for urn in CASES:
        expected = [one["plan_id"] for one in sent if one["envelope"]["urn"] == urn]
        assert [plan for case, plan, _ in work if case == urn] == expected
    receipts = acknowledged(settings)
    assert receipts.keys() == {one["envelope"]["message_id"] for one in sent}
    assert all(len(texts) == 1 for texts in receipts.values())  # repeats, if any, are the same message


@pytest.mark.faults
@pytest.mark.parametrize("point", ["handler", "before_commit", "commit", "sent"])
def test_a_program_killed_anywhere_handles_each_message_once(
    exchange: KafkaSettings, tmp_path: Path, sent: list[dict[str, Any]], run: Any, point: str
) -> None:
    for after in (3, 7):
        assert run(point, after).wait(60) == -signal.SIGKILL
    assert run().wait(60) == 0

    assert_each_once_in_order(exchange, tmp_path, sent)


@pytest.mark.faults
def test_a_frozen_program_is_replaced_and_does_no_harm_when_it_wakes(
    exchange: KafkaSettings, tmp_path: Path, sent: list[dict[str, Any]], run: Any
) -> None:
    zombie = run("pause", 5, "one")
    os.waitpid(zombie.pid, os.WUNTRACED)  # it has stopped in the middle of a message, holding the write lock
    heir = run("none", 1, "two")
    time.sleep(14)  # past its session: its partitions are the other's now
    zombie.send_signal(signal.SIGCONT)

    assert heir.wait(90) == 0
    assert zombie.wait(90) == 0
    assert_each_once_in_order(exchange, tmp_path, sent)


def test_two_programs_share_the_work(
    exchange: KafkaSettings, tmp_path: Path, sent: list[dict[str, Any]], run: Any
) -> None:
    both = [run(instance="one"), run(instance="two")]

    assert [process.wait(60) for process in both] == [0, 0]
    assert_each_once_in_order(exchange, tmp_path, sent)


def test_an_inbox_that_was_made_anew_is_not_taken_for_the_old_one(exchange: KafkaSettings, tmp_path: Path) -> None:
    database = tmp_path / "cms.db"
    with deliveries(exchange, organisation="cps-north", system="cms", database=database, follow=False) as inbox:
        assert list(inbox) == []
    fresh_topics(exchange, PARTICIPANTS)

    with pytest.raises(InboxGapError):
        deliveries(exchange, organisation="cps-north", system="cms", database=database)


def test_an_organisation_without_an_inbox_is_told_so(exchange: KafkaSettings, tmp_path: Path) -> None:
    with pytest.raises(TopicError, match="casefile topics apply"):
        deliveries(exchange, organisation="cps-south", system="cms", database=tmp_path / "cms.db")
