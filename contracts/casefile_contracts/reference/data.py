"""What is known of codes: lists that ship in a release, and those of the operator.

A rule asks a list by its name. Small closed lists ship in a release; the long ones (offence codes, organisation units)
are the operator's, from a folder of CSV files or from a store of versions.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from casefile_contracts.errors import SettingsError
from casefile_contracts.reference.tables import ALWAYS, CodeList, Entry, read_list
from casefile_contracts.release import Release

Codes = Mapping[str, tuple[Entry, ...]]


class ReferenceData:
    """Answers whether a code is known and what is said of it; never changes, `with_csv` gives a new one."""

    def __init__(self, lists: Mapping[str, CodeList], origin: Path | None = None) -> None:
        """Args: origin: The folder that the operator's lists were read from."""
        self._lists = dict(lists)
        self.origin = origin

    @classmethod
    def from_release(cls, release: Release) -> ReferenceData:
        """The lists that ship in the release: its code lists by name, and `forces`."""
        lists = {**release.tables["code_lists"], "forces": release.tables["forces"]}
        return cls({name: dict.fromkeys(codes, (ALWAYS,)) for name, codes in lists.items()})

    def with_csv(self, list_name: str, path: Path) -> ReferenceData:
        """The same with `list_name` as in the file.

        Raises:
            SettingsError: The file cannot be read as a list of codes.
        """
        return ReferenceData(self._lists | {list_name: read_list(path)})

    def with_folder(self, folder: Path) -> ReferenceData:
        """The same with every `*.csv` of the folder as the list that the file is named after.

        Raises:
            SettingsError: The folder holds no such file, or one that cannot be read as a list of codes.
        """
        paths = sorted(folder.glob("*.csv"))
        if not paths:
            raise SettingsError(f"{folder}: holds no reference data; one CSV file a code list is expected")
        return ReferenceData(self._lists | {path.stem: read_list(path) for path in paths}, folder)

    def known(self, list_name: str, code: str, on: int | None = None) -> bool | None:
        """Whether the list has the code, on the day `on` (days since 1970-01-01) or at any time.

        None if the list is not loaded: then nobody can tell.
        """
        codes = self._lists.get(list_name)
        if codes is None:
            return None
        return any(entry.holds(on) for entry in codes.get(code, ()))

    def value(self, list_name: str, code: str, on: int | None = None) -> str | None:
        """What the list says of a code, as of its last line that holds on the day; None if it says nothing."""
        entries = self._lists.get(list_name, {}).get(code, ())
        return next((entry.value for entry in reversed(entries) if entry.holds(on)), None)

    @property
    def names(self) -> frozenset[str]:
        """The lists that are loaded."""
        return frozenset(self._lists)

    def codes(self, list_name: str) -> frozenset[str] | None:
        """All codes of a list; None if it is not loaded."""
        codes = self._lists.get(list_name)
        return None if codes is None else frozenset(codes)
