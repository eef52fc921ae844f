"""The errors of this room, one branch of the exchange's tree.

CaseFileError
└── ReceivingError
    ├── InboxError              the local database cannot be read or written
    ├── MessageConflictError    one message id, two contents: the alarm
    ├── InboxGapError           messages are gone that were never handled: the alarm
    ├── UnsettledDeliveryError  a delivery was neither finished nor refused
    ├── TornDeliveryError       a handler ended its delivery's transaction
    ├── ReplyError              a reply breaks the contract
    ├── NotParkedError          there is no parked case of this URN
    └── CannotHandleError       raised by a handler: park this case at once
"""

from __future__ import annotations

from collections.abc import Sequence

from casefile_contracts.errors import CaseFileError
from casefile_contracts.findings import Finding


class ReceivingError(CaseFileError):
    """Something that stops messages from being taken out of the exchange."""

    code = "receiving"


class InboxError(ReceivingError):
    """The database that remembers what was delivered cannot be read or written."""

    code = "receiving.inbox"
    exit_code = 74


class MessageConflictError(ReceivingError):
    """A message came under an id that was delivered before with other content.

    The gateway refuses such a message, so either it is broken or someone else wrote to the inbox topic. The case has
    been parked before this is raised; going on is safe, and somebody should look.
    """

    code = "receiving.conflict"
    exit_code = 70


class InboxGapError(ReceivingError):
    """The topic no longer holds messages that were never handled here, or is not the topic that it was."""

    code = "receiving.gap"
    exit_code = 78


class UnsettledDeliveryError(ReceivingError):
    """The next delivery was asked for before the last one went through `with delivery as message`."""

    code = "receiving.unsettled"
    exit_code = 70


class TornDeliveryError(ReceivingError):
    """A handler ended the delivery's transaction, so its work can be neither undone nor acknowledged as one.

    SQLite's `executescript` does that too. The message may count as delivered; its sender has not been told.
    """

    code = "receiving.torn"
    exit_code = 70


class ReplyError(ReceivingError):
    """A reply that a handler queued breaks the contract; `findings` are all the reasons, none if it is too large."""

    code = "receiving.reply"

    def __init__(self, findings: Sequence[Finding]) -> None:
        first = f", first {findings[0].rule} at {findings[0].pointer or '/'}" if findings else ": it is too large"
        super().__init__(f"the reply breaks {len(findings) or 1} rules{first}")
        self.findings = tuple(findings)


class CannotHandleError(ReceivingError):
    """Raised by a handler that knows that trying again is pointless: the case is parked at once.

    `reason` goes to the sender, so it must be a fixed sentence without anything from the message. What a receipt
    does not take is left out: line breaks, control characters, and what goes beyond 200 characters.
    """

    code = "receiving.cannot_handle"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        printable = "".join(letter if letter.isprintable() else " " for letter in reason)
        self.reason = " ".join(printable.split())[:200].rstrip() or "The recipient's system gave no reason."
