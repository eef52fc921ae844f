"""From a case system to the topic: seal, check, keep, publish, confirm.

Nothing leaves before it is in the outbox, nothing counts as sent before the broker has confirmed it, and what is left
over from an earlier run goes first, so that messages of one case keep their order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from casefile_contracts.errors import KafkaUnavailableError
from casefile_contracts.kafka.producing import Delivery, RefusedRecordError
from casefile_contracts.now import utc_millis
from casefile_producers.batches import batches
from casefile_producers.case_system import CaseMessage, CaseSystem, Refusal, Unreadable
from casefile_producers.outbox import Outbox
from casefile_producers.packing import Packer
from casefile_producers.sealed import Entry, Sealed

BATCH = 50

_NO_TOPIC = ("_UNKNOWN_TOPIC", "_UNKNOWN_PARTITION", "UNKNOWN_TOPIC_OR_PART")


class Publishes(Protocol):
    """The part of `casefile_contracts.kafka.producing.Publisher` that sending needs."""

    def send(
        self,
        topic: str,
        key: bytes,
        value: bytes,
        headers: Iterable[tuple[str, bytes]] = (),
        on_delivery: Callable[[Delivery], None] | None = None,
    ) -> None:
        """Hand a record over; `on_delivery` learns its fate, at the latest during `flush`."""
        ...

    def flush(self) -> None:
        """Wait until the fate of every record is known."""
        ...


@dataclass(frozen=True)
class Sent:
    """The broker has confirmed a message."""

    reference: str
    entry: Entry


@dataclass(frozen=True)
class Refused:
    """A message was not sent."""

    reference: str
    refusal: Refusal


class Sender:
    """Sends for one organisation to one recipient."""

    def __init__(self, packer: Packer, outbox: Outbox, publisher: Publishes) -> None:
        self._packer = packer
        self._outbox = outbox
        self._publisher = publisher

    def send(self, system: CaseSystem) -> Iterator[Sent | Refused]:
        """Send what is left over and then what the system has ready; yields the fate of each message as it is known.

        The system is told at once of what is refused. What is sent it learns later, from receipts.

        Raises:
            KafkaUnavailableError: no confirmation came; the messages stay queued and go with the next call.
            RefusedRecordError: the topic is missing or not ours to write to; the messages stay queued.
        """
        for left_over in batches(self._outbox.to_send(now=utc_millis()), BATCH):
            yield from self._publish([Sent(entry.sealed.reference, entry) for entry in left_over])
        for offers in batches(system.ready(), BATCH):
            packed = [(offer.reference, self._pack(offer)) for offer in offers]
            for refused in [Refused(name, each) for name, each in packed if isinstance(each, Refusal)]:
                system.settled(refused.reference, refused.refusal)
                yield refused
            sealed = [(name, each) for name, each in packed if isinstance(each, Sealed)]
            kept = self._outbox.keep([each for _, each in sealed], now=utc_millis())
            yield from self._publish([Sent(name, entry) for (name, _), entry in zip(sealed, kept, strict=True)])

    def _pack(self, offer: CaseMessage | Unreadable) -> Sealed | Refusal:
        if isinstance(offer, Unreadable):
            return Refusal(reason=str(offer.error))
        return self._packer.pack(offer, now=utc_millis())

    def _publish(self, events: list[Sent]) -> Iterator[Sent]:
        """Publish, and yield those that were confirmed."""
        fates: dict[int, Delivery] = {}
        try:
            for event in events:
                self._hand_over(event.entry, fates)
            self._publisher.flush()
        finally:
            confirmed = [each for each in events if each.entry.id in fates and fates[each.entry.id].error is None]
            self._outbox.mark_sent([event.entry for event in confirmed], now=utc_millis())
        yield from confirmed
        _raise_for(fates)

    def _hand_over(self, entry: Entry, fates: dict[int, Delivery]) -> None:
        sealed = entry.sealed
        headers = [(name, text.encode()) for name, text in sealed.headers.items()]
        report = partial(fates.__setitem__, entry.id)
        self._publisher.send(sealed.topic, sealed.key, sealed.value, headers, report)


def _raise_for(fates: dict[int, Delivery]) -> None:
    for fate in fates.values():
        if fate.error in _NO_TOPIC:
            raise RefusedRecordError(f"there is no topic {fate.topic}; `casefile topics apply` creates what is missing")
        if fate.error and fate.error.startswith("_"):  # the client's own errors: no broker took it
            raise KafkaUnavailableError("no Kafka broker confirms; is it up?")
        if fate.error:
            raise RefusedRecordError(f"{fate.topic} does not take the record: {fate.error}")
