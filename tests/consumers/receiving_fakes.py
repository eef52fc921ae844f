"""A topic, a client and a clock, so that deliveries can be tested without Kafka."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from casefile_consumers.acknowledgement import Recipient
from casefile_consumers.database import Database, SqliteDatabase
from casefile_consumers.deliveries import Deliveries
from casefile_consumers.inbox import Inbox
from casefile_consumers.opening import open_inbox
from casefile_consumers.retry import Retry
from casefile_consumers.session import Session
from casefile_contracts.contract import Contract
from casefile_contracts.kafka.producing import Delivery as Fate
from casefile_contracts.kafka.producing import OnDelivery
from casefile_contracts.kafka.record import Record
from casefile_contracts.sealing import seal

INBOX = "casefile.cps-north.inbox"
NOON = 1_790_000_000_000
CASE_A, CASE_B = "99ZZ0000126", "99ZZ0000226"


def answered(
    urn: str, name: str, *, sender: str = "police-99", system: str = "cms", organisation: str = "cps-north"
) -> dict[str, Any]:
    """A force's answer to an action plan; `name` makes it another message with other content."""
    body = {
        "suspects": [{"person_id": "S1", "completeness": "COMPLETE"}],
        "plan_id": f"plan-{name}",
        "items": [{"item_id": "1", "status": "PROVIDED"}],
    }
    return seal(
        Contract.load(),
        "ActionPlanResponded",
        body,
        sender=(sender, "00099TestRms"),
        recipient=(organisation, system),
        urn=urn,
        now=NOON,
        correlation_id=str(uuid5(NAMESPACE_OID, urn)),
        message_id=str(uuid5(NAMESPACE_OID, name)),
        test=True,
    )


def encoded(document: dict[str, Any]) -> bytes:
    contract = Contract.load()
    message, findings = contract.from_json(document)
    assert message is not None, findings
    return contract.write(message)


class FakeTopic:
    """One inbox topic that outlives its readers."""

    def __init__(self) -> None:
        self.records: dict[int, list[Record]] = {}

    def put(self, document: dict[str, Any] | bytes, *, urn: str | None = None, partition: int = 0) -> None:
        value = document if isinstance(document, bytes) else encoded(document)
        key = urn if isinstance(document, bytes) else document["envelope"]["urn"]
        log = self.records.setdefault(partition, [])
        log.append(Record(INBOX, partition, len(log), (key or "").encode() or None, value, [], NOON))


class FakeSource:
    """Reads a `FakeTopic` from the positions of the inbox, as a group reader does."""

    topic = INBOX

    def __init__(self, topic: FakeTopic, position: Callable[[str, int], int | None]) -> None:
        self._topic = topic
        self._next = {number: position(INBOX, number) or 0 for number in topic.records}
        self.marked: dict[int, int] = {}
        self.closed = False

    def poll(self, timeout: float) -> Record | None:
        for number, following in self._next.items():
            if following < len(self._topic.records[number]):
                self._next[number] += 1
                return self._topic.records[number][following]
        return None

    def partitions(self) -> frozenset[int]:
        return frozenset(self._next)

    def caught_up(self) -> bool:
        return all(following == len(self._topic.records[number]) for number, following in self._next.items())

    def mark(self, partition: int, next_offset: int) -> None:
        self.marked[partition] = next_offset

    def close(self) -> None:
        self.closed = True


class FakePost:
    """Takes letters and confirms them at the next poll, unless the broker is away."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []
        self.away = False
        self._reports: list[tuple[OnDelivery, Fate]] = []

    def send(
        self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]], on_delivery: OnDelivery | None
    ) -> None:
        assert on_delivery is not None
        if not self.away:
            contract = Contract.load()
            self.sent.append({"topic": topic, "key": key, **contract.to_json(contract.read(value))})
        self._reports.append((on_delivery, Fate(topic, 0, 0, "_MSG_TIMED_OUT" if self.away else None)))

    def poll(self, timeout: float) -> None:
        reports, self._reports = self._reports, []
        for on_delivery, fate in reports:
            on_delivery(fate)

    def close(self) -> None:
        self.poll(0)

    def outcomes(self) -> list[tuple[str, str]]:
        return [(one["about"]["message_id"], one["outcome"]) for one in self.sent if "about" in one]


class FakeClock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> int:
        return self.now


class Desktop:
    """A recipient's program that can be started, stopped and started again on the same database."""

    def __init__(self, database: Database | Path, retry: Retry | None = None) -> None:
        self.database = SqliteDatabase(database / "cms.db") if isinstance(database, Path) else database
        self.topic = FakeTopic()
        self.post = FakePost()
        self.clock = FakeClock()
        self._retry = retry or Retry(attempts=3)

    def start(self) -> Deliveries:
        session = self._session = open_inbox(self.database, INBOX, "the only one")
        return Deliveries(
            session=session,
            source=FakeSource(self.topic, Inbox(session).position),
            post=self.post,
            contract=Contract.load(),
            recipient=Recipient("cps-north", "cms"),
            retry=self._retry,
            follow=False,
            clock=self.clock,
        )

    def die(self) -> None:
        """The process that was started last is gone, and with it its connection."""
        self._session.close()

    def run(self, handle: Callable[[dict[str, Any]], None] = lambda message: None) -> list[str]:
        """Start, handle what is there, stop; the plan ids that were handled."""
        handled: list[str] = []
        with self.start() as inbox:
            for delivery in inbox:
                with delivery as message:
                    handle(message)
                    handled.append(message["plan_id"])
        return handled

    def execute(self, statement: str) -> None:
        session = Session(self.database)
        with session.transaction():
            session.run(statement)
        session.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        session = Session(self.database)
        try:
            return session.rows(query)
        finally:
            session.close()
