"""Taking the account of the exchange from Kafka: where outboxes end, what the ledger says, what lies between.

Outboxes are measured before the ledger is read, so a message that moves meanwhile is at worst counted in the ledger.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from itertools import takewhile

import orjson

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.offsets import Range, ranges
from casefile_contracts.kafka.reading import read_to_end
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, outbox, owner_of
from casefile_contracts.participants import Participants
from casefile_gateway.batches import Place
from casefile_gateway.books import Account, Books, Column, Gap
from casefile_gateway.ledger import read_entry

PAUSE_SECONDS = 1.0
HEADINGS = ("organisation", "sent", "accepted", "rejected", "duplicates", "quarantined", "delivered", "parked")
LAST_HEADINGS = ("in flight", "acknowledgements")

Tell = Callable[[str], None]


class Accountant:
    """Takes the account as often as wanted; each time only what is new in the ledger is read."""

    def __init__(self, kafka: KafkaSettings, contract: Contract, participants: Participants) -> None:
        self._kafka = kafka
        self._contract = contract
        self._books = Books({name: Column() for name in participants.organisations})
        self._positions: dict[int, int] = {}

    def take(self) -> Account:
        """The account now."""
        held = {
            (topic, number): limits
            for topic in map(outbox, list(self._books.columns))
            for number, limits in ranges(self._kafka, topic).items()
        }
        for number, limits in ranges(self._kafka, LEDGER).items():
            self._read_ledger(number, limits)
        return self._balance(held)

    def _read_ledger(self, number: int, limits: Range) -> None:
        start = self._positions.get(number, limits.beginning)
        if start < limits.end:
            for record in read_to_end(self._kafka, LEDGER, number, start):
                self._books.enter(read_entry(self._contract, record))
                self._positions[number] = record.offset + 1

    def _balance(self, held: dict[Place, Range]) -> Account:
        unaccounted = 0
        for column in self._books.columns.values():
            column.in_flight = 0
        for place, gaps in self._books.undecided(held).items():
            for gap in gaps:
                found = self._records_in(place, gap)
                if self._books.is_tail(place, gap):
                    self._books.column(owner_of(place[0])).in_flight += found
                else:
                    unaccounted += found
        return Account(self._books.columns, unaccounted, self._books.twice)

    def _records_in(self, place: Place, gap: Gap) -> int:
        """How many records stand in a gap: offsets alone do not tell, the marks of transactions take some too."""
        (topic, number), (start, stop) = place, gap
        records = read_to_end(self._kafka, topic, number, start)
        return sum(1 for _ in takewhile(lambda record: record.offset < stop, records))


def settled_account(
    kafka: KafkaSettings, contract: Contract, participants: Participants, wait: float | None, tell: Tell
) -> tuple[Account, bool]:
    """The account, and whether it is as it should be.

    Args:
        wait: Seconds to wait until nothing is under way any more; None asks only that it balances now.
        tell: Gets a line of progress now and then.
    """
    accountant, deadline = Accountant(kafka, contract, participants), time.monotonic() + (wait or 0)
    taken = accountant.take()
    if wait is None:
        return taken, taken.balances
    while not taken.is_settled and time.monotonic() < deadline:
        tell(_progress(taken))
        time.sleep(PAUSE_SECONDS)
        taken = accountant.take()
    return taken, taken.is_settled


def report(taken: Account, *, as_json: bool) -> str:
    """The account for people, or as one JSON object."""
    if as_json:
        return orjson.dumps(taken.as_dict()).decode()
    rows = [_row(name, column) for name, column in sorted(taken.columns.items())]
    rows.append(("all", *(str(sum(int(row[place]) for row in rows)) for place in range(1, len(rows[0])))))
    headings = HEADINGS + LAST_HEADINGS
    widths = [max(len(row[place]) for row in (headings, *rows)) for place in range(len(headings))]
    lines = [_line(row, widths) for row in (headings, *rows)]
    return "\n".join([*lines, "", _verdict(taken)])


def _row(name: str, column: Column) -> tuple[str, ...]:
    counted = {"sent": column.sent, **asdict(column), "in flight": column.in_flight}
    return (name, *(str(counted[heading]) for heading in (HEADINGS + LAST_HEADINGS)[1:]))


def _line(row: tuple[str, ...], widths: list[int]) -> str:
    first, *rest = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in rest)])


def _verdict(taken: Account) -> str:
    if not taken.balances:
        return f"DOES NOT BALANCE: {taken.unaccounted} lost, {taken.twice} decided on twice"
    if taken.is_settled:
        return "balances: sent = accepted + rejected + duplicates + quarantined; delivered = accepted"
    return "balances so far; some messages are still on their way"


def _progress(taken: Account) -> str:
    open_ones = sum(one.accepted - one.delivered - one.parked for one in taken.all)
    return f"waiting: {sum(one.in_flight for one in taken.all)} not decided on yet, {open_ones} not delivered yet"
