"""`casefile up`, `topics apply`, `topics show` and `down`, as a newcomer types them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from casefile_contracts import kafka_commands
from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local.ports import free_ports

PARTICIPANTS = Path(__file__).parents[2] / "contracts" / "participants"

COMMAND = Path(sys.executable).with_name("casefile")


def casefile(*arguments: str, code: int = 0, **environment: str) -> str:
    """What the command prints, on stdout if all went well, else on stderr.

    A process of its own, because the broker outlives it.
    """
    ended = subprocess.run(
        [COMMAND, *arguments], capture_output=True, text=True, env=os.environ | environment, timeout=120, check=False
    )
    assert ended.returncode == code, ended.stderr
    return ended.stderr if code else ended.stdout


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.kafka
def test_from_nothing_to_topics_and_back_each_command_is_safe_to_repeat(
    kafka: KafkaSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = str(free_ports().broker)
    try:
        first, second = casefile("up", "--port", port, "--memory", "256m"), casefile("up")
        exported = re.search(r"^export (\w+)=(.*)$", first, re.MULTILINE)
        assert exported
        monkeypatch.setenv(exported[1], exported[2])
        monkeypatch.setenv("CASEFILE_PARTICIPANTS", str(PARTICIPANTS))

        applied, again, shown = casefile("topics", "apply"), casefile("topics", "apply"), casefile("topics", "show")
        refused = casefile("topics", "apply", "--partitions", "3", code=78)
    finally:
        downs = casefile("down"), casefile("down")

    assert f"is up at 127.0.0.1:{port}" in first
    assert f"was up already at 127.0.0.1:{port}" in second
    assert "casefile.ledger: has 6 partitions, declared 3" in refused
    assert "casefile.police-98.outbox: created with 6 partitions" in applied
    assert applied.endswith("11 topics are as declared; 11 changes made\n")
    assert again == "11 topics are as declared; 0 changes made\n"
    assert re.search(r"^casefile.ledger +6 partitions +kept 400 d$", shown, re.MULTILINE)
    assert downs == (
        "Kafka is down; its data stays in .casefile/kafka\n",
        "no Kafka is up in .casefile/kafka\n",
    )


def test_a_broker_that_is_not_up_is_one_sentence() -> None:
    nowhere = ("--bootstrap-servers", "127.0.0.1:1")

    told = casefile("topics", "show", *nowhere, "--participants", str(PARTICIPANTS), code=75)

    assert told == "casefile: no Kafka broker answers at 127.0.0.1:1; is it up? [kafka.unavailable]\n"


@pytest.mark.parametrize("memory", ["lots", "512", "0m", "1t"])
def test_a_heap_that_java_would_not_understand_is_refused_before_anything_starts(memory: str) -> None:
    assert "such as 512m" in casefile("up", "--memory", memory, code=2)
    assert not Path(".casefile").exists()


def test_on_windows_the_other_way_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "win32")

    with pytest.raises(LocalKafkaError, match="on Windows use docker compose up"):
        kafka_commands.up()
