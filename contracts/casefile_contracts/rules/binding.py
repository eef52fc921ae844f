"""Rules put to the records of a message type: which hold where, judged against the schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from casefile_contracts.codec.shape import Optional, Record, Shape, records_in, shape_of
from casefile_contracts.errors import RuleError
from casefile_contracts.release import Release
from casefile_contracts.rules.costing import costly_parts
from casefile_contracts.rules.emitting import CASE
from casefile_contracts.rules.indexing import indexed
from casefile_contracts.rules.presence import Aliases
from casefile_contracts.rules.rulebook import Rule, RuleBook
from casefile_contracts.rules.scope import Scope
from casefile_contracts.rules.syntax import Expression, Member, Name, walk
from casefile_contracts.rules.types import CodeLists, Scalar, Type
from casefile_contracts.rules.typing import judge

ENVELOPE = "envelope"

LEDGER, MEMORY = "LedgerRecord", "CaseMemory"
"""The message type that carries the memory of a case, and the record that the memory is."""

NESTED: Aliases = {ENVELOPE: ("message", ENVELOPE)}
ROOT: Aliases = {**NESTED, "this": ("message",)}


@dataclass(frozen=True, slots=True)
class Bound:
    """A rule on a record of a message type, ready to be compiled."""

    rule: Rule
    condition: Expression
    aliases: Aliases

    @property
    def remembers(self) -> frozenset[str]:
        """The parts of the case's memory that the condition reads."""
        members = (part for part in walk(self.condition) if isinstance(part, Member))
        return frozenset(part.field for part in members if part.of == Name(CASE))


def bind_all(book: RuleBook, root: Record, code_lists: CodeLists, case: Record | None = None) -> dict[str, list[Bound]]:
    """The rules with conditions that hold in a message, by full name of the record that they are on.

    Raises:
        RuleError: A condition does not fit the schema; names the rule and each problem.
    """
    bound: dict[str, list[Bound]] = {}
    for record in records_in(root):
        for rule in book.conditions():
            if short(record) in rule.on:
                bound.setdefault(record.name, []).append(bind(rule, record, root, code_lists, case))
    return bound


def bind(rule: Rule, record: Record, root: Record, code_lists: CodeLists, case: Record | None = None) -> Bound:
    """A rule on a record that stands somewhere under `root`.

    Args:
        case: What `case` is, as `case_of` gives it; without it conditions cannot speak of what went before.

    Raises:
        RuleError: The condition does not fit the schema.
    """
    scope = scope_of(record, root, code_lists, case)
    judged, problems = judged_rule(rule, scope)
    if not points(record, rule.at):
        problems.append(f"points at {rule.at}, which {short(record)} has not")
    condition = indexed(judged, looping=record != root)
    problems += [] if problems else costly_parts(condition, on_message=record == root)
    if problems:
        raise RuleError(f"{rule.id}: {'; '.join(problems)}")
    return Bound(rule, condition, scope.aliases)


def judged_rule(rule: Rule, scope: Scope) -> tuple[Expression, list[str]]:
    """The rule's condition judged in a scope, and what is wrong with it.

    Raises:
        RuleError: It cannot be read at all.
    """
    from casefile_contracts.rules.parsing import parse  # the grammar takes long to import, and kept code needs none

    try:
        return judge(parse(rule.require or "true"), scope)
    except RuleError as error:
        raise RuleError(f"{rule.id}: {error}") from error


def case_of(release: Release) -> Record | None:
    """The record that `case` is in conditions; None in a release whose ledger has no memory."""
    ledger = release.messages.get(LEDGER)
    records = records_in(shape_of(ledger.schema)) if ledger else ()
    return next((record for record in records if short(record) == MEMORY), None)


def scope_of(record: Record, root: Record, code_lists: CodeLists, case: Record | None = None) -> Scope:
    """What a rule on `record` may speak of in messages of the type `root`."""
    envelope = next((field.shape for field in root.fields if field.name == ENVELOPE), None)
    names: dict[str, Type | None] = {
        "this": record,
        "message": root,
        "now": Scalar("timestamp"),
        "today": Scalar("date"),
    }
    if isinstance(envelope, Record):
        names[ENVELOPE] = envelope
    if case is not None:
        names[CASE] = case
    return Scope(names, ROOT if record == root else NESTED, code_lists)


def points(record: Record, pointer: str) -> bool:
    """Whether a relative pointer names a field, through records only."""
    if not pointer:
        return True
    here: Shape = record
    for token in pointer.split("/")[1:]:
        fields = here.fields if isinstance(here, Record) else ()
        field = next((one for one in fields if one.name == token), None)
        if field is None:
            return False
        here = field.shape.inner if isinstance(field.shape, Optional) else field.shape
    return pointer.startswith("/")


def short(record: Record) -> str:
    """A record's name as rules use it."""
    return record.name.rpartition(".")[2]


def code_lists_of(tables: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """The lists that ship in a release, with their codes."""
    lists = tables.get("code_lists", {})
    return {name: frozenset(codes) for name, codes in lists.items()} if isinstance(lists, Mapping) else {}
