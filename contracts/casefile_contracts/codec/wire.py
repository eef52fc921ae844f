"""Framing of a message on the wire, and why bytes can be unreadable.

Source: Confluent wire format: a zero byte, the schema id as four bytes big-endian, then the Avro body.
"""

from __future__ import annotations

from typing import Final

from casefile_contracts.errors import UnreadableError

HEADER_SIZE: Final = 5

REASONS: Final[dict[str, str]] = {
    "empty": "There is nothing to read.",
    "not_framed": "The bytes do not begin with a zero byte and a schema id.",
    "schema_unknown": "No released schema has this id.",
    "too_large": "The message is larger than the exchange carries.",
    "truncated": "The bytes end before the message does.",
    "trailing_bytes": "Bytes are left over after the message.",
    "not_canonical": "The value is encoded in another way than the canonical one.",
    "not_utf8": "A text is not valid UTF-8.",
    "out_of_range": "A number, length, symbol or branch is not one that the schema allows.",
    "not_json": "The text is not one JSON value.",
    "duplicate_key": "A JSON object has the same key twice.",
    "too_deep": "The JSON value is nested too deeply.",
}
"""Every `reason` of an `UnreadableError`, with the fixed sentence for a receipt."""


def frame(schema_id: int, body: bytes) -> bytes:
    """Put the header before an encoded body."""
    return header(schema_id) + body


def header(schema_id: int) -> bytes:
    """The five bytes that say which schema follows; an encoder takes them as its prefix."""
    return b"\0" + schema_id.to_bytes(4, "big")


def schema_id_of(value: bytes | None) -> int:
    """The schema id that a message names.

    Raises:
        UnreadableError: `empty` or `not_framed`.
    """
    if not value:
        raise UnreadableError("empty")
    if len(value) < HEADER_SIZE or value[0] != 0:
        raise UnreadableError("not_framed")
    return int.from_bytes(value[1:HEADER_SIZE], "big")
