"""`casefile gateway`, `trace` and `account` as a person or a supervisor runs them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from gateway_kafka import Outside
from gateway_samples import PARTITIONS, REGISTER, acknowledgement, example, inspect, record, register, value_of

from casefile_contracts.codec.wire import frame
from casefile_contracts.contract import Contract
from casefile_contracts.errors import SettingsError
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER
from casefile_contracts.testing.topics import fresh_topics
from casefile_gateway.commands import gateway
from casefile_gateway.decision import Decision
from casefile_gateway.exits import Exit
from casefile_gateway.reference import reference_of

URN = "99ZZ0012326"
REQUEST = "ChargingDecisionRequested"


def casefile(*arguments: str, kafka: str | None = None, **environment: str) -> subprocess.Popen[str]:
    address = {"CASEFILE_KAFKA_BOOTSTRAP_SERVERS": kafka} if kafka else {}
    return subprocess.Popen(
        [sys.executable, "-m", "casefile_contracts", *arguments],
        env={**os.environ, "CASEFILE_PARTICIPANTS": str(REGISTER), **address, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str, kafka: str | None = None, **environment: str) -> tuple[int, str, str]:
    process = casefile(*arguments, kafka=kafka, **environment)
    out, err = process.communicate(timeout=90)
    return process.returncode, out, err


def test_without_its_extra_the_door_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)

    with pytest.raises(SettingsError, match="--no-http"):
        gateway(tmp_path)


def test_a_broker_that_is_not_up_is_one_line_and_a_temporary_exit(tmp_path: Path) -> None:
    code, _, err = run("gateway", "--state", str(tmp_path), kafka="127.0.0.1:1")

    assert code == Exit.TEMPORARY
    assert len(err.strip().splitlines()) == 1
    assert "is it up?" in err


def test_a_register_that_is_not_there_is_one_line_and_a_configuration_exit(tmp_path: Path) -> None:
    code, _, err = run("gateway", "--participants", str(tmp_path), kafka="127.0.0.1:1")

    assert code == Exit.CONFIGURATION
    assert len(err.strip().splitlines()) == 1


@pytest.fixture
def outside(kafka: KafkaSettings) -> Iterator[Outside]:
    fresh_topics(kafka, register(), PARTITIONS)
    outside = Outside(kafka)
    yield outside
    outside.publisher.close()


@pytest.mark.kafka
@pytest.mark.parametrize("how", [("--slot", "0"), ("--no-http", "--workers", "2")], ids=["one worker", "supervised"])
def test_a_gateway_that_is_told_to_stop_drains(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path, how: tuple[str, ...]
) -> None:
    outside.send("police-99", URN, value_of(example(REQUEST)))
    state = ("--state", str(tmp_path), "--metrics-port", "0")

    process = casefile("gateway", *how, *state, kafka=kafka.bootstrap_servers)
    try:
        outside.ledger(1, seconds=60)
    finally:
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)

    assert process.returncode == Exit.DRAINED, err
    assert "Jane" not in err


@pytest.mark.kafka
def test_the_workers_end_with_the_supervisor(kafka: KafkaSettings, outside: Outside, tmp_path: Path) -> None:
    process = casefile(
        "gateway", "--no-http", "--metrics-port", "0", "--state", str(tmp_path), kafka=kafka.bootstrap_servers
    )
    outside.send("police-99", URN, value_of(example(REQUEST)))
    outside.ledger(1, seconds=60)
    worker = int((tmp_path / "slot-0" / "lock").read_text())

    process.kill()
    process.communicate()

    deadline = time.monotonic() + 30
    while Path(f"/proc/{worker}/stat").exists() and "Z" not in Path(f"/proc/{worker}/stat").read_text().split()[2]:
        assert time.monotonic() < deadline
        time.sleep(0.2)


@pytest.mark.kafka
def test_the_account_balances_and_the_timeline_tells_the_case(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path
) -> None:
    first = record(example(REQUEST))
    arrival = inspect(first)
    delivered = acknowledgement(Decision(arrival, "ACCEPTED", reference_of(arrival), []))
    outside.send("police-99", URN, value_of(example(REQUEST)))
    outside.send("police-99", URN, value_of(example(REQUEST)))
    outside.send("police-99", URN, b"not a message")
    outside.send("police-99", URN, value_of(example(REQUEST, message_id="66666666-0000-4000-8000-000000000006")))
    before = run("account", "--json", kafka=kafka.bootstrap_servers)

    process = casefile(
        "gateway", "--slot", "0", "--metrics-port", "0", "--state", str(tmp_path), kafka=kafka.bootstrap_servers
    )
    try:
        outside.ledger(4, seconds=60)
        unsettled = run("account", "--wait", "1", kafka=kafka.bootstrap_servers)
        outside.send("cps-north", URN, value_of(delivered))
        after = run("account", "--json", "--wait", "30", kafka=kafka.bootstrap_servers)
    finally:
        process.terminate()
        process.communicate(timeout=60)

    assert json.loads(before[1])["organisations"]["police-99"]["in_flight"] == 4
    assert (before[0], unsettled[0], after[0]) == (0, 1, 0)
    assert "waiting: 0 not decided on yet, 1 not delivered yet" in unsettled[2]
    counted = json.loads(after[1])["organisations"]["police-99"]
    assert counted["sent"] == 4
    assert [counted[name] for name in ("accepted", "rejected", "duplicates", "quarantined", "delivered")] == [1] * 5
    code, timeline, _ = run("trace", URN, kafka=kafka.bootstrap_servers)
    assert code == 0
    assert "ChargingDecisionRequested" in timeline
    assert "DUPLICATE of ACCEPTED" in timeline
    assert timeline.rstrip().endswith("stands at SUBMITTED")
    assert run("trace", "99ZZ0000026", kafka=kafka.bootstrap_servers)[0] == 1


@pytest.mark.kafka
def test_a_ledger_of_another_release_is_one_line_and_a_refusal(
    kafka: KafkaSettings, outside: Outside, tmp_path: Path
) -> None:
    old = Contract.load("0.1").release.messages["LedgerRecord"]
    outside.publisher.send_confirmed(LEDGER, URN.encode(), frame(old.schema_id, b"\x00"))

    started = run(
        "gateway", "--slot", "0", "--metrics-port", "0", "--state", str(tmp_path), kafka=kafka.bootstrap_servers
    )
    traced = run("trace", URN, kafka=kafka.bootstrap_servers)

    (failed,) = (event for event in map(json.loads, started[2].splitlines()) if event["event"] == "program_failed")
    assert (started[0], failed["code"], failed["exit_code"]) == (Exit.REFUSED, "gateway.ledger", Exit.REFUSED)
    assert "release 0.1" in failed["reason"]
    assert traced[0] == Exit.REFUSED
    assert len(traced[2].strip().splitlines()) == 1
    assert "release 0.1" in traced[2]
