"""All that was sent to a system, once each and in order per case."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType

from casefile_consumers.acknowledgement import Recipient
from casefile_consumers.arrival import arrival_of
from casefile_consumers.courier import Courier, Post
from casefile_consumers.delivery import Delivery
from casefile_consumers.errors import InboxGapError, UnsettledDeliveryError
from casefile_consumers.held import Held
from casefile_consumers.intake import Clock, Intake, Offer
from casefile_consumers.retry import Retry
from casefile_consumers.session import Session
from casefile_consumers.source import Source
from casefile_contracts.contract import Contract
from casefile_contracts.errors import TopicError
from casefile_contracts.now import utc_millis

IDLE_SECONDS = 0.5


class Deliveries:
    """An iterator of deliveries; as a context manager it also leaves the group and closes the database.

    Raises from the iteration:
        InboxGapError: The topic lost messages before they were handled here.
        MessageConflictError: A message id came twice with different content; its case is parked, and the iteration
            may go on.
        InboxError: The database failed; nothing is lost, start again.
        UnsettledDeliveryError: The last delivery was not put through its `with` block.
    """

    def __init__(
        self,
        *,
        session: Session,
        source: Source,
        post: Post,
        contract: Contract,
        recipient: Recipient,
        retry: Retry,
        follow: bool,
        clock: Clock = utc_millis,
    ) -> None:
        self._session = session
        self._source = source
        self._courier = Courier(session, post)
        self._held = Held(session, source.topic)
        self._intake = Intake(session, source.topic, contract, recipient, retry, clock)
        self._contract = contract
        self._follow = follow
        self._clock = clock
        self._current: Delivery | None = None
        self._held_first = True

    def __iter__(self) -> Iterator[Delivery]:
        return self

    def __next__(self) -> Delivery:
        self._insist_on_settlement()
        while True:
            offer = self._step()
            if offer is not None:
                self._current = Delivery(self._session, self._intake, self._contract, offer, self._clock())
                return self._current
            if not self._follow and self._nothing_left():
                raise StopIteration

    def held(self) -> tuple[int, int]:
        """How many cases wait for their next try, and how many are parked."""
        return self._held.counts()

    def close(self) -> None:
        """Send what is ready to be sent, leave the group, close the database."""
        self._intake.abandon()
        self._courier.finish(self._source.partitions())
        self._courier.close()
        self._source.close()
        self._session.close()

    def __enter__(self) -> Deliveries:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _insist_on_settlement(self) -> None:
        if self._current is not None and not self._current.settled:
            raise UnsettledDeliveryError("put each delivery through `with delivery as message:` before the next")

    def _step(self) -> Offer | None:
        sending = self._courier.pump(self._source.partitions())
        # Cases that wait take turns with new messages, so that neither keeps the other from being handled.
        self._held_first = not self._held_first
        due = self._held.due(self._clock(), self._source.partitions())
        if due is not None and self._held_first:
            return self._intake.offer_held(due)
        return self._offer_new(0 if due is not None else self._patience(sending=sending))

    def _offer_new(self, timeout: float) -> Offer | None:
        try:
            record = self._source.poll(timeout)
        except TopicError as error:
            raise InboxGapError(str(error)) from error
        if record is None:
            return None
        offer = self._intake.offer_new(arrival_of(record))
        self._source.mark(record.partition, record.offset if offer else record.offset + 1)
        return offer

    def _patience(self, *, sending: bool) -> float:
        if sending:
            return Courier.TURN_SECONDS
        due_at = self._held.next_due_at(self._source.partitions())
        return IDLE_SECONDS if due_at is None else max(0.0, min(IDLE_SECONDS, (due_at - self._clock()) / 1000))

    def _nothing_left(self) -> bool:
        partitions = self._source.partitions()
        return self._source.caught_up() and self._held.due(self._clock(), partitions) is None
