"""The transactor against a client that answers as it is told."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka import transactions
from casefile_contracts.kafka.faults import ProducerLostError, ProducerRefusedError, TransactionAbortedError
from casefile_contracts.kafka.transactions import Transactor

OFFSETS = {("casefile.police-99.outbox", 0): 7}


class Client:
    """Stands in for the producer of the library; `fails` gives the errors that a call raises, one after the other."""

    def __init__(self, fails: dict[str, list[Any]], calls: list[str], clock: list[float]) -> None:
        self._fails = fails
        self._calls = calls
        self._clock = clock
        self.slow = 0.0

    def _call(self, name: str) -> None:
        self._calls.append(name)
        self._clock[0] += self.slow
        if self._fails[name]:
            raise self._fails[name].pop(0)

    def init_transactions(self, timeout: float) -> None:
        self._call("init")

    def begin_transaction(self) -> None:
        self._call("begin")

    def produce(self, *_: Any, **__: Any) -> None:
        self._call("produce")

    def poll(self, seconds: float) -> int:
        self._clock[0] += seconds
        return 0

    def flush(self, seconds: float) -> int:
        self._call("flush")
        return 0

    def send_offsets_to_transaction(self, places: Any, membership: Any) -> None:
        self._call("offsets")

    def commit_transaction(self) -> None:
        self._call("commit")

    def abort_transaction(self) -> None:
        self._call("abort")

    def close(self) -> None:
        self._call("close")


class Bench:
    def __init__(self) -> None:
        self.fails: dict[str, list[Any]] = defaultdict(list)
        self.calls: list[str] = []
        self.clock = [0.0]
        self.steps: list[str] = []
        self.recycled: list[str] = []
        self.clients: list[Client] = []

    def make(self, on_error: Any) -> Client:
        self.trouble = on_error
        self.clients.append(Client(self.fails, self.calls, self.clock))
        return self.clients[-1]

    def transactor(self) -> Transactor:
        return Transactor(
            self.make, after=self.steps.append, recycled=self.recycled.append, clock=lambda: self.clock[0]
        )

    def carry(self, transactor: Transactor) -> None:
        transactor.begin()
        transactor.produce("casefile.ledger", 0, b"key", b"value", [])
        transactor.finish(OFFSETS, object())


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Bench:
    bench = Bench()

    def pause(seconds: float) -> None:
        bench.clock[0] += seconds

    monkeypatch.setattr(transactions.time, "sleep", pause)
    return bench


def error(code: int, *, fatal: bool = False, retriable: bool = False, abortable: bool = False) -> KafkaException:
    return KafkaException(KafkaError(code, "", fatal, retriable, abortable))


RETRIABLE = error(KafkaError._TIMED_OUT, retriable=True)
ABORTABLE = error(KafkaError.ILLEGAL_GENERATION, abortable=True)
FATAL = error(KafkaError._FENCED, fatal=True)


def test_records_are_in_the_log_before_the_offsets_go(bench: Bench) -> None:
    bench.carry(bench.transactor())

    assert bench.calls == ["init", "begin", "produce", "flush", "offsets", "commit"]
    assert bench.steps == ["begin", "produce", "flush", "send_offsets", "commit"]


def test_a_full_queue_is_waited_for(bench: Bench) -> None:
    bench.fails["produce"] = [BufferError(), BufferError()]

    bench.carry(bench.transactor())

    assert bench.calls.count("produce") == 3


def test_a_queue_that_stays_full_aborts(bench: Bench) -> None:
    bench.fails["produce"] = [BufferError() for _ in range(1000)]

    with pytest.raises(TransactionAbortedError, match="_QUEUE_FULL"):
        bench.carry(bench.transactor())
    assert bench.calls[-1] == "abort"


@pytest.mark.parametrize("call", ["produce", "offsets", "commit"])
def test_what_asks_for_an_abort_is_aborted_and_told(bench: Bench, call: str) -> None:
    bench.fails[call] = [ABORTABLE]
    transactor = bench.transactor()

    with pytest.raises(TransactionAbortedError) as told:
        bench.carry(transactor)

    assert told.value.name == "ILLEGAL_GENERATION"
    assert bench.calls[-1] == "abort"
    bench.carry(transactor)
    assert bench.calls[-1] == "commit"


def test_no_transaction_begins_on_the_producer_of_one_that_was_aborted(bench: Bench) -> None:
    bench.fails["commit"] = [ABORTABLE]
    transactor = bench.transactor()
    with pytest.raises(TransactionAbortedError):
        bench.carry(transactor)

    bench.carry(transactor)

    assert bench.calls[-8:] == ["abort", "close", "init", "begin", "produce", "flush", "offsets", "commit"]
    assert bench.recycled == ["aborted"]


@pytest.mark.parametrize("call", ["begin", "produce", "offsets", "commit"])
def test_what_is_fatal_ends_the_process_without_an_abort(bench: Bench, call: str) -> None:
    bench.fails[call] = [FATAL]

    with pytest.raises(ProducerLostError):
        bench.carry(bench.transactor())
    assert "abort" not in bench.calls


def test_a_commit_without_an_answer_is_asked_for_again_and_then_the_producer_is_replaced(bench: Bench) -> None:
    bench.fails["commit"] = [RETRIABLE, RETRIABLE]
    transactor = bench.transactor()

    bench.carry(transactor)
    assert bench.calls[-3:] == ["commit", "commit", "commit"]
    transactor.begin()

    assert len(bench.clients) == 2
    assert bench.recycled == ["retried"]


def test_a_commit_that_never_answers_is_left_to_a_restart(bench: Bench) -> None:
    bench.fails["commit"] = [RETRIABLE for _ in range(1000)]

    with pytest.raises(KafkaUnavailableError):
        bench.carry(bench.transactor())
    assert "abort" not in bench.calls


def test_offsets_are_sent_three_times_at_most(bench: Bench) -> None:
    bench.fails["offsets"] = [RETRIABLE for _ in range(3)]

    with pytest.raises(TransactionAbortedError):
        bench.carry(bench.transactor())
    assert bench.calls.count("offsets") == 3


def test_a_slow_transaction_replaces_the_producer(bench: Bench) -> None:
    transactor = bench.transactor()
    bench.clients[0].slow = 0.5

    bench.carry(transactor)
    transactor.begin()

    assert bench.recycled == ["slow"]


def test_a_lost_connection_replaces_the_producer(bench: Bench) -> None:
    transactor = bench.transactor()
    bench.trouble(KafkaError(KafkaError._TRANSPORT))

    transactor.rest()
    assert bench.recycled == [], "there may be no broker to ask; it can wait until there is work"
    bench.carry(transactor)

    assert bench.recycled == ["transport"]


def test_a_producer_without_a_doubt_is_kept_for_a_while_only(bench: Bench) -> None:
    transactor = bench.transactor()
    bench.carry(transactor)
    transactor.rest()
    assert bench.recycled == []

    bench.clock[0] += 3600
    transactor.rest()

    assert bench.recycled == ["periodic"]


def test_a_start_waits_for_the_coordinator(bench: Bench) -> None:
    bench.fails["init"] = [RETRIABLE, RETRIABLE]

    bench.transactor()

    assert bench.calls == ["init", "init", "init"]


def test_a_start_that_the_broker_refuses_needs_an_operator(bench: Bench) -> None:
    bench.fails["init"] = [error(KafkaError.TRANSACTIONAL_ID_AUTHORIZATION_FAILED, fatal=True)]

    with pytest.raises(ProducerRefusedError, match="TRANSACTIONAL_ID_AUTHORIZATION_FAILED"):
        bench.transactor()
