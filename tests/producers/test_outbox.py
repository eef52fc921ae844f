from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from producers_fakes import receipt, sealed

from casefile_producers.errors import OutboxError
from casefile_producers.outbox import Outbox
from casefile_producers.sealed import FIRST_PAUSE, LONGEST_PAUSE, State, pause_after

TEN_MINUTES = FIRST_PAUSE // timedelta(milliseconds=1)


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "deep" / "outbox.db") as opened:
        yield opened


def state_of(outbox: Outbox, number: int) -> State:
    entry = outbox.find(sealed(number).sha256)
    assert entry
    return entry.state


def test_a_message_is_queued_then_sent_then_done(outbox: Outbox) -> None:
    (entry,) = outbox.keep([sealed(1)], now=0)
    assert entry.state is State.QUEUED

    outbox.mark_sent([entry], now=5)
    assert state_of(outbox, 1) is State.SENT

    outbox.settle([receipt(sealed(1))])
    assert state_of(outbox, 1) is State.DONE
    assert list(outbox.waiting()) == []
    assert not outbox.is_waiting()


def test_a_message_comes_back_as_it_was_kept(outbox: Outbox) -> None:
    (entry,) = outbox.keep([sealed(1)], now=0)

    assert entry.sealed == sealed(1)


def test_messages_leave_in_the_order_they_were_kept_in(outbox: Outbox) -> None:
    outbox.keep([sealed(3), sealed(1), sealed(2)], now=0)

    assert [entry.sealed for entry in outbox.to_send(now=0)] == [sealed(3), sealed(1), sealed(2)]


def test_without_a_receipt_it_is_sent_again_after_growing_pauses(outbox: Outbox) -> None:
    (entry,) = outbox.keep([sealed(1)], now=0)
    outbox.mark_sent([entry], now=0)

    assert list(outbox.to_send(now=TEN_MINUTES - 1)) == []
    (again,) = outbox.to_send(now=TEN_MINUTES)
    outbox.mark_sent([again], now=TEN_MINUTES)
    assert list(outbox.to_send(now=3 * TEN_MINUTES - 1)) == []
    assert [each.sealed.value for each in outbox.to_send(now=3 * TEN_MINUTES)] == [sealed(1).value]


def test_pauses_double_up_to_a_day() -> None:
    assert [pause_after(n) for n in (1, 2, 3)] == [FIRST_PAUSE, FIRST_PAUSE * 2, FIRST_PAUSE * 4]
    assert pause_after(10_000) == LONGEST_PAUSE


def test_the_same_source_is_sent_again_with_the_bytes_of_the_first_time(outbox: Outbox) -> None:
    (first,) = outbox.keep([sealed(1)], now=0)
    outbox.mark_sent([first], now=0)
    outbox.settle([receipt(sealed(1))])

    resealed = sealed(2)
    object.__setattr__(resealed, "content_key", sealed(1).content_key)
    (again,) = outbox.keep([resealed], now=9)

    assert again.state is State.QUEUED
    assert again.sealed.value == sealed(1).value
    assert again.attempts == 1


def test_the_receipt_of_a_repeat_tells_what_became_of_the_first(outbox: Outbox) -> None:
    outbox.keep([sealed(1)], now=0)

    outbox.settle([receipt(sealed(1), "DUPLICATE", original_outcome="REJECTED")])

    entry = outbox.find(sealed(1).sha256)
    assert entry
    assert entry.outcome == "REJECTED"


def test_a_receipt_that_overtakes_the_confirmation_is_not_undone_by_it(outbox: Outbox) -> None:
    (entry,) = outbox.keep([sealed(1)], now=0)
    outbox.settle([receipt(sealed(1))])

    outbox.mark_sent([entry], now=1)

    assert state_of(outbox, 1) is State.DONE


def test_what_the_recipient_says_is_noted_beside_the_verdict(outbox: Outbox) -> None:
    outbox.keep([sealed(1)], now=0)

    outbox.settle([receipt(sealed(1)), receipt(sealed(1), "PARKED", 1), receipt(sealed(1), "DELIVERED", 2)])

    entry = outbox.find(sealed(1).sha256)
    assert entry
    assert (entry.outcome, entry.delivery) == ("ACCEPTED", "DELIVERED")


