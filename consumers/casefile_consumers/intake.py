"""What becomes of an arrival, decided and recorded in one database transaction each time.

A transaction begins when a message is offered and ends when its handler does: then the handler's work, the memory of
the message, the position in the topic and the acknowledgement are durable together, or none of them is.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from casefile_consumers.acknowledgement import Acknowledgements, Recipient
from casefile_consumers.arrival import Arrival
from casefile_consumers.errors import CannotHandleError, MessageConflictError
from casefile_consumers.fates import Fate, tell
from casefile_consumers.held import Held, HeldCase
from casefile_consumers.inbox import Inbox, Sighting
from casefile_consumers.outgoing import Letter, Outgoing
from casefile_consumers.reasons import is_final, reason_of
from casefile_consumers.retry import Retry
from casefile_consumers.session import Session
from casefile_contracts.contract import Contract, Message
from casefile_contracts.errors import UnreadableError

Clock = Callable[[], int]
"""Milliseconds since 1970, UTC."""


@dataclass(slots=True)
class Offer:
    """A message that is being handled; its transaction is open."""

    arrival: Arrival
    message: Message
    attempt: int
    held: bool
    letters: list[Letter] = field(default_factory=list)


class Intake:
    """The one place that writes to the inbox database."""

    def __init__(
        self, session: Session, topic: str, contract: Contract, recipient: Recipient, retry: Retry, clock: Clock
    ) -> None:
        self._session = session
        self._inbox = Inbox(session)
        self._held = Held(session, topic)
        self._outgoing = Outgoing(session)
        self._contract = contract
        self._recipient = recipient
        self._acknowledgements = Acknowledgements(contract, recipient)
        self._retry = retry
        self._clock = clock

    def offer_new(self, arrival: Arrival) -> Offer | None:
        """Begin on a record of the topic; None when there is nothing to handle, which is then recorded.

        Raises:
            MessageConflictError: Its id came before with other content; the case has been parked.
        """
        return self._offer(arrival, attempt=1, held=False)

    def offer_held(self, case: HeldCase) -> Offer | None:
        """Begin once more on the message that a held case waits at; as `offer_new` otherwise."""
        head = self._held.queues.head(case.urn)
        return None if head is None else self._offer(head, attempt=case.attempts + 1, held=True)

    def complete(self, offer: Offer) -> None:
        """The handler is done: make all of it durable at once, the acknowledgement included."""
        arrival, now = offer.arrival, self._clock()
        for letter in (*offer.letters, self._acknowledgements.delivered(offer.message, arrival, now)):
            self._outgoing.put(letter, arrival.partition)
        if offer.held:
            self._held.go_on(arrival.urn, now)
        self._session.commit()
        tell(Fate.DELIVERED, arrival, offer.message)

    def fail(self, offer: Offer, error: Exception) -> None:
        """The handler failed: undo its work, then let the case wait, or park it when its tries are used up."""
        self._session.rollback()
        self._put_aside(offer.arrival, offer.message, error, attempts=offer.attempt, held=offer.held)

    def abandon(self) -> None:
        """The program stops in the middle of a message: nothing of it has happened."""
        self._session.rollback()

    def _offer(self, arrival: Arrival, *, attempt: int, held: bool) -> Offer | None:
        self._session.begin()
        message: Message | None = None
        try:
            if not self._claim(arrival, held=held):
                self._session.rollback()
                return None
            if not held and self._held.case(arrival.urn):
                self._wait_behind(arrival)
                return None
            message = self._contract.read(arrival.value)
            if self._is_to_handle(message, arrival):
                return Offer(arrival, message, attempt, held)
        except (UnreadableError, CannotHandleError, MessageConflictError) as error:
            self._session.rollback()
            self._put_aside(arrival, message, error, attempts=attempt, held=held)
            if isinstance(error, MessageConflictError):
                raise
            return None
        except BaseException:
            self._session.rollback()
            raise
        self._pass_over(arrival, held=held)
        return None

    def _claim(self, arrival: Arrival, *, held: bool) -> bool:
        if not held:
            return self._inbox.advance(arrival)
        self._inbox.lock(arrival)
        return self._held.queues.take(arrival)

    def _wait_behind(self, arrival: Arrival) -> None:
        self._held.queues.add(arrival)
        self._session.commit()
        tell(Fate.WAITING, arrival)

    def _pass_over(self, arrival: Arrival, *, held: bool) -> None:
        if held:
            self._held.go_on(arrival.urn, self._clock())
        self._session.commit()

    def _is_to_handle(self, message: Message, arrival: Arrival) -> bool:
        recipient, sender = message.envelope["recipient"], message.envelope["sender"]
        if recipient["organisation"] != self._recipient.organisation:
            raise CannotHandleError("It came to an organisation that it is not addressed to.")
        if recipient["system"] != self._recipient.system:
            return False
        sighting = self._inbox.enter(arrival, sender["organisation"], message.envelope["message_id"], self._clock())
        if sighting is Sighting.CONFLICT:
            raise MessageConflictError(
                f"{arrival.topic} [{arrival.partition}] offset {arrival.offset}: "
                f"message {message.envelope['message_id']} was delivered before with other content"
            )
        if sighting is Sighting.REPEAT:
            tell(Fate.REPEATED, arrival, message)
        return sighting is Sighting.NEW

    def _put_aside(
        self, arrival: Arrival, message: Message | None, error: Exception, *, attempts: int, held: bool
    ) -> None:
        pause = None if is_final(error) else self._retry.pause(attempts)
        with self._session.transaction():
            if not self._claim(arrival, held=held):
                return
            self._held.queues.add(arrival)
            if pause is None:
                self._park(arrival, message, reason_of(error, attempts), attempts)
            else:
                self._held.hold(arrival, attempts=attempts, due_at=self._clock() + pause)
        tell(Fate.PARKED if pause is None else Fate.FAILED, arrival, message, error)

    def _park(self, arrival: Arrival, message: Message | None, reason: str, attempts: int) -> None:
        times = self._held.park(arrival, attempts=attempts, reason=reason)
        if message is None:  # whose it is cannot be told, so nobody can be told
            return
        letter = self._acknowledgements.parked(message, arrival, self._clock(), reason, times)
        self._outgoing.put(letter, arrival.partition)
