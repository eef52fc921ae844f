"""The loop against a Kafka of a few lines: order of the calls, rewinding, knowledge only from what was committed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from gateway_samples import NOW, PARTITIONS, book, contract, example, record, register

from casefile_contracts.kafka.faults import Cause, Step, TransactionAbortedError
from casefile_contracts.kafka.record import Record
from casefile_contracts.kafka.topics import LEDGER
from casefile_gateway.addressing import Desk
from casefile_gateway.errors import UnevenAssignmentError
from casefile_gateway.inspection import Arrival, Inspector
from casefile_gateway.journal import Journal
from casefile_gateway.judging import Judge
from casefile_gateway.ledger import read_entry
from casefile_gateway.pipeline import Pipeline
from casefile_gateway.publishing import Publication
from casefile_gateway.reading import Reader
from casefile_gateway.relay import Relay
from casefile_gateway.settings import GatewaySettings
from casefile_gateway.unread import INTERNAL, SUSPECT
from casefile_gateway.view import View
from casefile_gateway.watchdog import Watchdog

Place = tuple[str, int]


class Kafka:
    """One process's group and producer, with what both did in one list; a failing step aborts as the real one does."""

    def __init__(self, log: list[Record]) -> None:
        self.log = log
        self.calls: list[str] = []
        self.fails: list[str] = []
        self.committed: list[tuple[Any, ...]] = []
        self.offsets: dict[Place, int] = {}
        self.era = 0
        self.even = True
        self.can_rewind = True
        self._read: dict[Place, int] = {}
        self._open: list[tuple[Any, ...]] | None = None
        self._ledger_end = 0

    topics = ("casefile.police-99.outbox", "casefile.cps-north.outbox")
    partitions = frozenset(range(PARTITIONS))

    @property
    def is_even(self) -> bool:
        return self.even

    def poll(self, limit: int, seconds: float) -> list[Record]:
        assert self._open is None, "polled with an open transaction"
        self.calls.append("poll")
        found = [one for one in self.log if one.offset >= self._read.get((one.topic, one.partition), 0)][:limit]
        for one in found:
            self._read[one.topic, one.partition] = one.offset + 1
        return found

    def membership(self) -> str:
        self.calls.append("membership")
        return "member"

    def start_at(self, places: Mapping[Place, int]) -> None:
        self._read = dict(places)

    def rewind(self, places: Mapping[Place, int]) -> bool:
        self.calls.append("rewind")
        self._read |= places
        return self.can_rewind

    def ends(self) -> dict[Place, int]:
        return {}

    def begin(self) -> None:
        self.calls.append("begin")
        self._open = []

    def produce(self, *output: Any) -> None:
        assert self._open is not None
        self._fail("produce")
        self._open.append(output)

    def finish(self, offsets: Mapping[Place, int], membership: str) -> None:
        assert membership == "member"
        assert self._open is not None
        self._fail("finish")
        for output in self._open:
            if output[0] == LEDGER:
                self._ledger_end += 1
                if output[5]:
                    output[5](None, Delivered(output[1], self._ledger_end - 1))
        self.committed += self._open
        self.offsets |= offsets
        self._open = None
        self.calls.append("commit")

    def rest(self) -> None:
        assert self._open is None

    def _fail(self, step: str) -> None:
        if self.fails and self.fails[0] == step:
            self.fails.pop(0)
            self._open = None
            self.calls.append("abort")
            raise TransactionAbortedError(Step.COMMIT, "ILLEGAL_GENERATION", Cause.REBALANCE)


class Delivered:
    def __init__(self, partition: int, offset: int) -> None:
        self._place = partition, offset

    def partition(self) -> int:
        return self._place[0]

    def offset(self) -> int:
        return self._place[1]


class Views:
    def __init__(self, folder: Path) -> None:
        self.open = {
            number: View(folder / f"{number}.sqlite", "ledger", contract().memories) for number in range(PARTITIONS)
        }

    def take_over(self, group: Any, still: Callable[[], bool]) -> dict[Place, int] | None:
        return {(topic, number): 0 for topic in group.topics for number in group.partitions}


class Bench:
    """A relay on that Kafka."""

    def __init__(self, folder: Path, log: list[Record], *, watchdog: Watchdog | None = None, **settings: Any) -> None:
        self.kafka: Any = Kafka(log)
        self.views: Any = Views(folder)
        self.reader = Reader(Inspector(contract(), Desk(register(), PARTITIONS, book())), Journal(folder / "j"), bool)
        judge = Judge(contract(), book(), lambda: NOW)
        publication = Publication(contract(), register())
        watchdog, told = watchdog or Watchdog(60), GatewaySettings(batch=3, ahead=2, **settings)
        pipeline = Pipeline(self.reader, judge, publication, self.kafka, watchdog, lambda point: None)
        self.relay = Relay(self.kafka, self.views, self.reader, pipeline, watchdog, told, lambda point: None)

    def rounds(self, count: int) -> None:
        left = iter(range(count))
        self.relay.run(lambda: next(left, None) is None)

    def ledger(self) -> list[tuple[int, str]]:
        values = [Record(LEDGER, 0, 0, None, one[3], [], 0) for one in self.kafka.committed if one[0] == LEDGER]
        return [
            (entry["about"]["offset"], entry["outcome"]) for entry in (read_entry(contract(), one) for one in values)
        ]


def case(offset: int, name: str = "MaterialSubmitted", same_as: int | None = None) -> Record:
    number = offset if same_as is None else same_as
    kind = "ChargingDecisionRequested" if number == 0 else name
    return record(example(kind, message_id=f"{number:08x}-0000-4000-8000-000000000000"), offset)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, [case(offset) for offset in range(10)])


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile_gateway.relay.time.sleep", lambda seconds: None)


