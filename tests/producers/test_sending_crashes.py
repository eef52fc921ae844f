"""The sending process is killed at every step; the next run makes good, and nothing is lost or comes in other bytes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from producers_fakes import DEMO, contract

from casefile_producers.outbox import Outbox
from casefile_producers.sealed import State

STEPS = (
    "checked",
    "kept",
    "handed_over_1",
    "handed_over_2",
    "confirmed",
    "marked",
    "reported",
    "file_moved",
    "all_done",
)
FILES = ("01-shop-theft.xml", "02-drink-driving.xml", "03-two-defendants-summer-hearing.xml")

CHILD = """
import os, signal, sys
from pathlib import Path
from casefile_contracts.kafka.producing import Delivery
from casefile_producers import folder
from casefile_producers.folder import Folder
from casefile_producers.outbox import Outbox
from casefile_producers.sending import Sender, Sent
sys.path.insert(0, sys.argv[1])
from producers_fakes import packer

home, step = Path(sys.argv[2]), sys.argv[3]

def crash(here):
    if here == step:
        os.kill(os.getpid(), signal.SIGKILL)

def after(owner, name, here):
    inner = getattr(owner, name)
    def wrapped(*args, **kwargs):
        result = inner(*args, **kwargs)
        crash(here)
        return result
    setattr(owner, name, wrapped)

class DiskBroker:
    def __init__(self):
        self.log, self.count = (home / "broker.log").open("a"), 0
        self.reports = []
    def send(self, topic, key, value, headers=(), on_delivery=None):
        self.log.write(key.decode() + " " + value.hex() + "\\n")
        self.log.flush()
        self.count += 1
        self.reports.append((on_delivery, Delivery(topic, 0, self.count)))
        crash(f"handed_over_{self.count}")
    def flush(self):
        crash("confirmed")
        reports, self.reports = self.reports, []
        for report, delivery in reports:
            report(delivery)

after(Sender, "_pack", "checked")
after(Outbox, "keep", "kept")
after(Outbox, "mark_sent", "marked")
after(folder, "write_mapping", "reported")
after(folder, "file_away", "file_moved")

cases = Folder(home / "cases")
with Outbox(home / "outbox.db") as outbox:
    for event in Sender(packer(), outbox, DiskBroker()).send(cases):
        if isinstance(event, Sent):
            cases.sent(event)
crash("all_done")
"""


def run(home: Path, step: str) -> int:
    command = [sys.executable, "-c", CHILD, str(Path(__file__).parent), str(home), step]
    return subprocess.run(command, check=False, timeout=120).returncode


@pytest.mark.faults
@pytest.mark.parametrize("step", STEPS)
def test_a_kill_loses_nothing_and_costs_at_most_a_repeat_in_the_same_bytes(tmp_path: Path, step: str) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    for name in FILES:
        (cases / name).write_bytes((DEMO / name).read_bytes())

    assert run(tmp_path, step) == -signal.SIGKILL
    assert run(tmp_path, "never") == 0

    records = [line.split() for line in (tmp_path / "broker.log").read_text().splitlines()]
    by_case = {key: {value for owner, value in records if owner == key} for key, _ in records}
    assert set(by_case) == {"98AA0010125", "98AA0010225", "98AA0010325"}
    assert all(len(values) == 1 for values in by_case.values())
    assert max(Counter(key for key, _ in records).values()) <= 2
    with Outbox(tmp_path / "outbox.db") as outbox:
        assert outbox.counts() == {State.QUEUED: 0, State.SENT: 3, State.DONE: 0}
    assert [path.name for path in cases.iterdir() if path.is_file()] == []
    names = {path.name for path in (cases / "sent").iterdir()}
    assert names == {*FILES, *(f"{name}.mapping.json" for name in FILES)}


def test_the_bytes_of_a_repeat_are_those_of_the_first_sending_even_a_day_later(tmp_path: Path) -> None:
    cases = tmp_path / "cases"
    cases.mkdir()
    for _ in range(2):
        (cases / FILES[0]).write_bytes((DEMO / FILES[0]).read_bytes())
        assert run(tmp_path, "never") == 0

    first, again = ((line.split()[1]) for line in (tmp_path / "broker.log").read_text().splitlines())
    assert first == again
    assert json.dumps(contract().to_json(contract().read(bytes.fromhex(first))))
