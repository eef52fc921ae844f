"""One message in the hands of the recipient's own code."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any

from casefile_consumers.database import HandlerConnection
from casefile_consumers.errors import InboxError, ReplyError, TornDeliveryError
from casefile_consumers.intake import Intake, Offer
from casefile_consumers.letters import letter
from casefile_consumers.session import Session
from casefile_contracts.contract import Contract


class Delivery:
    """A message to be handled in a `with` block, which acknowledges it only if the block ends well.

        with delivery as message:
            delivery.connection.execute("INSERT INTO ...", ...)

    The block's work on `connection`, the memory of the message and its acknowledgement become durable together. If
    the block raises, none of it happened: the case is tried again later, and other cases go on meanwhile.
    """

    def __init__(self, session: Session, intake: Intake, contract: Contract, offer: Offer, now: int) -> None:
        self._session = session
        self._intake = intake
        self._contract = contract
        self._offer = offer
        self._now = now
        self.connection = HandlerConnection(session.connection)
        """The database connection, inside the delivery's transaction."""
        self.settled = False

    @property
    def message(self) -> dict[str, Any]:
        """The message in JSON form."""
        return self._contract.to_json(self._offer.message)

    @property
    def urn(self) -> str:
        """The case."""
        return self._offer.arrival.urn

    @property
    def message_id(self) -> str:
        """As its sender chose it."""
        return str(self._offer.message.envelope["message_id"])

    @property
    def message_type(self) -> str:
        """Name of the message type."""
        return self._offer.message.type.name

    @property
    def sender(self) -> str:
        """Organisation that sent it."""
        return str(self._offer.message.envelope["sender"]["organisation"])

    @property
    def position(self) -> tuple[int, int]:
        """Partition and offset in the inbox topic: unique, and rising within a case."""
        return self._offer.arrival.partition, self._offer.arrival.offset

    @property
    def attempt(self) -> int:
        """Which try this is, from 1."""
        return self._offer.attempt

    @property
    def value(self) -> bytes:
        """The bytes as the sender wrote them."""
        return self._offer.arrival.value

    def reply(self, document: Mapping[str, Any]) -> None:
        """Send a message of one's own if, and only if, the block ends well; replies keep their order.

        Args:
            document: A sealed message in JSON form.

        Raises:
            ReplyError: It breaks the contract.
        """
        self._offer.letters.append(letter(self._contract, document, self._now))

    def __enter__(self) -> dict[str, Any]:
        return self.message

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> bool:
        self.settled = True
        if error is None and self._session.is_sound():
            return self._complete()
        if not self._session.undo():
            self._intake.abandon()
            raise TornDeliveryError(f"the handler of {self.message_id} ended its transaction; fix it and start again")
        if error is None:
            error = InboxError("a statement of the handler failed, and the handler went on")
        if isinstance(error, Exception):
            self._intake.fail(self._offer, error)
            return True
        self._intake.abandon()  # the program was told to stop: that is nobody's failed try
        return False

    def _complete(self) -> bool:
        try:
            self._intake.complete(self._offer)
        except InboxError:
            self._intake.abandon()
            raise
        except ReplyError as error:
            self._intake.fail(self._offer, error)
        return False