def test_each_batch_is_one_transaction_and_no_poll_comes_in_between(bench: Bench) -> None:
    bench.rounds(3)

    two_batches = ["poll", "membership", "begin", "commit", "begin", "commit"]
    assert bench.kafka.calls == [*two_batches, *two_batches, "poll"]
    assert bench.ledger() == [(offset, "ACCEPTED") for offset in range(10)]
    assert set(bench.kafka.offsets.values()) == {10}


@pytest.mark.parametrize("step", ["produce", "finish"])
@pytest.mark.parametrize("aborts", [1, 2, 7])
def test_after_an_abort_everything_uncommitted_is_done_again_in_order(bench: Bench, step: str, aborts: int) -> None:
    bench.kafka.fails = [step] * aborts

    bench.rounds(20)

    assert bench.ledger() == [(offset, "ACCEPTED") for offset in range(10)]
    assert bench.kafka.calls.count("rewind") == aborts


def test_what_was_committed_before_an_abort_in_the_same_poll_is_not_done_again(bench: Bench) -> None:
    committed = []
    finish = bench.kafka.finish

    def second_fails(offsets: Any, membership: Any) -> None:
        committed.append(offsets)
        if len(committed) == 2:
            bench.kafka.fails = ["finish"]
        finish(offsets, membership)

    bench.kafka.finish = second_fails
    bench.rounds(5)

    assert bench.ledger() == [(offset, "ACCEPTED") for offset in range(10)]


def test_a_takeover_that_hangs_is_noticed_and_one_that_goes_on_is_not(tmp_path: Path) -> None:
    now, ends = [0.0], []
    watchdog = Watchdog(60, end=lambda: ends.append(now[0]), clock=lambda: now[0])
    bench = Bench(tmp_path, [], watchdog=watchdog)

    def slow(group: Any, still: Callable[[], bool]) -> None:
        for now[0] in (50, 100, 150, 300):
            watchdog.look()
            assert still()

    bench.views.take_over = slow
    bench.kafka.era = 1
    bench.rounds(1)

    assert ends == [300]


def test_knowledge_comes_from_committed_decisions_only(bench: Bench) -> None:
    bench.kafka.fails = ["finish"]

    bench.rounds(1)

    assert bench.kafka.calls[-1] == "rewind"
    assert all(view.next_offsets() == {} and view.position == 0 for view in bench.views.open.values())


def test_a_repeat_is_known_within_a_batch_and_from_one_batch_to_the_next(tmp_path: Path) -> None:
    log = [case(0), case(1), case(2, same_as=1), case(3, same_as=1), case(4, same_as=0)]
    bench = Bench(tmp_path, log)

    bench.rounds(2)

    assert [outcome for _, outcome in bench.ledger()] == ["ACCEPTED", "ACCEPTED", *["DUPLICATE"] * 3]


def test_where_rewinding_is_impossible_the_process_ends(bench: Bench) -> None:
    bench.kafka.fails, bench.kafka.can_rewind = ["finish"], False

    with pytest.raises(TransactionAbortedError):
        bench.rounds(5)


def test_a_new_assignment_is_taken_over_before_anything_is_carried(bench: Bench) -> None:
    bench.kafka.era = 1

    bench.rounds(1)
    assert bench.kafka.calls == ["poll"]
    bench.rounds(3)

    assert bench.ledger() == [(offset, "ACCEPTED") for offset in range(10)]


def test_nothing_is_carried_on_an_uneven_assignment(bench: Bench) -> None:
    bench.kafka.era, bench.kafka.even, bench.kafka.log = 1, False, []

    bench.rounds(3)

    assert bench.kafka.calls == ["poll"] * 3


def test_an_assignment_that_stays_uneven_ends_the_process(tmp_path: Path) -> None:
    bench = Bench(tmp_path, [], uneven_limit=timedelta(0))
    bench.kafka.era, bench.kafka.even = 1, False

    with pytest.raises(UnevenAssignmentError):
        bench.rounds(3)


def test_a_fault_of_ours_sets_the_message_aside_and_lets_the_others_pass(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    inspect = Inspector.inspect

    def faulty(self: Inspector, arrived: Record) -> Arrival:
        if arrived.offset == 4:
            raise ZeroDivisionError
        return inspect(self, arrived)

    monkeypatch.setattr(Inspector, "inspect", faulty)
    bench.rounds(3)

    assert dict(bench.ledger())[4] == "QUARANTINED"
    assert [outcome for offset, outcome in bench.ledger() if offset != 4] == ["ACCEPTED"] * 9


@pytest.mark.parametrize(("survives", "unreadable"), [(False, SUSPECT), (True, None)])
def test_a_suspect_message_is_tried_elsewhere_first(tmp_path: Path, survives: bool, unreadable: str | None) -> None:
    for _ in range(2):
        died = Journal(tmp_path / "journal")
        died.note(case(1))
        died.close()
    inspector = Inspector(contract(), Desk(register(), PARTITIONS, book()))
    reader = Reader(inspector, Journal(tmp_path / "journal"), lambda value: survives)

    arrivals = reader.read([case(0), case(1), case(2)])

    assert [one.unreadable for one in arrivals] == [None, unreadable, None]


def test_a_fault_in_admission_is_ours_too(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("casefile_gateway.admit._judged", faulty)
    bench.rounds(1)

    assert {outcome for _, outcome in bench.ledger()} == {"QUARANTINED"}
    assert INTERNAL in repr(bench.kafka.committed)
