"""What the outbox holds: sealed messages and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256

FIRST_PAUSE = timedelta(minutes=10)
LONGEST_PAUSE = timedelta(hours=24)


class State(StrEnum):
    """How far a message has come."""

    QUEUED = "QUEUED"
    SENT = "SENT"
    DONE = "DONE"


@dataclass(frozen=True)
class Sealed:
    """A message ready to go: bytes that never change, and where they go.

    `content_key` names what it was made from and for whom; two messages of one key are one message.
    """

    content_key: str
    message_id: str
    message_type: str
    urn: str | None
    reference: str
    topic: str
    key: bytes
    value: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Of the bytes, lower-case hexadecimal; what a receipt names."""
        return sha256(self.value).hexdigest()


@dataclass(frozen=True)
class Entry:
    """A message in the outbox. Times are epoch milliseconds.

    `outcome` is the verdict of the exchange, `delivery` what the recipient made of it afterwards.
    """

    id: int
    sealed: Sealed
    state: State
    attempts: int
    kept_at: int
    sent_at: int | None
    due_at: int | None
    outcome: str | None
    delivery: str | None


def pause_after(attempts: int) -> timedelta:
    """How long to wait for a receipt after the n-th sending, before sending again."""
    doubled = 1 << min(max(attempts - 1, 0), 20)
    return min(FIRST_PAUSE * doubled, LONGEST_PAUSE)
