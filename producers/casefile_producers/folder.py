"""A folder of files as a case system: what is sent moves to `sent/`, what cannot be sent to `failed/`.

    folder/case-17.xml            waits
    folder/sent/case-17.xml       confirmed by the broker, with case-17.xml.mapping.json beside it (SPI)
    folder/failed/case-18.xml     not sent, with case-18.xml.reasons.json and .reasons.txt beside it

Files go in the order of their names. One that is still being written should be named with a leading dot, or end in
`.tmp` or `.part`, until it is complete.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from casefile_contracts.errors import SettingsError
from casefile_producers.case_system import CaseMessage, Refusal, Unreadable
from casefile_producers.filing import file_away, write_mapping, write_reasons
from casefile_producers.formats import Format
from casefile_producers.opening import OpenedFile, name_of, open_file
from casefile_producers.receipt import Receipt
from casefile_producers.sending import Sent

UNFINISHED = (".tmp", ".part")

_Stamp = tuple[int, int]


class Folder:
    """The `CaseSystem` of a folder.

    Raises:
        SettingsError: if it is not there, or nothing can be moved in it.
    """

    def __init__(self, path: Path, format: Format = Format.AUTO, *, watched: bool = False) -> None:
        """Args: watched: Whether a file is taken only if it has not changed since the last look."""
        self._path = path.resolve()
        self._format = format
        self._watched = watched
        self._seen: dict[Path, _Stamp] = {}
        self._open: dict[Path, _Progress] = {}
        if not self._path.is_dir():
            raise SettingsError(f"There is no folder {path}. Give the folder that the case files are put into.")
        self.sent_folder, self.failed_folder = self._path / "sent", self._path / "failed"
        try:
            self.sent_folder.mkdir(exist_ok=True)
            self.failed_folder.mkdir(exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"Nothing can be moved in {path}: {error.strerror}. Let this program write there."
            ) from error

    def waiting(self) -> list[Path]:
        """The files to send, by name."""
        # Not by the time since it was written: the machine that wrote it may have another clock.
        before, self._seen = self._seen, _stamps(self._path)
        return sorted(path for path, seen in self._seen.items() if not self._watched or before.get(path) == seen)

    def ready(self) -> Iterator[CaseMessage | Unreadable]:
        """The messages of the files, in order."""
        for path in self.waiting():
            try:
                opened = open_file(path, self._format)
            except FileNotFoundError:
                continue  # taken away since it was listed
            self._open[path] = _Progress(opened)
            yield from opened.offers

    def settled(self, reference: str, outcome: Receipt | Refusal) -> None:
        """Note a refusal. A receipt changes nothing here: the outbox keeps it."""
        progress = self._open.get(_path(reference))
        if progress and isinstance(outcome, Refusal):
            progress.refused[reference] = outcome
            self._finish(_path(reference), progress)

    def sent(self, event: Sent) -> None:
        """Note that a message is confirmed; its file moves when all of its messages have their fate."""
        path = _path(event.reference)
        progress = self._open.get(path) or self._reopen(path, event.reference)
        if progress:
            progress.sent.add(event.reference)
            self._finish(path, progress)

    def _reopen(self, path: Path, name: str) -> _Progress | None:
        """The file of a message that an earlier run left over, if it still stands there unchanged."""
        try:
            if path.parent != self._path or name_of(path) != name:
                return None
            self._open[path] = _Progress(open_file(path, self._format))
        except FileNotFoundError:
            return None
        return self._open[path]

    def _finish(self, path: Path, progress: _Progress) -> None:
        if not progress.is_complete:
            return
        del self._open[path]
        folder = self.failed_folder if progress.refused else self.sent_folder
        with suppress(FileNotFoundError):  # taken away meanwhile
            if name_of(path) == progress.opened.name:  # what replaced it meanwhile goes next
                file_away(path, folder, progress.write_beside)


class _Progress:
    """Which messages of a file have their fate."""

    def __init__(self, opened: OpenedFile) -> None:
        self.opened = opened
        self.sent: set[str] = set()
        self.refused: dict[str, Refusal] = {}

    @property
    def is_complete(self) -> bool:
        return len(self.sent) + len(self.refused) >= len(self.opened.offers)

    def write_beside(self, target: Path) -> None:
        if self.refused:
            write_reasons(target, self.opened, self.refused)
        elif self.opened.report:
            write_mapping(target, self.opened.report)


def _stamps(folder: Path) -> dict[Path, _Stamp]:
    """Size and time of change of each file that may be complete."""
    found: dict[Path, _Stamp] = {}
    for path in folder.iterdir():
        with suppress(FileNotFoundError):  # taken away meanwhile
            if not path.name.startswith(".") and path.suffix not in UNFINISHED and not path.is_dir():
                found[path] = path.lstat().st_size, path.lstat().st_mtime_ns
    return found


def _path(name: str) -> Path:
    return Path(name.rpartition("#")[0])
