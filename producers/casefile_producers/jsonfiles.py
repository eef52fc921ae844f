"""Messages in JSON files: one, or one a line.

A message is either in the contract's JSON form, with its envelope, or short:
`{"message_type": "ChargesLaid", "urn": "...", "body": {...}}`, where further members go into the envelope.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.jsontext import loads
from casefile_contracts.errors import UnreadableError
from casefile_producers.errors import UnreadableFileError


@dataclass(frozen=True)
class JsonMessage:
    """One message of a file; `source` are its own bytes."""

    message_type: str
    urn: str | None
    body: dict[str, Any]
    envelope: dict[str, Any]
    source: bytes


def split_lines(data: bytes) -> dict[int | None, bytes]:
    """The messages of a file by their line: each line where each is a document, or the file itself without a line."""
    lines: dict[int | None, bytes] = {
        number: line for number, line in enumerate(data.splitlines(), start=1) if line.strip()
    }
    first = next(iter(lines.values()), b"")
    return lines if len(lines) > 1 and _is_document(first) else {None: data}


def read_message(data: bytes) -> JsonMessage:
    """Read one message.

    Raises:
        UnreadableFileError: if it is no JSON, or does not say what it is.
    """
    found = _load(data)
    if not isinstance(found, dict):
        raise UnreadableFileError("no_object")
    envelope, body = (found.pop("envelope"), found) if "envelope" in found else (found, found.pop("body", {}))
    if not isinstance(envelope, dict) or not isinstance(body, dict):
        raise UnreadableFileError("no_object")
    message_type = envelope.pop("message_type", None)
    if not isinstance(message_type, str):
        raise UnreadableFileError("no_message_type")
    return JsonMessage(message_type, envelope.pop("urn", None), body, envelope, data)


def _is_document(line: bytes) -> bool:
    try:
        return isinstance(_load(line), dict)
    except UnreadableFileError:
        return False


def _load(data: bytes) -> Any:
    try:
        return loads(data.removeprefix(BOM_UTF8))
    except UnreadableError as error:
        raise UnreadableFileError("not_json", error.reason) from None
