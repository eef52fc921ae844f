"""What the file standard asks of one file, item by item, and what the file has: what triage would look for.

    check = compile_completeness(release, "ChargingDecisionRequested", reference)
    found = check(raw, now)                 # None if the message is no file of the standard
    [item.item for item in found.missing]

It reads the table that the rules of the standard are made of, so a required item is missing exactly where its rule
finds something.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import CodeType
from typing import Any

import orjson

from casefile_contracts.codec.logical import date_days
from casefile_contracts.codec.source import Keep, make
from casefile_contracts.file_results import Completeness, ItemResult, Need, Status
from casefile_contracts.file_standard import CONDITIONAL, REQUIRED, WHERE, FileStandard, FileType, Form, Item
from casefile_contracts.release import Release
from casefile_contracts.rules.dates import date_of
from casefile_contracts.rules.environment import loaded
from casefile_contracts.rules.types import Reference

__all__ = ["Completeness", "CompletenessCheck", "ItemResult", "Need", "Status", "compile_completeness"]

Raw = Mapping[str, Any]
Test = Callable[[Raw, int], bool]
"""Of a message in its raw form and now, in milliseconds."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How one item is looked for in messages of one type."""

    item: Item
    title: str
    rules: Mapping[str, str]
    """By file type."""
    present: Test | None
    applies: Test | None
    excused: Test | None
    why: str | None = None


@dataclass(frozen=True)
class CompletenessCheck:
    """Holds messages of one type against the standard."""

    first_day: int | None
    titles: Mapping[str, str]
    files: tuple[tuple[FileType, Test | None], ...]
    looks: tuple[_Look, ...] = field(repr=False)

    def __call__(self, raw: Raw, now: int) -> Completeness | None:
        """What the standard asks of this message and what it has; None if it is no file of the standard."""
        file = self._file(raw, now)
        if file is None:
            return None
        return Completeness(
            file, self.titles.get(file, file), tuple(_looked(one, file, raw, now) for one in self.looks)
        )

    def _file(self, raw: Raw, now: int) -> str | None:
        if self.first_day is not None and date_of(now) < self.first_day:
            return None
        return next((file.id for file, test in self.files if test is None or test(raw, now)), None)


def compile_completeness(
    release: Release, message_type: str, reference: Reference, keep: Keep = make
) -> CompletenessCheck | None:
    """How messages of a type are held against the file standard of a release; None if they carry no file.

    Args:
        keep: Gives compiled conditions from an earlier run.

    Raises:
        RuleError: A condition of the table does not fit the schemas.
    """
    standard = FileStandard.of(release.tables)
    form = standard.form_of(message_type)
    if form is None:
        return None
    test = _tests(release, message_type, reference, keep)
    lists = release.tables["code_lists"]
    looks = (_look(item, form, lists["file_standard_item"][item.id], test) for item in standard.items)
    first_day = date_days(standard.first_day) if standard.first_day else None
    files = tuple((file, test(file.when)) for file in form.files)
    return CompletenessCheck(first_day, lists["case_file_type"], files, tuple(looks))


def _tests(
    release: Release, message_type: str, reference: Reference, keep: Keep
) -> Callable[[str | None], Test | None]:
    made_of = sha256(orjson.dumps([release.messages[message_type].schema, release.tables])).digest()

    def test(condition: str | None) -> Test | None:
        if condition is None:
            return None
        code = keep("condition", made_of + condition.encode(), lambda: _code(release, message_type, condition))
        prepare = loaded(code, reference)["prepare"]
        return lambda raw, now: prepare(raw, now, date_of(now))(raw)

    return test


def _code(release: Release, message_type: str, condition: str) -> CodeType:
    from casefile_contracts.rules.conditions import condition_code  # what reads conditions takes long to import

    return condition_code(release, message_type, condition)


def _look(item: Item, form: Form, title: str, test: Callable[[str | None], Test | None]) -> _Look:
    rules = {file: asking.id for asking in item.asking(form) for file in asking.files}
    present = test(item.present(form))
    why = None if present else item.row.get("undecided", "Messages of this type do not show it.")
    return _Look(item, title, rules, present, test(item.applies(form)), test(item.excused()), why)


def _looked(look: _Look, file: str, raw: Raw, now: int) -> ItemResult:
    need, status = _need(look, file, raw, now), _status(look, raw, now)
    why = look.why if status is Status.UNDECIDED else None
    return ItemResult(look.item.id, look.title, need, status, look.rules.get(file), why)


def _need(look: _Look, file: str, raw: Raw, now: int) -> Need:
    match look.item.need(file):
        case cell if cell == REQUIRED:
            return Need.REQUIRED
        case cell if cell == WHERE:
            applies = look.applies is None or look.applies(raw, now)
            return Need.REQUIRED if applies else Need.CONDITIONAL
        case cell if cell == CONDITIONAL:
            return Need.CONDITIONAL
    return Need.NOT_REQUIRED


def _status(look: _Look, raw: Raw, now: int) -> Status:
    if look.present is None:
        return Status.UNDECIDED
    if look.present(raw, now):
        return Status.PRESENT
    excused = look.excused is not None and look.excused(raw, now)
    return Status.REASON_GIVEN if excused else Status.MISSING
