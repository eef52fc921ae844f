"""Numbered versions of the operator's lists in a folder, each whole, each from a day on.

    <folder>/0001/version.json, offence_code.csv, organisation_unit.csv, ...
    <folder>/0002/...

A version appears in one step, by the renaming of a folder, and is never changed: whoever reads sees the one before or
the new one. The version in force on a day is the last one that is effective by then; so one loaded today for the first
of next month waits for it. A version whose files are not those that were loaded is refused.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casefile_contracts.codec.logical import timestamp_text
from casefile_contracts.errors import SettingsError
from casefile_contracts.reference.tables import CodeList, read_list, read_published, write_list

MANIFEST = "version.json"
SUFFIX = ".csv"
LEAST_KEPT = 0.9


@dataclass(frozen=True)
class Sourced:
    """A list with the name of the file that it came from."""

    codes: CodeList
    source: str


@dataclass(frozen=True)
class Version:
    """One version: what it holds, and from which day on."""

    number: int
    effective: date
    loaded_at: str
    lists: Mapping[str, Mapping[str, Any]]
    """By name: `codes` (how many), `sha256` of the file, `source` (name of the file that it came from)."""
    folder: Path


class ReferenceStore:
    """The versions in one folder.

    Raises:
        SettingsError: From every method: the folder or a version cannot be used.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def exists(self) -> bool:
        """Whether the folder is a store, with one version at least."""
        return bool(self._numbers())

    def versions(self) -> list[Version]:
        """All versions, oldest first."""
        return [self._read(number) for number in self._numbers()]

    def current(self, on: date) -> Version | None:
        """The version in force on a day; None if none is yet."""
        return next((one for one in reversed(self.versions()) if one.effective <= on), None)

    def load(self, lists: Mapping[str, Sourced], *, effective: date, now: int, may_shrink: bool = False) -> Version:
        """Make a version of the last one, with these lists in place of its own or beside them.

        Args:
            lists: By name, as `read_sources` gives them.
            effective: The first day on which it holds.
            now: Milliseconds since 1970, UTC.
            may_shrink: Whether a list may lose more than a tenth of its codes, as a file that was cut off does.
        """
        before = next(reversed(self.versions()), None)
        if before and effective < before.effective:
            raise SettingsError(f"version {before.number} is effective from {before.effective}: give no earlier day")
        if before and not may_shrink:
            _refuse_shrinking(before, lists)
        if not before and any(self.folder.glob(f"*{SUFFIX}")):
            raise SettingsError(f"{self.folder}: holds plain files, which versions would hide; load elsewhere")
        with _refused(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.folder, prefix=".loading-") as scratch:
                return self._publish(Path(scratch) / "version", before, lists, effective, now)

    def verify(self, version: Version) -> None:
        """Refuse a version whose files are not those that were loaded."""
        for name, about in version.lists.items():
            path = version.folder / f"{name}{SUFFIX}"
            with _refused(path):
                if not path.is_file() or _sha256(path) != about["sha256"]:
                    raise SettingsError(f"{path}: is not the file that was loaded as version {version.number}")

    def _publish(
        self, folder: Path, before: Version | None, fresh: Mapping[str, Sourced], effective: date, now: int
    ) -> Version:
        folder.mkdir()
        lists: dict[str, Mapping[str, Any]] = {}
        if before:
            lists |= before.lists
            for name in before.lists.keys() - fresh.keys():
                shutil.copy2(before.folder / f"{name}{SUFFIX}", folder)
        for name, sourced in fresh.items():
            path = folder / f"{name}{SUFFIX}"
            write_list(path, sourced.codes)
            lists[name] = {"codes": len(sourced.codes), "sha256": _sha256(path), "source": sourced.source}
        number = before.number + 1 if before else 1
        about = {"effective": effective.isoformat(), "loaded_at": timestamp_text(now), "lists": lists}
        (folder / MANIFEST).write_text(json.dumps(about, indent=2, sort_keys=True) + "\n", encoding="utf-8")
        _sync(folder)
        target = self.folder / f"{number:04}"
        try:
            folder.rename(target)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            raise SettingsError(f"{target}: somebody else is loading a version at this moment; try again") from error
        _sync_folder(self.folder)
        return self._read(number)

    def _numbers(self) -> list[int]:
        with _refused(self.folder):
            inside = list(self.folder.iterdir()) if self.folder.is_dir() else []
            return sorted(int(path.name) for path in inside if path.name.isdecimal() and path.is_dir())

    def _read(self, number: int) -> Version:
        path = self.folder / f"{number:04}" / MANIFEST
        try:
            about = json.loads(path.read_bytes())
            effective = date.fromisoformat(about["effective"])
            lists = {
                name: {"codes": int(one["codes"]), "sha256": one["sha256"], "source": one["source"]}
                for name, one in about["lists"].items()
            }
            return Version(number, effective, about["loaded_at"], lists, path.parent)
        except PermissionError as error:
            raise SettingsError(f"{path}: {error.strerror}") from error
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise SettingsError(f"{path}: is no version of reference data") from error


def read_sources(sources: Iterable[tuple[str | None, Path]]) -> dict[str, Sourced]:
    """The lists of files, by name; without a name the file is a published table, known by its columns.

    Raises:
        SettingsError: A file cannot be read, or two give the same list.
    """
    found: dict[str, Sourced] = {}
    for given, path in sources:
        lists = {given: read_list(path)} if given else read_published(path)
        if twice := sorted(lists.keys() & found.keys()):
            raise SettingsError(f"{path}: {', '.join(twice)} was given before")
        found |= {name: Sourced(codes, path.name) for name, codes in lists.items()}
    return found


def version_of(folder: Path) -> int:
    """The number of the version that a folder of lists is; 0 for a plain folder."""
    return int(folder.name) if folder.name.isdecimal() and (folder / MANIFEST).is_file() else 0


def folder_in_force(folder: Path, on: date) -> Path:
    """The folder of lists to be used on a day: of a store that of its version in force, else the folder itself.

    Raises:
        SettingsError: The store has no version for that day, or its files are not those that were loaded.
    """
    store = ReferenceStore(folder)
    if not store.exists:
        return folder
    version = store.current(on)
    if version is None:
        raise SettingsError(f"{folder}: holds no version of reference data that is effective on {on}")
    store.verify(version)
    return version.folder


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """What the system refuses, in our words."""
    try:
        yield
    except OSError as error:
        raise SettingsError(f"{error.filename or path}: {error.strerror}") from error


def _refuse_shrinking(before: Version, fresh: Mapping[str, Sourced]) -> None:
    for name in sorted(fresh.keys() & before.lists.keys()):
        had, has = before.lists[name]["codes"], len(fresh[name].codes)
        if has < had * LEAST_KEPT:
            raise SettingsError(f"{name}: has {has:,} codes and had {had:,}; if that is right, say --may-shrink")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _sync(folder: Path) -> None:
    for path in folder.iterdir():
        path.chmod(0o444)
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
