"""`casefile receive`: delivered messages as files or lines, and the parked cases."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from casefile_consumers import folder
from casefile_consumers.acknowledgement import Recipient
from casefile_consumers.database import SqliteDatabase
from casefile_consumers.deliveries import Deliveries
from casefile_consumers.delivery import Delivery
from casefile_consumers.parking import ParkedCases
from casefile_contracts.kafka import topics

Say = Callable[[str], None]


def receive_into(inbox: Deliveries, to: Path | None, say: Say) -> bool:
    """Take every delivery: a file each where a folder is given, and a line each; whether no case is held up."""
    received = 0
    with until_told_to_stop():
        for delivery in inbox:
            with delivery:
                place = folder.write(to, delivery) if to else None
                say(line(delivery, place))
                received += 1
    waiting, parked = inbox.held()
    say(f"{received} received, {waiting} cases waiting, {parked} parked")
    return not (waiting or parked)


def line(delivery: Delivery, place: Path | None) -> str:
    """One delivery in one line, without anything about a person."""
    what = f"{delivery.urn}  {delivery.message_type}  from {delivery.sender}  {delivery.message_id}"
    return f"{what}  {place}" if place else what


def list_parked(recipient: Recipient, database: Path, say: Say) -> None:
    """Each parked case, how many messages wait, and why."""
    with _parked_cases(recipient, database) as cases:
        found = cases.list()
    for case, waiting in found:
        say(f"{case.urn}  {waiting} waiting  {case.parked_reason}")
    say(f"{len(found)} parked")


def unpark_case(recipient: Recipient, database: Path, urn: str, say: Say) -> None:
    """Let one parked case go on.

    Raises:
        NotParkedError: It is not parked.
    """
    with _parked_cases(recipient, database) as cases:
        cases.let_go_on(urn)
    say(f"{urn} goes on")


@contextmanager
def until_told_to_stop() -> Iterator[None]:
    """End the block in good order on SIGINT and SIGTERM: what was not finished has not happened."""

    def stop(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        return
    finally:
        signal.signal(signal.SIGTERM, former)


@contextmanager
def _parked_cases(recipient: Recipient, database: Path) -> Iterator[ParkedCases]:
    cases = ParkedCases(SqliteDatabase(database), topics.inbox(recipient.organisation))
    try:
        yield cases
    finally:
        cases.close()
