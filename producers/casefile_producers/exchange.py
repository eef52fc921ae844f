"""The exchange as a case system sees it: one object that sends what is ready and collects what became of it.

    with Exchange.open(KafkaSettings.load(), route, Path("outbox.db")) as exchange:
        exchange.send(system)
        exchange.collect(system)

Call both as often as you like; each goes on where the last one ended.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import receipts
from casefile_producers.case_system import CaseSystem
from casefile_producers.collecting import collect_new
from casefile_producers.outbox import Outbox
from casefile_producers.packing import Packer, Route
from casefile_producers.sending import Refused, Sender, Sent

CONFIRMATION_SECONDS = 20


class Exchange:
    """One organisation's way into the exchange, over Kafka. Use it as a context manager; one thread at a time."""

    def __init__(self, settings: KafkaSettings, route: Route, outbox: Outbox, publisher: Publisher, packer: Packer):
        self._settings = settings
        self._route = route
        self._publisher = publisher
        self.outbox = outbox
        self._sender = Sender(packer, outbox, publisher)

    @classmethod
    def open(
        cls,
        settings: KafkaSettings,
        route: Route,
        outbox: Path,
        *,
        test: bool = False,
        send_anyway: bool = False,
        contract: Contract | None = None,
    ) -> Exchange:
        """Open the outbox and the way to Kafka.

        Args:
            test: Mark every message as not about a real case.
            send_anyway: Let the exchange judge, not us.
            contract: The latest, with what ships in it, if not given.

        Raises:
            OutboxError: if the outbox cannot be used.
        """
        packer = Packer(contract or Contract.load(), route, test=test, send_anyway=send_anyway)
        publisher = Publisher(settings, f"casefile-{route.sender[0]}", CONFIRMATION_SECONDS)
        return cls(settings, route, Outbox(outbox), publisher, packer)

    def __enter__(self) -> Exchange:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of Kafka and of the outbox."""
        self._publisher.close()
        self.outbox.close()

    def send(self, system: CaseSystem, tell: Callable[[Sent | Refused], None] = lambda _: None) -> None:
        """Send what is left over and what the system has ready; `tell` learns the fate of each message at once.

        Raises:
            KafkaUnavailableError: no broker confirms; what is not confirmed stays queued for the next call.
            RefusedRecordError: the topic is missing or not ours to write to; likewise.
        """
        for event in self._sender.send(system):
            tell(event)

    def collect(self, system: CaseSystem) -> None:
        """Take all receipts that have come and tell the system what became of its messages.

        The system hears of each verdict, and later of the delivery; after a crash perhaps twice, but never not at all.

        Raises:
            KafkaUnavailableError, TopicError: if they cannot be read.
        """
        topic = receipts(self._route.sender[0])
        for receipt, entry in collect_new(self._settings, topic, Contract.load(), self.outbox):
            if entry and (receipt.is_verdict or receipt.is_delivery):
                system.settled(entry.sealed.reference, receipt)
