"""What waits to be sent goes out in order per case, and the position in a topic only goes forward."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from casefile_consumers import tables
from casefile_consumers.arrival import Arrival
from casefile_consumers.courier import Courier
from casefile_consumers.database import Database
from casefile_consumers.inbox import Inbox
from casefile_consumers.outgoing import Letter, Outgoing
from casefile_consumers.session import Session
from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.producing import Delivery, OnDelivery

OWNED = frozenset({0})


class ManualPost:
    """Reports a fate only when the test says so."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.full = False
        self._waiting: list[OnDelivery] = []
        self._told: list[tuple[OnDelivery, str | None]] = []

    def send(
        self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]], on_delivery: OnDelivery | None
    ) -> None:
        assert on_delivery is not None
        if self.full:
            raise KafkaUnavailableError("the queue is full")
        self.sent.append(value)
        self._waiting.append(on_delivery)

    def report(self, error: str | None = None) -> None:
        self._told += [(waiting, error) for waiting in self._waiting]
        self._waiting = []

    def poll(self, timeout: float) -> None:
        told, self._told = self._told, []
        for on_delivery, error in told:
            on_delivery(Delivery("casefile.cps-north.outbox", 0, 0, error))

    def close(self) -> None:
        self.report("_PURGE_QUEUE")
        self.poll(0)


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    session = Session(database)
    tables.create(session)
    yield session
    session.close()


def queue(session: Session, *letters: tuple[str, str], partition: int = 0) -> None:
    with session.transaction():
        for case, name in letters:
            letter = Letter(name, "casefile.cps-north.outbox", case.encode(), name.encode())
            Outgoing(session).put(letter, partition)


def test_a_letter_waits_until_the_one_before_it_in_its_case_is_confirmed(session: Session) -> None:
    post = ManualPost()
    courier = Courier(session, post)
    queue(session, ("A", "a1"), ("A", "a2"), ("B", "b1"))

    courier.pump(OWNED)
    courier.pump(OWNED)
    assert post.sent == [b"a1", b"b1"]

    post.report()
    courier.pump(OWNED)
    assert post.sent == [b"a1", b"b1", b"a2"]


def test_a_letter_that_was_not_confirmed_goes_again_before_the_next_of_its_case(session: Session) -> None:
    post = ManualPost()
    courier = Courier(session, post)
    queue(session, ("A", "a1"), ("A", "a2"))
    courier.pump(OWNED)

    post.report("_MSG_TIMED_OUT")
    courier.pump(OWNED)

    assert post.sent == [b"a1", b"a1"]


def test_a_letter_that_nobody_takes_stays(session: Session) -> None:
    post = ManualPost()
    post.full = True
    courier = Courier(session, post)
    queue(session, ("A", "a1"))

    courier.pump(OWNED)
    post.full = False
    courier.pump(OWNED)

    assert post.sent == [b"a1"]


def test_letters_of_partitions_that_another_process_owns_are_left_to_it(session: Session) -> None:
    post = ManualPost()
    queue(session, ("A", "a1"), partition=1)

    assert not Courier(session, post).pump(OWNED)
    assert post.sent == []


def test_what_is_still_under_way_at_the_end_stays_for_the_next_start(session: Session) -> None:
    post = ManualPost()
    courier = Courier(session, post)
    queue(session, ("A", "a1"))

    courier.finish(OWNED, turns=3)
    courier.close()

    assert [letter.message_id for letter in Outgoing(session).waiting(OWNED, 10)] == ["a1"]


def test_a_position_only_goes_forward(session: Session) -> None:
    inbox = Inbox(session)
    moved = []
    with session.transaction():
        for offset in (0, 0, 7, 3, 7, 8):
            moved.append(inbox.advance(Arrival("casefile.cps-north.inbox", 0, offset, "A", b"")))

    assert moved == [True, False, True, False, False, True]
    assert inbox.position("casefile.cps-north.inbox", 0) == 9
    assert inbox.position("casefile.cps-north.inbox", 1) is None