def test_a_receipt_finds_its_message_by_its_bytes_when_the_id_could_not_be_read(outbox: Outbox) -> None:
    outbox.keep([sealed(1), sealed(2)], now=0)

    outbox.settle([receipt(sealed(2), "QUARANTINED", message_id=None)])

    assert [entry.sealed for entry in outbox.waiting()] == [sealed(1)]


def test_of_two_messages_with_one_id_the_receipt_settles_the_one_with_its_bytes(outbox: Outbox) -> None:
    conflicting = sealed(2)
    object.__setattr__(conflicting, "message_id", sealed(1).message_id)
    outbox.keep([sealed(1), conflicting], now=0)

    outbox.settle([receipt(sealed(1))])

    assert [entry.sealed for entry in outbox.waiting()] == [conflicting]


def test_a_receipt_for_an_unknown_message_is_kept_and_harms_nothing(outbox: Outbox) -> None:
    outbox.keep([sealed(1)], now=0)

    outbox.settle([receipt(sealed(7), offset=4)])

    assert [untold.entry for untold in outbox.untold()] == [None]
    assert state_of(outbox, 1) is State.QUEUED
    assert outbox.positions("casefile.police-98.receipts") == {0: 5}


def test_a_receipt_is_brought_up_until_somebody_has_been_told(outbox: Outbox) -> None:
    outbox.keep([sealed(1), sealed(2)], now=0)
    outbox.settle([receipt(sealed(1), offset=1), receipt(sealed(2), offset=2)])
    first, second = outbox.untold()

    outbox.mark_told(first)

    assert outbox.untold() == [second]
    assert second.value == b"receipt-2"


def test_a_receipt_read_twice_is_kept_once(outbox: Outbox) -> None:
    outbox.settle([receipt(sealed(1), offset=1), receipt(sealed(1), offset=1)])

    assert len(outbox.untold()) == 1


def test_reading_goes_on_where_it_stood_even_in_another_process(tmp_path: Path) -> None:
    with Outbox(tmp_path / "outbox.db") as outbox:
        outbox.settle([receipt(sealed(1), offset=41)])

    with Outbox(tmp_path / "outbox.db") as outbox:
        assert outbox.positions("casefile.police-98.receipts") == {0: 42}
        assert outbox.positions("casefile.police-99.receipts") == {}


def test_nothing_of_a_batch_is_kept_if_one_of_it_cannot_be(outbox: Outbox) -> None:
    broken = sealed(2)
    object.__setattr__(broken, "value", None)

    with pytest.raises((sqlite3.Error, TypeError)):
        outbox.keep([sealed(1), broken], now=0)

    assert list(outbox.to_send(now=0)) == []


def test_every_write_is_synced_to_disk(outbox: Outbox) -> None:
    assert outbox._db.execute("PRAGMA synchronous").fetchone()[0] == 2
    assert outbox._db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE theirs (x)")

    with pytest.raises(OutboxError, match="another program's"):
        Outbox(path)


def test_what_is_no_database_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("not a database, but long enough to be looked at as one" * 20)

    with pytest.raises(OutboxError) as refused:
        Outbox(path)

    assert "\n" not in str(refused.value)
    assert "--outbox" in str(refused.value)


def test_what_waits_is_not_all_read_at_once(outbox: Outbox) -> None:
    outbox.keep([sealed(1), sealed(2)], now=0)
    first = next(iter(outbox.to_send(now=0)))

    assert first.sealed == sealed(1)
    assert isinstance(outbox.to_send(now=0), Iterator)
    assert isinstance(outbox.waiting(), Iterator)


def test_a_receipt_for_other_bytes_under_the_same_id_changes_nothing(outbox: Outbox) -> None:
    (entry,) = outbox.keep([sealed(1)], now=0)
    outbox.mark_sent([entry], now=0)

    outbox.settle([receipt(sealed(2), "REJECTED", message_id=sealed(1).message_id)])

    assert state_of(outbox, 1) is State.SENT


def test_a_file_that_can_no_longer_be_written_is_said(outbox: Outbox) -> None:
    outbox._db.execute("PRAGMA query_only = ON")

    with pytest.raises(OutboxError, match="outbox"):
        outbox.keep([sealed(1)], now=0)
