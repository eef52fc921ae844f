"""What became of a message, projected from the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from http_door import answered, encoded

from casefile_contracts.contract import Contract
from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.record import Record
from casefile_gateway.errors import ViewError
from casefile_gateway.http.follower import Follower
from casefile_gateway.http.status import Statuses
from casefile_gateway.ledger import write_entry

ID = "00000000-0000-4000-8000-000000000001"
FINDING = {"rule": "X03", "severity": "REJECT", "pointer": "/a", "text": "Wrong.", "fix": None}


def entry(outcome: str, **changes: Any) -> dict[str, Any]:
    about = {
        "message_id": ID,
        "message_type": "ActionPlanResponded",
        "sha256": "ab" * 32,
        "bytes": 10,
        "topic": "casefile.police-99.outbox",
        "partition": 0,
        "offset": 7,
    }
    known = {
        "about": about,
        "outcome": outcome,
        "original_outcome": None,
        "sender": "police-99",
        "recipient": "cps-north",
        "urn": "99ZZ0000126",
        "correlation_id": ID,
        "contract_version": "1.0",
        "test": True,
        "findings": [],
        "transitions": [],
        "remembered": None,
        "appended_at": 1,
        "decided_at": 2,
    }
    return known | changes


ACKNOWLEDGED = {"sender": "cps-north", "recipient": "police-99", "decided_at": 9}


@pytest.fixture
def statuses(tmp_path: Path) -> Iterator[Statuses]:
    found = Statuses(tmp_path / "statuses.db", "ledger-1")
    yield found
    found.close()


def told(statuses: Statuses) -> Any:
    return statuses.status("police-99", ID)


def test_the_decision_replaces_what_was_only_received(statuses: Statuses) -> None:
    statuses.note_received("police-99", ID, {"urn": "99ZZ0000126", "sha256": "ab" * 32})
    assert told(statuses)["outcome"] == "RECEIVED"

    statuses.apply(entry("REJECTED", findings=[FINDING]), 0, 0)

    assert told(statuses)["outcome"] == "REJECTED"
    assert told(statuses)["findings"] == [FINDING]


def test_a_message_noted_after_its_decision_stays_decided(statuses: Statuses) -> None:
    statuses.apply(entry("ACCEPTED"), 0, 0)

    statuses.note_received("police-99", ID, {"urn": None, "sha256": "ab" * 32})

    assert told(statuses)["outcome"] == "ACCEPTED"


@pytest.mark.parametrize("later", ["REJECTED", "DUPLICATE", "QUARANTINED"])
def test_the_first_decision_stands(statuses: Statuses, later: str) -> None:
    statuses.apply(entry("ACCEPTED"), 0, 0)
    statuses.apply(entry(later, findings=[FINDING]), 0, 1)

    assert (told(statuses)["outcome"], told(statuses)["findings"]) == ("ACCEPTED", [])


def test_parking_and_delivery_are_added_to_the_decision(statuses: Statuses) -> None:
    statuses.apply(entry("ACCEPTED"), 0, 0)
    assert "delivery" not in told(statuses)

    for offset, outcome in ((1, "PARKED"), (2, "DELIVERED")):
        statuses.apply(entry(outcome, **ACKNOWLEDGED), 0, offset)
        assert (told(statuses)["outcome"], told(statuses)["delivery"]) == ("ACCEPTED", outcome)


def test_only_its_sender_knows_a_message(statuses: Statuses) -> None:
    statuses.apply(entry("ACCEPTED"), 0, 0)

    assert statuses.status("police-98", ID) is None


def test_what_was_read_is_kept_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "statuses.db"
    first = Statuses(path, "ledger-1")
    first.apply(entry("ACCEPTED"), 3, 41)
    first.close()

    second = Statuses(path, "ledger-1")

    assert (second.places(), told(second)["outcome"]) == ({3: 42}, "ACCEPTED")
    second.close()


@pytest.mark.parametrize("spoil", ["origin", "damage"])
def test_a_file_of_another_ledger_or_a_damaged_one_begins_anew(tmp_path: Path, spoil: str) -> None:
    path = tmp_path / "statuses.db"
    first = Statuses(path, "ledger-1")
    first.apply(entry("ACCEPTED"), 0, 0)
    first.close()
    if spoil == "damage":
        path.write_bytes(b"not a database at all" * 100)

    second = Statuses(path, "ledger-2" if spoil == "origin" else "ledger-1")

    assert (second.places(), told(second)) == ({}, None)
    second.close()


def test_a_place_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ViewError):
        Statuses(tmp_path / "file" / "statuses.db", "ledger-1")


def record(offset: int, value: bytes) -> Record:
    return Record("casefile.ledger", 0, offset, None, value, [], 1)


def following(statuses: Statuses, tail: Callable[[Mapping[int, int]], Iterator[Record | None]]) -> Follower:
    follower = Follower(Contract.load(), statuses, tail)
    follower.start()
    deadline = time.monotonic() + 10
    while not follower.caught_up and time.monotonic() < deadline:
        time.sleep(0.01)
    return follower


def test_the_follower_reads_on_after_an_outage_and_past_what_it_cannot_read(
    statuses: Statuses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("casefile_gateway.http.follower.PAUSE_SECONDS", 0.01)
    asked: list[Mapping[int, int]] = []

    def tail(places: Mapping[int, int]) -> Iterator[Record | None]:
        asked.append(places)
        if len(asked) == 1:
            raise KafkaUnavailableError("away")
        yield record(0, b"nonsense")
        yield record(1, encoded(answered()))
        yield record(2, write_entry(Contract.load(), entry("ACCEPTED")))
        while True:
            yield None
            time.sleep(0.01)

    follower = following(statuses, tail)

    assert follower.alive
    assert told(statuses)["outcome"] == "ACCEPTED"
    assert statuses.places() == {0: 3}
    follower.stop()
    assert not follower.alive
