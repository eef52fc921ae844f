"""Through the whole exchange: a force submits over HTTP, the relay routes, the desk answers, the force knows."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from casefile_consumers import CannotHandleError, deliveries
from casefile_contracts.contract import Contract
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local.ports import free_ports
from casefile_contracts.participants import Participants
from casefile_contracts.sealing import seal
from casefile_contracts.testing.topics import fresh_topics
from casefile_schemas import ROOT

pytestmark = pytest.mark.kafka

REGISTER = Path(__file__).parents[2] / "contracts" / "participants"
CASEFILE = str(Path(sys.executable).with_name("casefile"))
URN = "99ZZ0012326"


@pytest.fixture
def door(kafka: KafkaSettings, tmp_path: Path) -> Iterator[httpx.Client]:
    """A gateway at work on empty topics, and its door."""
    fresh_topics(kafka, Participants.load(REGISTER))
    port = free_ports().broker
    with (
        gateway(kafka, tmp_path, port),
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client,
    ):
        deadline = time.monotonic() + 60
        while not _is_ready(client):
            assert time.monotonic() < deadline, "the gateway did not become ready"
            time.sleep(0.2)
        yield client


@contextmanager
def gateway(kafka: KafkaSettings, folder: Path, port: int) -> Iterator[None]:
    options = ["--participants", str(REGISTER), "--bootstrap-servers", kafka.bootstrap_servers]
    options += ["--state", str(folder / "gateway"), "--http-port", str(port), "--metrics-port", "0"]
    process = subprocess.Popen([CASEFILE, "gateway", *options])
    try:
        yield
    finally:
        process.terminate()
        process.wait(40)


def test_a_consultation_is_carried_there_and_back(kafka: KafkaSettings, door: httpx.Client, tmp_path: Path) -> None:
    location = submit(door, "ChargingDecisionRequested", 1)
    assert becomes(door, location, "outcome", "ACCEPTED")

    desk(kafka, tmp_path)

    assert becomes(door, location, "delivery", "DELIVERED")
    plan = take(kafka, tmp_path, ["TriageAccepted", "ActionPlanIssued"])[-1]
    items = [{"item_id": one["item_id"], "status": "PROVIDED"} for one in plan["items"]]
    answer = submit(door, "ActionPlanResponded", 2, plan_id=plan["plan_id"], items=items)
    assert becomes(door, answer, "outcome", "ACCEPTED")
    desk(kafka, tmp_path)
    take(kafka, tmp_path, ["ChargingDecisionIssued"])


def test_a_sender_is_told_that_its_case_is_parked_and_that_it_went_on(
    kafka: KafkaSettings, door: httpx.Client, tmp_path: Path
) -> None:
    location = submit(door, "ChargingDecisionRequested", 1)
    assert becomes(door, location, "outcome", "ACCEPTED")
    database = tmp_path / "cms.db"
    with deliveries(kafka, organisation="cps-north", system="cms", database=database, follow=False) as inbox:
        for delivery in inbox:
            with delivery:
                raise CannotHandleError("No prosecutor is free.")
    assert becomes(door, location, "delivery", "PARKED")

    command = [CASEFILE, "receive", "--participants", str(REGISTER), "--bootstrap-servers", kafka.bootstrap_servers]
    subprocess.run([*command, "--database", str(database), "--unpark", URN], check=True)

    assert becomes(door, location, "delivery", "DELIVERED")
    told = [one for one in receipts(kafka) if one["outcome"] in ("PARKED", "DELIVERED")]
    assert [(one["outcome"], one["reason"]) for one in told] == [
        ("PARKED", "No prosecutor is free."),
        ("DELIVERED", None),
    ]


@pytest.mark.parametrize("command", [["desk"], ["receive", "--follow"]])
def test_a_command_that_follows_ends_in_good_order_when_told_to(
    kafka: KafkaSettings, tmp_path: Path, command: list[str]
) -> None:
    fresh_topics(kafka, Participants.load(REGISTER))
    options = ["--participants", str(REGISTER), "--bootstrap-servers", kafka.bootstrap_servers]
    database = tmp_path / "cms.db"
    process = subprocess.Popen([CASEFILE, *command, *options, "--database", str(database)])
    deadline = time.monotonic() + 30
    while not database.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1)

    process.terminate()

    assert process.wait(30) == 0


def submit(door: httpx.Client, name: str, number: int, **changes: Any) -> str:
    """Submit the example of a type about one consultation; where its status is."""
    example = orjson.loads((ROOT / "draft" / "examples" / f"{name}.json").read_bytes())
    del example["envelope"]
    if name == "ActionPlanResponded":
        example["suspects"] = [{"person_id": "SUSPECT00001", "completeness": "COMPLETE"}]
    document = seal(
        Contract.load(),
        name,
        example | changes,
        sender=("police-99", "00099TestRms"),
        recipient=("cps-north", "cms"),
        urn=URN,
        now=time.time_ns() // 1_000_000,
        correlation_id="00000000-0000-4000-8000-00000000000a",
        message_id=f"00000000-0000-4000-8000-{number:012}",
        test=True,
    )
    response = door.post("/messages", json=document)
    assert response.status_code == 202, response.text
    return response.headers["Location"]


def desk(kafka: KafkaSettings, folder: Path) -> None:
    command = [CASEFILE, "desk", "--once", "--participants", str(REGISTER)]
    command += ["--bootstrap-servers", kafka.bootstrap_servers]
    subprocess.run([*command, "--database", str(folder / "desk.db")], check=True, timeout=60)


def take(kafka: KafkaSettings, folder: Path, expected: list[str]) -> list[dict[str, Any]]:
    """What the force receives, until it has as many messages as are expected."""
    found: list[dict[str, Any]] = []
    inbox = deliveries(kafka, organisation="police-99", system="00099TestRms", database=folder / "force.db")
    with inbox:
        for delivery in inbox:
            with delivery as message:
                found.append(message)
            if len(found) == len(expected):
                break
    assert [one["envelope"]["message_type"] for one in found] == expected
    return found


def receipts(kafka: KafkaSettings) -> list[dict[str, Any]]:
    contract = Contract.load()
    return [contract.read(record.value or b"").raw for record in read_to_end(kafka, "casefile.police-99.receipts")]


def becomes(door: httpx.Client, location: str, name: str, value: str) -> bool:
    deadline = time.monotonic() + 30
    while door.get(location).json().get(name) != value:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/health/ready").status_code == 200
    except httpx.HTTPError:
        return False
