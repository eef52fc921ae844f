"""The record's CloudEvents headers held against the envelope that they mirror.

Headers are optional. The body is the message; a header that says something else would let a tool that routes by headers
see another message than the one that was checked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from casefile_contracts.contract import Message
from casefile_contracts.kafka.record import UNREADABLE_HEADER

MIRRORS: dict[str, tuple[Callable[[Message], str | None], str]] = {
    "ce_id": (lambda message: message.envelope["message_id"], "/envelope/message_id"),
    "ce_source": (lambda message: "{organisation}/{system}".format_map(message.envelope["sender"]), "/envelope/sender"),
    "ce_specversion": (lambda _: "1.0", ""),
    "ce_type": (lambda message: message.type.subject, "/envelope/message_type"),
    "ce_subject": (lambda message: message.envelope["urn"], "/envelope/urn"),
    "content-type": (lambda _: "application/vnd.confluent.avro", ""),
    UNREADABLE_HEADER[0]: (lambda _: "never right", ""),
}
"""Header, what it must say, and the place in the message that it mirrors."""


def disagreements(headers: Iterable[tuple[str, bytes]], message: Message) -> Iterator[str]:
    """Pointers to what a header contradicts, each once; a repeated header must be right every time."""
    told: set[str] = set()
    for name, value in headers:
        mirrored = MIRRORS.get(name)
        if mirrored is not None and name not in told and value != (mirrored[0](message) or "").encode():
            told.add(name)
            yield mirrored[1]
