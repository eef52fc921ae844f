from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from producers_fakes import NOW, contract, sealed

from casefile_contracts.kafka.offsets import Range
from casefile_contracts.kafka.record import Record
from casefile_contracts.sealing import seal
from casefile_producers.collecting import UnreadableReceiptError, _take, _unread, news
from casefile_producers.outbox import Outbox
from casefile_producers.sealed import State

TOPIC = "casefile.police-98.receipts"


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with Outbox(tmp_path / "outbox.db") as opened:
        opened.keep([sealed(1), sealed(2)], now=0)
        yield opened


def receipt_record(number: int, offset: int, outcome: str = "ACCEPTED") -> Record:
    message = sealed(number)
    about = {
        "message_id": message.message_id,
        "sha256": sha256(message.value).hexdigest(),
        "bytes": len(message.value),
        "topic": message.topic,
        "partition": 0,
        "offset": offset,
    }
    body = {"about": about, "outcome": outcome, "decided_at": "2026-01-01T00:00:00.000Z"}
    parties = {"sender": ("gateway", "relay"), "recipient": ("police-98", "00098SpiBridge")}
    written, findings = contract().from_json(seal(contract(), "Receipt", body, urn=message.urn, now=NOW, **parties))
    assert written, findings
    return Record(TOPIC, 0, offset, message.key, contract().write(written), [], NOW)


def test_a_receipt_settles_its_message_and_is_told_with_it(outbox: Outbox) -> None:
    (told,) = _take([receipt_record(1, 0)], contract(), outbox)

    assert told.receipt.outcome == "ACCEPTED"
    assert told.entry
    assert (told.entry.sealed, told.entry.state) == (sealed(1), State.DONE)


def test_who_fails_while_being_told_is_told_again(outbox: Outbox) -> None:
    records = [receipt_record(1, 0), receipt_record(2, 1)]
    heard = _take(records, contract(), outbox)
    next(heard)
    next(heard)
    heard.close()  # the second hearer has failed: nobody asked for the next one

    again = [told.receipt.message_id for told in news(contract(), outbox)]

    assert again == [sealed(2).message_id]
    assert list(news(contract(), outbox)) == []
    assert not outbox.is_waiting()


def test_what_is_no_receipt_stops_the_reading_before_it(outbox: Outbox) -> None:
    broken = Record(TOPIC, 0, 1, b"k", b"\0nonsense", [], NOW)

    with pytest.raises(UnreadableReceiptError, match=r"\[0\] at 1"):
        list(_take([broken], contract(), outbox))

    assert outbox.positions(TOPIC) == {}


@pytest.mark.parametrize(
    ("position", "start"),
    [(None, 10), (10, 10), (15, 15), (20, 20), (3, 10), (21, 10)],
)
def test_reading_starts_where_it_stood_or_where_the_topic_begins_if_that_is_gone(
    position: int | None, start: int
) -> None:
    positions = {} if position is None else {0: position}

    assert _unread({0: Range(10, 20)}, positions) == {0: (start, 20)}
