from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from producers_fakes import DEMO, casefile


@pytest.fixture
def nowhere() -> str:
    """An address at which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{probe.getsockname()[1]}"


def test_a_folder_that_is_not_there_is_one_line_that_says_what_to_give(tmp_path: Path) -> None:
    result = casefile(tmp_path, "send", "nowhere", "--organisation", "police-98")

    assert result.returncode == 64
    assert result.stderr == (
        "casefile: There is no folder nowhere. Give the folder that the case files are put into. [settings]\n"
    )


def test_an_unknown_sender_is_one_line_that_names_the_known(tmp_path: Path) -> None:
    result = casefile(tmp_path, "send", ".", "--organisation", "police-77")

    assert result.returncode == 64
    assert "there are cps-north, police-98, police-99" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_sender_that_the_register_leaves_open_has_to_be_said(tmp_path: Path) -> None:
    result = casefile(tmp_path, "send", ".")

    assert result.returncode == 64
    assert "--organisation" in result.stderr


def test_a_broker_that_is_not_up_is_one_line_and_nothing_is_lost(tmp_path: Path, nowhere: str) -> None:
    folder = tmp_path / "cases"
    folder.mkdir()
    shutil.copy(DEMO / "01-shop-theft.xml", folder)

    result = casefile(tmp_path, "send", "cases", "--organisation", "police-98", "--bootstrap-servers", nowhere)

    assert result.returncode == 75
    last = result.stderr.strip().splitlines()[-1]
    assert re.fullmatch(r"casefile: no Kafka broker .*is it up\? 1 messages stay queued .* \[kafka.unavailable\]", last)
    assert "Traceback" not in result.stderr
    assert (folder / "01-shop-theft.xml").exists()
    assert (tmp_path / ".casefile" / "police-98.outbox.db").exists()


def test_without_an_address_of_a_broker_it_says_how_to_give_one(tmp_path: Path) -> None:
    (tmp_path / "cases").mkdir()

    result = casefile(tmp_path, "send", "cases", "--organisation", "police-98")

    assert result.returncode == 64
    assert "CASEFILE_KAFKA_BOOTSTRAP_SERVERS is not set" in result.stderr


def test_receipts_without_a_broker_are_one_line(tmp_path: Path, nowhere: str) -> None:
    result = casefile(tmp_path, "receipts", "--organisation", "police-98", "--bootstrap-servers", nowhere)

    assert result.returncode == 75
    assert re.fullmatch(r"casefile: .* no answer from Kafka at .* is it up\? \[kafka.unavailable\]\n", result.stderr)


def test_help_is_quick_because_nothing_heavy_is_imported_for_it() -> None:
    heavy = "{'lxml', 'confluent_kafka', 'pydantic'}"
    code = f"import sys, casefile_producers.commands; print(sorted({heavy} & set(sys.modules)))"

    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert result.stdout.strip() == "[]"


def test_what_the_room_exports_is_what_it_means_to() -> None:
    import casefile_producers

    assert sorted(casefile_producers.__all__) == sorted(casefile_producers._HOMES)
    for name in casefile_producers.__all__:
        assert getattr(casefile_producers, name).__name__ == name
    with pytest.raises(AttributeError):
        casefile_producers.nothing  # noqa: B018
