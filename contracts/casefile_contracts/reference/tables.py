"""Lists of codes in CSV files: of ours, and as others publish them.

A list has a column `code`; where codes come and go, `from` and `to` (ISO dates, both inclusive, either empty); and
`value`, where it says something of each code. Published tables can be taken as they are: a column that ends in `_code`
may stand for `code`, and `published.yaml` says which lists a whole table gives.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from casefile_contracts.errors import SettingsError

EPOCH = date(1970, 1, 1).toordinal()

T = TypeVar("T")


class Row(NamedTuple):
    """One line of a file."""

    line: int
    cells: Mapping[Any, Any]
    """Text by column, None where the line ends before it; under None a list of what there is beyond the last column."""


class Entry(NamedTuple):
    """One line about a code: first and last day, both inclusive, as days since 1970-01-01; and what it says."""

    first: int = -(1 << 31)
    last: int = 1 << 31
    value: str | None = None

    def holds(self, on: int | None) -> bool:
        """Whether it holds on that day; on no day in particular, every line does."""
        return on is None or self.first <= on <= self.last


ALWAYS = Entry()

CodeList = Mapping[str, tuple[Entry, ...]]


def read_list(path: Path) -> CodeList:
    """The list in a file.

    Raises:
        SettingsError: The file cannot be read as a list of codes.
    """
    rows, names = _rows(path)
    return _named(path, lambda: _gathered(rows, _code_column(names)))


def read_published(path: Path) -> dict[str, CodeList]:
    """Every list that a published table gives, by name.

    Raises:
        SettingsError: No such table is known, or it cannot be read.
    """
    rows, names = _rows(path)
    for table in _published():
        if set(table["columns"]) <= set(names):
            return {
                name: _named(path, partial(_gathered, _chosen(rows, one.get("where", {})), one["code"]))
                for name, one in table["lists"].items()
            }
    known = "; ".join(", ".join(table["columns"]) for table in _published())
    raise SettingsError(f"{path}: say which list it is, as LIST={path}; by its columns are known: {known}")


def write_list(path: Path, codes: CodeList) -> None:
    """Write a list in the form that `read_list` takes, in the order of its codes."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("code", "from", "to", "value"))
        for code in sorted(codes):
            writer.writerows((code, _text(one.first), _text(one.last), one.value or "") for one in codes[code])


def _rows(path: Path) -> tuple[list[Row], Sequence[str]]:
    def read() -> tuple[list[Row], Sequence[str]]:
        reader = csv.DictReader(StringIO(_decoded(path.read_bytes()), newline=""), strict=True)
        return list(_numbered(reader)), reader.fieldnames or ()

    return _named(path, read)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ValueError(f"line {line}: is not UTF-8") from error


def _numbered(reader: csv.DictReader[str]) -> Iterator[Row]:
    """Each line with its number, under the names of the columns as we spell them."""
    last = 0
    try:
        reader.fieldnames = [name.strip().lower() for name in reader.fieldnames or ()]
        last = reader.line_num
        for cells in reader:
            last = reader.line_num
            yield Row(last, cells)
    except csv.Error as error:
        raise ValueError(f"line {last + 1}: {error}; is a quotation mark missing?") from error


def _named(path: Path, read: Callable[[], T]) -> T:
    try:
        return read()
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path}: {getattr(error, 'strerror', None) or error}") from error


def _gathered(rows: Iterable[Row], column: str) -> CodeList:
    found: dict[str, tuple[Entry, ...]] = {}
    for row in rows:
        if code := _code(row, column):
            entry, others = _entry(row), found.get(code, ())
            if any(_contradict(entry, other) for other in others):
                raise ValueError(
                    f"line {row.line}: says something else of a code than a line before, for the same days"
                )
            found[code] = (*others, entry)
    if not found:
        raise ValueError("holds no codes")
    return found


def _code(row: Row, column: str) -> str:
    """Empty where the line is about no code."""
    if None in row.cells.values():
        raise ValueError(f"line {row.line}: has fewer values than there are columns; was the file cut off?")
    if any(each.strip() for each in row.cells.get(None, ())):
        raise ValueError(f"line {row.line}: has more values than there are columns; put quotes around a comma")
    code: str = row.cells[column].strip()
    if not code.isprintable():
        raise ValueError(f"line {row.line}: a code has characters that cannot be printed")
    return code


def _contradict(one: Entry, other: Entry) -> bool:
    return one.value != other.value and one.first <= other.last and other.first <= one.last


def _entry(row: Row) -> Entry:
    first, last = _day(row, "from", ALWAYS.first), _day(row, "to", ALWAYS.last)
    if first > last:
        raise ValueError(f"line {row.line}: ends before it begins")
    return Entry(first, last, row.cells.get("value", "").strip() or None)


def _chosen(rows: Iterable[Row], where: Mapping[str, Sequence[str]]) -> Iterator[Row]:
    return (row for row in rows if all(row.cells[column] in allowed for column, allowed in where.items()))


def _code_column(names: Sequence[str]) -> str:
    if "code" in names:
        return "code"
    if names and names[0].endswith("_code"):
        return names[0]
    raise ValueError("needs a first line that names its columns, separated by commas, one of them `code`")


def _day(row: Row, column: str, otherwise: int) -> int:
    text = row.cells.get(column, "").strip()
    try:
        return date.fromisoformat(text).toordinal() - EPOCH if text else otherwise
    except ValueError as error:
        raise ValueError(f"line {row.line}: {text!r} is no date; write YYYY-MM-DD") from error


def _text(day: int) -> str:
    return "" if day in (ALWAYS.first, ALWAYS.last) else date.fromordinal(day + EPOCH).isoformat()


@cache
def _published() -> list[dict[str, Any]]:
    import yaml  # only loading needs it

    text = (files("casefile_contracts.reference") / "published.yaml").read_text(encoding="utf-8")
    tables: list[dict[str, Any]] = yaml.safe_load(text)
    return tables
