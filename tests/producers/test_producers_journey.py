"""Sending and receiving receipts on a real broker, with a stand-in of thirty lines for the exchange."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import count
from pathlib import Path

import pytest
from producers_fakes import DEMO, NOW, case_form, casefile, contract

from casefile_contracts.kafka import topics
from casefile_contracts.kafka.partitioner import partition_of
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.participants import Participants
from casefile_contracts.sealing import seal
from casefile_producers import CaseMessage, Exchange, Receipt, Refusal, Route

pytestmark = pytest.mark.kafka

Run = Callable[..., tuple[int, str, str]]
CODES = count(10)
FINDING = {
    "rule": "F05",
    "severity": "REJECT",
    "pointer": "/defendants/0/asn",
    "text": "Wrong letter.",
    "fix": "Mend it.",
}


@pytest.fixture
def register(tmp_path: Path, kafka: KafkaSettings) -> Path:
    """A register of its own for each test, so that no other test's messages are in its topics."""
    code = next(CODES)
    force, area = f"police-{code}", f"cps-test-{code}"
    folder = tmp_path / "participants"
    folder.mkdir()
    (folder / f"{force}.yaml").write_text(
        f'organisation: {force}\nname: Test\nkind: police\nforces: ["{code}"]\nsystems: [bridge]\n'
    )
    (folder / f"{area}.yaml").write_text(
        f'organisation: {area}\nname: Test\nkind: cps\nforces: ["{code}"]\nsystems: [cms]\n'
    )
    topics.apply(kafka, topics.topics_for(Participants.load(folder), partitions=2))
    return folder


def force_of(register: Path) -> str:
    return next(path.stem for path in register.glob("police-*.yaml"))


@pytest.fixture
def run(tmp_path: Path, register: Path, kafka: KafkaSettings) -> Run:
    """The `casefile` command in one force's surroundings: exit code and what it said."""

    def command(*arguments: str, participants: Path = register) -> tuple[int, str, str]:
        servers = kafka.bootstrap_servers
        result = casefile(
            tmp_path, *arguments, CASEFILE_PARTICIPANTS=str(participants), CASEFILE_KAFKA_BOOTSTRAP_SERVERS=servers
        )
        return result.returncode, result.stdout, result.stderr

    return command


def answer(kafka: KafkaSettings, force: str, outcome: str, **more: object) -> list[Record]:
    """Answer every message of the force's outbox once, as the exchange would."""
    records = list(read_to_end(kafka, topics.outbox(force)))
    with Publisher(kafka) as publisher:
        for record in records:
            message = contract().read(record.value or b"")
            about = {
                "message_id": message.envelope["message_id"],
                "message_type": message.type.name,
                "sha256": sha256(record.value or b"").hexdigest(),
                "bytes": len(record.value or b""),
                "topic": record.topic,
                "partition": record.partition,
                "offset": record.offset,
            }
            body = {"about": about, "outcome": outcome, "decided_at": "2026-01-01T00:00:00.000Z", **more}
            parties = {"sender": ("gateway", "relay"), "recipient": (force, "bridge")}
            form = seal(contract(), "Receipt", body, urn=message.envelope["urn"], now=NOW, **parties)
            receipt, findings = contract().from_json(form)
            assert receipt, findings
            publisher.send(topics.receipts(force), record.key or b"", contract().write(receipt))
    return records


