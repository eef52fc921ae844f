"""A door that really listens, with fakes behind it where Kafka would be."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.producing import Delivery, OnDelivery
from casefile_contracts.participants import Participant, Participants
from casefile_contracts.release import load_release
from casefile_contracts.sealing import seal
from casefile_gateway.http import app as application
from casefile_gateway.http.confirming import Confirming
from casefile_gateway.http.registry import Registry
from casefile_gateway.http.server import listen
from casefile_gateway.http.status import Statuses
from casefile_gateway.http.submission import Reception

NOW = 1_790_000_000_000
PARTICIPANTS = Participants(
    [
        Participant("cps-north", "CPS North", "cps", ("98", "99"), ("cms",)),
        Participant("police-99", "Testshire Police", "police", ("99",), ("00099TestRms",)),
    ]
)


def answered(plan_id: str = "AP-1", message_id: str | None = None) -> dict[str, Any]:
    """A good message: a force's answer to an action plan."""
    body = {
        "suspects": [{"person_id": "S1", "completeness": "COMPLETE"}],
        "plan_id": plan_id,
        "items": [{"item_id": "1", "status": "PROVIDED"}],
        "note": "Kowalczyk lives at 4 Larch Close",
    }
    return seal(
        Contract.load(),
        "ActionPlanResponded",
        body,
        sender=("police-99", "00099TestRms"),
        recipient=("cps-north", "cms"),
        urn="99ZZ0000126",
        now=NOW,
        message_id=message_id or str(uuid4()),
        test=True,
    )


def encoded(document: dict[str, Any]) -> bytes:
    contract = Contract.load()
    message, findings = contract.from_json(document)
    assert message is not None, findings
    return contract.write(message)


@dataclass
class FakeWriter:
    """Takes records; each is confirmed at the next poll, with `error` if one is set, or never while `silent`."""

    records: list[tuple[str, bytes, bytes, dict[str, bytes]]] = field(default_factory=list)
    error: str | None = None
    _reports: list[tuple[OnDelivery, Delivery]] = field(default_factory=list)

    def send(
        self, topic: str, key: bytes, value: bytes, headers: Iterable[tuple[str, bytes]], on_delivery: OnDelivery | None
    ) -> None:
        assert on_delivery is not None
        self.records.append((topic, key, value, dict(headers)))
        self._reports.append((on_delivery, Delivery(topic, 0, 0, self.error)))

    def poll(self, timeout: float) -> None:
        time.sleep(0.001)
        while self._reports:
            on_delivery, fate = self._reports.pop()
            on_delivery(fate)

    def close(self) -> None:
        self.poll(0)


@dataclass
class Door:
    """A running door."""

    client: httpx.Client
    address: tuple[str, int]
    writer: FakeWriter
    statuses: Statuses
    checks: dict[str, bool]

    def raw(self, sent: bytes) -> bytes:
        """What comes back for these very bytes on a connection of their own."""
        with socket.create_connection(self.address, timeout=5) as connection:
            connection.sendall(sent)
            return connection.recv(65536)


@contextmanager
def open_door(folder: Path) -> Iterator[Door]:
    """A door on a free port of loopback."""
    writer, statuses = FakeWriter(), Statuses(folder / "statuses.db", "ledger-1")
    confirming = Confirming(lambda: writer)
    checks = {"ledger_reader": True, "kafka": True}

    @contextmanager
    def running(_app: FastAPI) -> Iterator[None]:
        confirming.start()
        yield
        confirming.stop()

    app = application.build(
        reception=Reception(Contract.load(), PARTICIPANTS, 2),
        writer=confirming,
        statuses=statuses,
        participants=PARTICIPANTS,
        registry=Registry([load_release()]),
        cluster=lambda: "cluster-1",
        alive={"ledger_reader": lambda: checks["ledger_reader"]},
        ready={"kafka": lambda: checks["kafka"]},
        lifespan=_asynchronous(running),
    )
    with listen("127.0.0.1", 0) as listener, serving(app, listener):
        address = listener.getsockname()[:2]
        with httpx.Client(base_url=f"http://127.0.0.1:{address[1]}") as client:
            yield Door(client, address, writer, statuses, checks)
    statuses.close()


@contextmanager
def serving(app: Any, listener: socket.socket) -> Iterator[None]:
    """The application served from a thread."""
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, server_header=False))
    with running_server(server, listener):
        yield


@contextmanager
def running_server(server: uvicorn.Server, listener: socket.socket) -> Iterator[None]:
    """A prepared server, run from a thread."""
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the door did not open"
        time.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def _asynchronous(running: Any) -> application.Lifespan:
    from contextlib import asynccontextmanager

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        with running(app):
            yield

    return lifespan
