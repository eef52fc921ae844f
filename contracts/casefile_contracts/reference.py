"""Reference data: which codes exist, and when.

Small closed lists ship in a release. The long ones (offence codes, organisation units) are the operator's, loaded from
CSV files with a column `code` and, where codes come and go, `from` and `to` (ISO dates, both inclusive, either empty).
Published lists can be taken as they are: where no column is `code`, a first one such as `ou_code` is. A rule asks a
list by its name: `offence_code`, for example, is the file `offence_code.csv` of the operator's folder.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from casefile_contracts.errors import SettingsError
from casefile_contracts.release import Release

Period = tuple[int, int]
"""First and last day, both inclusive, as days since 1970-01-01."""

Codes = Mapping[str, tuple[Period, ...]]

ALWAYS: tuple[Period, ...] = ((-(1 << 31), 1 << 31),)
EPOCH = date(1970, 1, 1).toordinal()


class ReferenceData:
    """Answers whether a code is known; never changes, `with_csv` gives a new one."""

    def __init__(self, lists: Mapping[str, Codes]) -> None:
        self._lists = dict(lists)

    @classmethod
    def from_release(cls, release: Release) -> ReferenceData:
        """The lists that ship in the release: its code lists by name, and `forces`."""
        lists = {**release.tables["code_lists"], "forces": release.tables["forces"]}
        return cls({name: dict.fromkeys(codes, ALWAYS) for name, codes in lists.items()})

    def with_csv(self, list_name: str, path: Path) -> ReferenceData:
        """The same with `list_name` as in the file.

        Raises:
            SettingsError: The file cannot be read as a list of codes.
        """
        return ReferenceData(self._lists | {list_name: _read(path)})

    def with_folder(self, folder: Path) -> ReferenceData:
        """The same with every `*.csv` of the folder as the list that the file is named after.

        Raises:
            SettingsError: The folder holds no such file, or one that cannot be read as a list of codes.
        """
        paths = sorted(folder.glob("*.csv"))
        if not paths:
            raise SettingsError(f"{folder}: holds no reference data; one CSV file a code list is expected")
        return ReferenceData(self._lists | {path.stem: _read(path) for path in paths})

    def known(self, list_name: str, code: str, on: int | None = None) -> bool | None:
        """Whether the list has the code, on the day `on` (days since 1970-01-01) or at any time.

        None if the list is not loaded: then nobody can tell.
        """
        codes = self._lists.get(list_name)
        if codes is None:
            return None
        periods = codes.get(code, ())
        if on is None or not periods:
            return bool(periods)
        return any(first <= on <= last for first, last in periods)

    def codes(self, list_name: str) -> frozenset[str] | None:
        """All codes of a list; None if it is not loaded."""
        codes = self._lists.get(list_name)
        return None if codes is None else frozenset(codes)


def _read(path: Path) -> Codes:
    found: dict[str, tuple[Period, ...]] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for code, period in _rows(file):
                found[code] = (*found.get(code, ()), period)
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {getattr(error, 'strerror', None) or error}") from error
    if not found:
        raise SettingsError(f"{path}: holds no codes")
    return found


def _rows(file: Iterable[str]) -> Iterator[tuple[str, Period]]:
    reader = csv.DictReader(file)
    column = _code_column(reader.fieldnames or ())
    for row in reader:
        if code := (row[column] or "").strip():
            yield code, (_day(row.get("from"), ALWAYS[0][0]), _day(row.get("to"), ALWAYS[0][1]))


def _code_column(names: Sequence[str]) -> str:
    if "code" in names:
        return "code"
    if names and names[0].endswith("_code"):
        return names[0]
    raise ValueError("needs a first line that names its columns, one of them `code`")


def _day(text: str | None, otherwise: int) -> int:
    return date.fromisoformat(text.strip()).toordinal() - EPOCH if text and text.strip() else otherwise
