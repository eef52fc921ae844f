"""From a file to the messages in it, whatever its format."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from casefile_producers.case_system import CaseMessage, Unreadable
from casefile_producers.errors import UnreadableFileError
from casefile_producers.formats import Format
from casefile_producers.jsonfiles import read_message, split_lines
from casefile_producers.spi.parsing import MAX_BYTES
from casefile_producers.spi.reading import MESSAGE_TYPE, read_spi
from casefile_producers.spi.report import MappingReport


@dataclass(frozen=True)
class OpenedFile:
    """The messages of a file, in order, and of an SPI file the report of what went where; `name` as `name_of` says."""

    name: str
    offers: tuple[CaseMessage | Unreadable, ...]
    report: MappingReport | None = None
    lines: dict[str, int | None] = field(default_factory=dict)


def reference(path: Path, data: bytes, line: int | None = None) -> str:
    """Names a message of a file for good: a file of the same name with other content is another one."""
    return f"{path}#{sha256(data).hexdigest()[:16]}{f'/{line}' if line else ''}"


def name_of(path: Path) -> str:
    """Names the file and what it holds now.

    Raises:
        FileNotFoundError: if it has gone.
    """
    try:
        return reference(path, read_file(path))
    except UnreadableFileError:
        return reference(path, b"")


def open_file(path: Path, format: Format) -> OpenedFile:
    """Read a file whole; what is wrong with it is an `Unreadable`, never an exception.

    Raises:
        FileNotFoundError: if it has gone.
    """
    data = b""
    try:
        data = read_file(path)
        if _format(path, data, format) is Format.SPI:
            return _open_spi(path, data)
        return _open_json(path, data)
    except UnreadableFileError as error:
        name = reference(path, data)
        return OpenedFile(name, (Unreadable(name, error),), lines={name: None})


def read_file(path: Path) -> bytes:
    """The bytes of a regular file of bearable size; a link is not followed.

    Raises:
        UnreadableFileError: if it is none, or cannot be opened.
    """
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        raise UnreadableFileError("not_regular")
    if found.st_size > MAX_BYTES:
        raise UnreadableFileError("too_large")
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            return file.read()
    except FileNotFoundError:
        raise
    except OSError:
        raise UnreadableFileError("locked") from None


def _format(path: Path, data: bytes, format: Format) -> Format:
    if format is not Format.AUTO:
        return format
    start = data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0")[:1]
    if path.suffix.lower() == ".xml" or start == b"<":
        return Format.SPI
    if path.suffix.lower() in (".json", ".jsonl", ".ndjson") or start in (b"{", b"["):
        return Format.JSON
    raise UnreadableFileError("unknown_format")


def _open_spi(path: Path, data: bytes) -> OpenedFile:
    case = read_spi(data)
    envelope = dict(case.envelope)
    name = reference(path, data)
    offer = CaseMessage(name, MESSAGE_TYPE, envelope.pop("urn", None), case.body, envelope, source=data)
    return OpenedFile(name, (offer,), case.report, {name: None})


def _open_json(path: Path, data: bytes) -> OpenedFile:
    if not data.strip():
        raise UnreadableFileError("empty")
    messages = split_lines(data)
    lines = {reference(path, data, number): number for number in messages}
    offers = tuple(_json_offer(name, messages[number]) for name, number in lines.items())
    return OpenedFile(reference(path, data), offers, lines=lines)


def _json_offer(name: str, line: bytes) -> CaseMessage | Unreadable:
    try:
        found = read_message(line)
    except UnreadableFileError as error:
        return Unreadable(name, error)
    return CaseMessage(name, found.message_type, found.urn, found.body, found.envelope, found.source)
