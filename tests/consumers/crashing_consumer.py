"""A recipient's program that dies where it is told to; run as a process of its own.

    python crashing_consumer.py BROKERS DATABASE POINT AFTER [INSTANCE]

It writes each message into the table `work`, and dies at POINT once AFTER messages have passed it. At the point
`pause` it freezes in the middle of a message instead, until it is let go on.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from casefile_consumers import Deliveries, deliveries
from casefile_consumers.courier import Courier
from casefile_consumers.intake import Intake, Offer
from casefile_consumers.session import Session
from casefile_contracts.kafka.settings import KafkaSettings


def main(brokers: str, database: str, point: str, after: str, instance: str | None = None) -> None:
    reach = _reaching(point, int(after))
    _arm(reach)
    inbox = deliveries(
        KafkaSettings(bootstrap_servers=brokers),
        organisation="cps-north",
        system="cms",
        database=Path(database),
        follow=False,
        instance=instance,
    )
    with inbox:
        _work(inbox, reach)


def _work(inbox: Deliveries, reach: Callable[[str], None]) -> None:
    for delivery in inbox:
        with delivery as message:
            connection = delivery.connection
            connection.execute("CREATE TABLE IF NOT EXISTS work (urn TEXT, plan TEXT, pid INTEGER)")
            plan = (delivery.urn, message["plan_id"], os.getpid())
            connection.execute("INSERT INTO work VALUES (?, ?, ?)", plan)
            reach("handler")
            reach("pause")


def _reaching(point: str, after: int) -> Callable[[str], None]:
    passed = 0

    def reach(place: str) -> None:
        nonlocal passed
        passed += place == point
        if place == point and passed == after:
            os.kill(os.getpid(), signal.SIGSTOP if point == "pause" else signal.SIGKILL)

    return reach


def _arm(reach: Callable[[str], None]) -> None:
    _around(Intake, "complete", lambda _: reach("commit"))
    _before(Session, "commit", lambda _: reach("before_commit"))
    _before(Courier, "_strike_out", lambda courier: reach("sent") if courier._confirmed else None)


def _around(owner: type, name: str, call: Callable[[Any], None]) -> None:
    original = getattr(owner, name)

    def wrapped(self: Any, offer: Offer) -> None:
        original(self, offer)
        call(self)

    setattr(owner, name, wrapped)


def _before(owner: type, name: str, call: Callable[[Any], None]) -> None:
    original = getattr(owner, name)

    def wrapped(self: Any) -> None:
        call(self)
        original(self)

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    main(*sys.argv[1:])