def fill(folder: Path, *names: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name in names:
        shutil.copy(DEMO / name, folder / name)
    return folder


def test_files_become_records_and_receipts_come_back(
    tmp_path: Path, kafka: KafkaSettings, register: Path, run: Run
) -> None:
    folder = fill(tmp_path / "cases", "01-shop-theft.xml", "02-drink-driving.xml", "12-entity-bomb.xml")

    code, said, _ = run("send", str(folder))

    assert code == 1
    assert said.startswith("2 sent, 0 of them again, 1 failed")
    records = answer(kafka, force_of(register), "ACCEPTED")
    assert {record.key for record in records} == {b"98AA0010125", b"98AA0010225"}
    assert all(record.partition == partition_of(record.key or b"", 2) for record in records)
    code, said, _ = run("receipts", "--wait", "20")
    assert code == 0
    assert said.count("ACCEPTED") == 2
    assert "01-shop-theft.xml" in said
    assert said.endswith("0 waiting for a receipt\n")
    assert run("receipts", "--wait", "5")[1] == "0 waiting for a receipt\n"


def test_receipts_that_come_while_waiting_are_shown_once(
    tmp_path: Path, kafka: KafkaSettings, register: Path, run: Run
) -> None:
    run("send", str(fill(tmp_path / "cases", "01-shop-theft.xml")))
    answering = threading.Timer(4, lambda: answer(kafka, force_of(register), "ACCEPTED"))
    answering.start()

    _, said, _ = run("receipts", "--wait", "30")
    answering.join()

    assert said.count("ACCEPTED") == 1
    assert run("receipts")[1] == "0 waiting for a receipt\n"


def test_a_receipt_is_shown_once_with_every_finding_and_what_waits_is_listed(
    tmp_path: Path, kafka: KafkaSettings, register: Path, run: Run
) -> None:
    run("send", str(fill(tmp_path / "cases", "01-shop-theft.xml")))
    code, said, _ = run("receipts", "--wait", "1")
    assert code == 75
    assert "SENT" in said
    assert said.endswith("1 waiting for a receipt\n")

    answer(kafka, force_of(register), "REJECTED", findings=[FINDING])
    _, said, _ = run("receipts", "--json")

    (shown,) = [json.loads(line) for line in said.splitlines()]
    assert shown["outcome"] == "REJECTED"
    assert [finding["rule"] for finding in shown["findings"]] == ["F05"]
    assert run("receipts")[1] == "0 waiting for a receipt\n"


def test_the_same_file_sent_again_is_told_what_became_of_it_at_first(
    tmp_path: Path, kafka: KafkaSettings, register: Path, run: Run
) -> None:
    folder = fill(tmp_path / "cases", "01-shop-theft.xml")
    run("send", str(folder))
    fill(folder, "01-shop-theft.xml")
    _, said, _ = run("send", str(folder))
    assert said.startswith("1 sent, 1 of them again, 0 failed")

    records = answer(kafka, force_of(register), "DUPLICATE", original_outcome="ACCEPTED")

    assert len({record.value for record in records}) == 1
    assert "DUPLICATE (at first ACCEPTED)" in run("receipts")[1]


def test_messages_wait_for_a_topic_that_is_missing_and_go_when_it_is_there(
    tmp_path: Path, kafka: KafkaSettings, run: Run, register: Path
) -> None:
    other = tmp_path / "others"
    other.mkdir()
    for path in register.glob("cps-*.yaml"):
        shutil.copy(path, other)
    (other / "police-09.yaml").write_text(
        'organisation: police-09\nname: T\nkind: police\nforces: ["09"]\nsystems: [b]\n'
    )
    folder = fill(tmp_path / "cases", "01-shop-theft.xml")

    refused, _, error = run("send", str(folder), participants=other)
    topics.apply(kafka, topics.topics_for(Participants.load(other), partitions=2))
    code, said, _ = run("send", str(folder), participants=other)

    assert (refused, "casefile topics apply" in error) == (1, True)
    assert (code, said.partition(",")[0]) == (0, "1 sent")


def test_a_case_system_learns_the_verdict_through_the_exchange_object(
    tmp_path: Path, kafka: KafkaSettings, register: Path
) -> None:
    force = force_of(register)
    route = Route((force, "bridge"), (next(path.stem for path in register.glob("cps-*.yaml")), "cms"))
    body = {name: value for name, value in case_form().items() if name != "envelope"}
    system = Notebook(CaseMessage("page 7", "PoliceChargedCaseSubmitted", "98AA0010125", body))

    with Exchange.open(kafka, route, tmp_path / "outbox.db", test=True) as exchange:
        exchange.send(system)
        answer(kafka, force, "ACCEPTED")
        exchange.collect(system)
        exchange.collect(system)

    assert system.learned == [("page 7", "ACCEPTED")]


class Notebook:
    """A case system of one page."""

    def __init__(self, page: CaseMessage) -> None:
        self._page = page
        self.learned: list[tuple[str, str]] = []

    def ready(self) -> Iterator[CaseMessage]:
        yield self._page

    def settled(self, reference: str, outcome: Receipt | Refusal) -> None:
        self.learned.append((reference, outcome.outcome))
