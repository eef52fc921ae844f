"""What a case system must offer so that its cases can be sent: two methods.

    class Charges:
        def ready(self):
            for row in self.db.execute("SELECT * FROM charge WHERE outcome IS NULL ORDER BY id"):
                yield CaseMessage(str(row["id"]), "ChargesLaid", row["urn"], body_of(row))

        def settled(self, reference, outcome):
            self.db.execute("UPDATE charge SET outcome = ? WHERE id = ?", (outcome.outcome, int(reference)))

The README of this room shows one that runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from casefile_contracts.findings import Finding
from casefile_producers.errors import UnreadableFileError
from casefile_producers.receipt import Receipt


@dataclass(frozen=True)
class CaseMessage:
    """A message that a case system has ready.

    `reference` is the system's own name for it. `body` is in JSON form, without the envelope. Of the `envelope` the
    system gives what it knows, in JSON form (`correlation_id`, `priority`, ...); the rest is filled in. `source` is
    what the message was made from; the same source is the same message, however often it is offered (the message
    itself, if not given).
    """

    reference: str
    message_type: str
    urn: str | None
    body: Mapping[str, Any]
    envelope: Mapping[str, Any] = field(default_factory=dict)
    source: bytes | None = None

    @property
    def origin(self) -> bytes:
        """What makes this message itself: the same for every offer of the same source."""
        if self.source is not None:
            return self.source
        return json.dumps([self.message_type, self.urn, dict(self.envelope), dict(self.body)], sort_keys=True).encode()


@dataclass(frozen=True)
class Unreadable:
    """Something that a case system offers but that is no message."""

    reference: str
    error: UnreadableFileError


@dataclass(frozen=True)
class Refusal:
    """Why a message was not sent: it is unreadable, or breaks rules that the exchange would reject it for."""

    findings: tuple[Finding, ...] = ()
    reason: str = ""
    outcome: str = "REFUSED"


class CaseSystem(Protocol):
    """A police system as the exchange sees it."""

    def ready(self) -> Iterator[CaseMessage | Unreadable]:
        """Yield what is to be sent, in order: messages of one case arrive in the order they are yielded in.

        The same message may be offered again until it is settled; it is then sent again under the same id.
        """
        ...

    def settled(self, reference: str, outcome: Receipt | Refusal) -> None:
        """Learn what became of a message: refused before sending, or by a receipt of the exchange.

        The verdict comes first, that the recipient has taken it later. May be told twice after a crash.
        """
        ...
