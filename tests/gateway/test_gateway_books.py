"""The account: every record of an outbox stands in the ledger exactly once, or it does not balance."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.kafka.offsets import Range
from casefile_gateway.books import Account, Books, Column

PLACE = ("casefile.police-99.outbox", 0)


def entry(offset: int, outcome: str = "ACCEPTED", message_type: str = "ChargesLaid", **other: Any) -> dict[str, Any]:
    about = {"topic": PLACE[0], "partition": 0, "offset": offset, "message_type": message_type, "message_id": "m"}
    return {"about": about, "outcome": outcome, "sender": "police-99", "recipient": "cps-north", **other}


def test_each_outcome_has_its_column() -> None:
    books = Books()
    for offset, outcome in enumerate(["ACCEPTED", "ACCEPTED", "REJECTED", "DUPLICATE", "QUARANTINED"]):
        books.enter(entry(offset, outcome))

    assert books.columns["police-99"] == Column(accepted=2, rejected=1, duplicates=1, quarantined=1)
    assert books.columns["police-99"].sent == 5


def test_acknowledgements_are_no_messages_and_count_as_deliveries_of_the_sender() -> None:
    books = Books()
    books.enter(entry(0))
    books.enter(entry(1, "PARKED", sender="cps-north", recipient="police-99"))
    assert (books.columns["police-99"].parked, books.columns["police-99"].delivered) == (1, 0)

    books.enter(entry(2, "DELIVERED", sender="cps-north", recipient="police-99"))
    books.enter(entry(3, "DUPLICATE", "Receipt", sender="cps-north"))

    assert (books.columns["police-99"].parked, books.columns["police-99"].delivered) == (0, 1)
    assert books.columns["cps-north"] == Column(acknowledgements=3)


@given(st.sets(st.integers(0, 30)), st.integers(0, 5))
def test_offsets_that_the_ledger_lacks_are_found(decided: set[int], deleted: int) -> None:
    books = Books()
    for offset in sorted(decided):
        books.enter(entry(offset))

    gaps = books.undecided({PLACE: Range(deleted, 31)})[PLACE]

    found = {offset for start, stop in gaps for offset in range(start, stop)}
    assert found == set(range(deleted, 31)) - decided
    behind = {offset for gap in gaps if books.is_tail(PLACE, gap) for offset in range(*gap)}
    assert behind == {offset for offset in found if offset > max(decided, default=-1)}


def test_a_record_decided_on_twice_does_not_balance() -> None:
    books = Books()
    for offset in (0, 1, 1):
        books.enter(entry(offset))

    assert books.twice == 1
    assert not Account(books.columns, 0, books.twice).balances


def test_a_lost_record_does_not_balance() -> None:
    assert not Account({"police-99": Column()}, unaccounted=1, twice=0).balances


def test_the_account_is_settled_when_all_is_delivered() -> None:
    assert Account({"police-99": Column(accepted=2, delivered=2)}, 0, 0).is_settled
    assert not Account({"police-99": Column(accepted=2, delivered=1)}, 0, 0).is_settled
    assert not Account({"police-99": Column(in_flight=1)}, 0, 0).is_settled
