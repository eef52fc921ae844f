"""What a file has of the file standard, item by item."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Need(StrEnum):
    """Whether the standard asks for an item."""

    REQUIRED = "REQUIRED"
    CONDITIONAL = "CONDITIONAL"
    NOT_REQUIRED = "NOT_REQUIRED"


class Status(StrEnum):
    """What a file has of an item."""

    PRESENT = "PRESENT"
    MISSING = "MISSING"
    REASON_GIVEN = "REASON_GIVEN"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item of the standard, held against one file."""

    item: str
    """Code of the list `file_standard_item`."""
    title: str
    need: Need
    status: Status
    rule: str | None = None
    """The rule that asks for it in files of this type."""
    why: str | None = None
    """Why it cannot be decided."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """A whole file, held against the standard."""

    file: str
    """Code of the list `case_file_type`."""
    title: str
    items: tuple[ItemResult, ...]

    @property
    def missing(self) -> tuple[ItemResult, ...]:
        """Required items that are not there, and not explained."""
        return tuple(one for one in self.items if (one.need, one.status) == (Need.REQUIRED, Status.MISSING))

    @property
    def complete(self) -> bool:
        """Whether nothing that can be decided is missing."""
        return not self.missing

    def as_body(self) -> dict[str, Any]:
        """What a FileCompletenessResult says of it, in JSON form."""
        items = [_without_none(item=one.item, need=one.need, status=one.status, rule=one.rule) for one in self.items]
        return {"case_file_type": self.file, "complete": self.complete, "items": items}


def _without_none(**values: str | None) -> dict[str, str]:
    return {name: str(value) for name, value in values.items() if value is not None}
