"""One record of a Kafka topic, as every program of the exchange handles it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import methodcaller
from typing import TYPE_CHECKING, Final, cast

if TYPE_CHECKING:
    from confluent_kafka import Message

Headers = list[tuple[str, bytes]]

UNREADABLE_HEADER: Final = ("\ufffd", b"")
"""Stands for all headers of a record if the name of one is no text: then the client can read none of them."""

HEADER_FRAMING = 10
"""At most so many bytes go before the name and the value of a header."""


@dataclass(frozen=True, slots=True)
class Record:
    """What stood at one place of a topic, untouched.

    `timestamp` is the broker's time of appending, in milliseconds UTC. A header without a value is an empty one.
    """

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    timestamp: int

    @property
    def size(self) -> int:
        """Bytes of key, value and headers, framed; rather too many than too few."""
        headers = sum(len(name.encode()) + len(value) + HEADER_FRAMING for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers


def record_of(message: Message) -> Record:
    """The record that the client delivered in a message without an error."""
    return Record(
        topic=message.topic() or "",
        partition=message.partition() or 0,
        offset=message.offset() or 0,
        key=message.key(),
        value=message.value(),
        headers=_headers_of(message),
        timestamp=message.timestamp()[1],
    )


_READ_HEADERS = methodcaller("headers")
# A name that is no text makes this client return half-made headers with the error still pending. A plain call, once
# it runs hot, does not look for that and the process dies of the hole in them; this way of calling always looks.


def _headers_of(message: Message) -> Headers:
    try:
        headers = _READ_HEADERS(message) or []
    except (SystemError, UnicodeDecodeError):  # the former is how this client says the latter
        return [UNREADABLE_HEADER]
    return [(name, value or b"") for name, value in cast("Headers", headers)]
