"""From a file to the messages in it: JSON, JSON lines, framed Avro, and whatever other rooms can read.

A room registers a reader under the entry point group `casefile.readers`, by the ending of the files that it reads
(`xml`): a function from the bytes to the short form `{"message_type", "urn", "body"}` with further members for the
envelope, which raises `UnusableFileError` for a file that is none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.metadata import entry_points
from pathlib import PurePath
from typing import Any

from casefile_contracts.codec.jsonform import loads
from casefile_contracts.errors import CaseFileError, UnreadableError

Reader = Callable[[bytes], dict[str, Any]]

LINES = (".jsonl", ".ndjson")
BINARY = (".avro", ".bin")
CONTAINER = b"Obj\1"
"""What an Avro object container file begins with."""


class UnusableFileError(CaseFileError):
    """A file that holds no message, in a sentence that is safe to print."""

    code = "preflight.unusable"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Document:
    """One message of a file, in its own bytes."""

    content: bytes
    line: int | None = None
    """Its line, where each line of the file is a message."""


def documents(name: str, content: bytes) -> Iterator[Document]:
    """The messages in a file: each line of a file of lines, otherwise the file; at least one."""
    if not content.strip() or not _in_lines(name, content):
        yield Document(content)
        return
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield Document(line, number)


def framed(content: bytes) -> bool:
    """Whether these are bytes and no text: a message as it travels, or Avro as it lies in files, which does not."""
    return content.startswith((b"\0", CONTAINER))


def reader_for(name: str) -> Reader | None:
    """The reader that a room has registered for files of this name."""
    return _readers().get(PurePath(name).suffix.lower().removeprefix("."))


def endings() -> tuple[str, ...]:
    """The endings of files that are taken out of folders."""
    return (".json", *LINES, *BINARY, *(f".{name}" for name in _readers()))


def _in_lines(name: str, content: bytes) -> bool:
    if framed(content) or reader_for(name):
        return False
    if name.lower().endswith(LINES):
        return True
    first, _, rest = content.strip().partition(b"\n")
    return bool(rest) and first.rstrip().endswith(b"}") and _is_object(first)


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(loads(line), dict)
    except UnreadableError:
        return False


@cache
def _readers() -> dict[str, Reader]:
    return {point.name: _later(point.load) for point in entry_points(group="casefile.readers")}


def _later(load: Callable[[], Reader]) -> Reader:
    """What a room brings is imported when a file needs it."""
    return lambda content: load()(content)
