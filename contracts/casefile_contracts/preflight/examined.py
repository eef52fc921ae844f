"""The files of one run of `casefile check`, and their reports."""

from __future__ import annotations

import glob
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from casefile_contracts.contract import Contract
from casefile_contracts.preflight.checking import preflight
from casefile_contracts.preflight.reading import documents, endings, reader_for
from casefile_contracts.preflight.report import Place, Report, Verdict

if TYPE_CHECKING:
    from casefile_contracts.participants import Participants

STDIN = "-"
MOST_BYTES = 256 * 1024 * 1024
"""The largest file that is read; the messages in it may be 1 MB each."""
TOO_BIG = "The file is larger than 256 MB."
NO_FILE = "There is no such file."
NO_FILES = "There is no file here whose ending says that it holds messages."
UNSEEN = "The folder cannot be read."


@dataclass(frozen=True, slots=True)
class Examined:
    """One message and where it came from."""

    name: str
    """Of the file, as it was given or found."""
    line: int | None
    """Of the message, in a file of lines."""
    report: Report

    @property
    def source(self) -> str:
        """File and line in words, for people: what their terminal could take for a command is a question mark."""
        name = "".join(character if character.isprintable() else "?" for character in self.name)
        return name if self.line is None else f"{name}:{self.line}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, or the reason why there is none."""

    name: str
    missing: str = ""


def sources(names: Iterable[str]) -> Iterator[Source]:
    """Every file that is meant: files and pipes, those in folders by their ending, and those that a pattern finds."""
    for name in names:
        if os.path.isdir(name):  # noqa: PTH112  pathlib's own raises where it may not look
            yield from _inside(name)
        elif glob.has_magic(name) and not os.path.lexists(name):
            yield from _matching(name)
        else:
            yield Source(name)


def examine(
    contract: Contract, source: Source, *, now: int, participants: Participants | None = None
) -> Iterator[Examined]:
    """The reports on all messages of a file."""
    try:
        content = _read(source)
    except FileNotFoundError:
        yield Examined(source.name, None, Report(unusable=NO_FILE))
        return
    except (OSError, ValueError) as error:
        yield Examined(source.name, None, Report(unusable=getattr(error, "strerror", None) or str(error)))
        return
    reader = reader_for(source.name)
    for document in documents(source.name, content):
        report = preflight(contract, document.content, now=now, participants=participants, reader=reader)
        yield Examined(source.name, document.line, _moved(report, (document.line or 1) - 1))


def worst(examined: Iterable[Examined], *, strict: bool = False) -> Verdict:
    """The verdict on all of them; nothing at all is unusable."""
    return max((one.report.verdict(strict=strict) for one in examined), default=Verdict.UNUSABLE)


def _inside(folder: str) -> Iterator[Source]:
    unseen: list[OSError] = []
    inside = [Path(at, name) for at, _, names in os.walk(folder, onerror=unseen.append) for name in names]
    found = sorted(path for path in inside if path.suffix.lower() in endings())
    yield from (Source(str(path)) for path in found)
    yield from (Source(error.filename, UNSEEN) for error in unseen)
    if not found and not unseen:
        yield Source(folder, NO_FILES)


def _matching(pattern: str) -> Iterator[Source]:
    found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  pathlib's own knows no absolute patterns
    found = [name for name in found if not os.path.isdir(name)]  # noqa: PTH112
    yield from (Source(name) for name in found)
    if not found:
        yield Source(pattern, NO_FILE)


def _read(source: Source) -> bytes:
    if source.missing:
        raise ValueError(source.missing)
    with _opened(source.name) as file:
        content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ValueError(TOO_BIG)
    return content


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    if name != STDIN:
        return Path(name).open("rb")
    if sys.stdin is None:  # whoever started us closed it
        raise FileNotFoundError
    return nullcontext(sys.stdin.buffer)


def _moved(report: Report, lines: int) -> Report:
    if not lines or not report.places:
        return report
    moved = {pointer: Place(place.line + lines, place.column) for pointer, place in report.places.items()}
    return replace(report, places=moved)
