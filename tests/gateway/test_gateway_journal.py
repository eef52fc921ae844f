"""The suspect journal: a message that ends its readers is recognised, and no other."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from casefile_contracts.kafka.record import Record
from casefile_gateway import sandbox
from casefile_gateway.journal import Journal


def at(offset: int, topic: str = "casefile.police-99.outbox", partition: int = 0) -> Record:
    return Record(topic, partition, offset, None, b"", [], 0)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slot" / "journal"


def die_reading(path: Path, record: Record) -> None:
    journal = Journal(path)
    journal.note(record)
    journal.close()


def test_a_record_that_ended_two_processes_is_suspect(path: Path) -> None:
    die_reading(path, at(7))
    assert not Journal(path).is_suspect(at(7))

    die_reading(path, at(7))

    journal = Journal(path)
    assert journal.found_suspect
    assert journal.is_suspect(at(7))


@pytest.mark.parametrize("other", [at(8), at(7, "casefile.cps-north.outbox"), at(7, partition=1)])
def test_no_other_record_is_suspect(path: Path, other: Record) -> None:
    die_reading(path, at(7))
    die_reading(path, at(7))

    assert not Journal(path).is_suspect(other)


def test_ends_at_different_records_raise_no_suspicion(path: Path) -> None:
    die_reading(path, at(7))
    die_reading(path, at(8))

    assert not Journal(path).found_suspect


def test_what_was_read_well_raises_no_suspicion(path: Path) -> None:
    for _ in range(3):
        journal = Journal(path)
        journal.note(at(7))
        journal.clear()
        journal.close()

    assert not Journal(path).found_suspect


def test_the_note_survives_a_process_that_is_killed(path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path;"
        "from casefile_contracts.kafka.record import Record; from casefile_gateway.journal import Journal;"
        "Journal(Path(sys.argv[1])).note(Record('t', 0, 7, None, b'', [], 0));"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
        assert done.returncode == -signal.SIGKILL

    assert Journal(path).is_suspect(at(7, "t"))


def test_the_sandbox_tells_a_harmless_value_from_a_deadly_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deadly.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    (tmp_path / "hanging.py").write_text("import time; time.sleep(60)")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path), *sys.path]))

    assert sandbox.survives(b"not avro")
    assert not sandbox.survives(b"", module="deadly")
    assert not sandbox.survives(b"", module="hanging", seconds=0.2)
