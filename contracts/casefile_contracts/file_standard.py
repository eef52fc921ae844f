"""The National File Standard as a release has it: which message is which file, and how each item of it is seen.

Source: the table `file_standard`. Conditions are CEL on the message, with the words `documents` and `accused` already
replaced by the fields that a message has for these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

REQUIRED = "M"
"""Cell of an item that must be there."""

WHERE = "IF"
"""Cell of an item that must be there where it applies."""

CONDITIONAL = "C"
"""Cell of an item that a prosecutor may ask for."""


@dataclass(frozen=True, slots=True)
class FileType:
    """One type of file, and when a message is one; without a condition, where none before it holds."""

    id: str
    when: str | None


@dataclass(frozen=True, slots=True)
class Form:
    """How messages of some types carry a file."""

    name: str
    of: tuple[str, ...]
    """Message types."""
    files: tuple[FileType, ...]
    """In the order in which they are tried."""
    says: str | None = None
    """The field in which the message names its file type itself."""
    may_be_silent: bool = False
    """Whether that field may be absent, and the message no file of the standard."""
    like: str | None = None
    """The form whose items are seen in the same way, where this one has no way of its own."""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the words of conditions stand for."""

    def written(self, condition: str) -> str:
        """A condition of the table in the terms of these messages."""
        words = "|".join(self.names)
        return re.sub(rf"(?<![.\w\"])({words})\b", lambda found: self.names[found[1]], condition).strip()

    def listed(self, documents: Sequence[str]) -> str:
        """That the file has a document of one of some types."""
        return self.written(f"documents.exists(m, m.document_type {_among(documents)})")

    def named(self, files: Sequence[str]) -> str:
        """That the message says it is a file of one of some types."""
        field = f"this.{self.says}"
        return f"has({field}) && {field} {_among(files)}" if self.may_be_silent else f"{field} {_among(files)}"


@dataclass(frozen=True, slots=True)
class Asking:
    """One rule that asks for an item, in the files that it speaks of."""

    id: str
    severity: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of the standard: a row of its table."""

    id: str
    cells: Mapping[str, str]
    """What is asked, by file type."""
    row: Mapping[str, Any]

    def need(self, file: str) -> str | None:
        """What the standard asks of a file of this type; None if nothing."""
        return self.cells.get(file)

    def present(self, form: Form) -> str | None:
        """The condition under which a message has it; None if messages of this form cannot show it."""
        seen = self.row.get("present", {})
        own = seen if isinstance(seen, str) else seen.get(form.name, seen.get(form.like))
        if own is not None:
            return form.written(own)
        documents = self.row.get("documents")
        return form.listed(documents) if documents else None

    def applies(self, form: Form) -> str | None:
        """The condition under which an IF is a must; None where `present` itself tells."""
        where = self.row.get("if")
        return form.written(where) if where else None

    def excused(self) -> str | None:
        """The condition under which its absence is explained; None if no explanation is enough."""
        return f"this.absent_items.exists(a, a.item == {quoted(self.id)})" if self.row.get("reason") else None

    def asking(self, form: Form) -> Iterator[Asking]:
        """The rules that ask for it in messages of this form."""
        given = self.row.get("rules", {}).get(form.name, [])
        entries = [{"id": given}] if isinstance(given, str) else given
        asked = [file.id for file in form.files if self.need(file.id) in (REQUIRED, WHERE)]
        taken: set[str] = set()
        for entry in entries:
            files = tuple(file for file in entry.get("files", asked) if file not in taken)
            taken.update(files)
            if not files:  # no cell asks for it any more
                continue
            yield Asking(entry["id"], entry.get("severity") or self.row["severity"], files)


@dataclass(frozen=True)
class FileStandard:
    """The whole standard."""

    forms: tuple[Form, ...]
    items: tuple[Item, ...]
    first_day: str | None = None
    """Since when it is asked for, as an ISO date."""

    @classmethod
    def of(cls, tables: Mapping[str, Any]) -> FileStandard:
        """The standard of a release, empty if it has none."""
        table = tables.get("file_standard", {})
        forms = tuple(_form(entry) for entry in table.get("messages", ()))
        items = tuple(Item(row["item"], row["cells"], row) for row in table.get("items", ()))
        return cls(forms, items, table.get("from"))

    def form_of(self, message_type: str) -> Form | None:
        """How messages of a type carry a file; None if they carry none."""
        return next((form for form in self.forms if message_type in form.of), None)


def _among(codes: Sequence[str]) -> str:
    return f"== {quoted(codes[0])}" if len(codes) == 1 else f"in [{', '.join(map(quoted, codes))}]"


def quoted(text: str) -> str:
    """A text as CEL writes it; the table's codes need no escapes."""
    return f'"{text}"'


def _form(entry: Mapping[str, Any]) -> Form:
    says, silent = entry.get("says"), entry.get("may_be_silent", False)
    plain = Form(entry["name"], tuple(entry["of"]), (), says, silent, entry.get("like"), entry["names"])
    return replace(plain, files=tuple(_file(plain, file) for file in entry["files"]))


def _file(form: Form, entry: Mapping[str, Any]) -> FileType:
    if form.says:
        return FileType(entry["file"], form.named([entry["file"]]))
    return FileType(entry["file"], form.written(entry["when"]) if "when" in entry else None)
