"""The files of one run of `casefile check`, and their reports."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

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
        """File and line in words."""
        return self.name if self.line is None else f"{self.name}:{self.line}"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read, or the reason why there is none."""

    name: str
    missing: str = ""


def sources(names: Iterable[str]) -> Iterator[Source]:
    """Every file that is meant: files themselves, those in folders by their ending, and those that a pattern finds."""
    for name in names:
        path = Path(name)
        if name == STDIN or path.is_file():
            yield Source(name)
        elif path.is_dir():
            yield from _inside(path)
        else:
            found = sorted(glob.glob(name, recursive=True))  # noqa: PTH207  pathlib's own knows no absolute patterns
            yield from (Source(each) for each in found if Path(each).is_file())
            if not found:
                yield Source(name, NO_FILE)


def examine(
    contract: Contract, source: Source, *, now: int, participants: Participants | None = None
) -> Iterator[Examined]:
    """The reports on all messages of a file."""
    try:
        content = _read(source)
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


def _inside(folder: Path) -> Iterator[Source]:
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in endings() and path.is_file())
    yield from (Source(str(path)) for path in found)
    if not found:
        yield Source(str(folder), NO_FILES)


def _read(source: Source) -> bytes:
    if source.missing:
        raise ValueError(source.missing)
    if source.name == STDIN:
        return sys.stdin.buffer.read()
    if Path(source.name).stat().st_size > MOST_BYTES:
        raise ValueError(TOO_BIG)
    return Path(source.name).read_bytes()


def _moved(report: Report, lines: int) -> Report:
    if not lines or not report.places:
        return report
    moved = {pointer: Place(place.line + lines, place.column) for pointer, place in report.places.items()}
    return replace(report, places=moved)
