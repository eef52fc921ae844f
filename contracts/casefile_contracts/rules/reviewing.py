"""Everything that is wrong with a release's rules, found before anybody depends on them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Record, Shape, records_in
from casefile_contracts.errors import RuleError
from casefile_contracts.release import Release
from casefile_contracts.rules.backtracking import linear
from casefile_contracts.rules.binding import Bound, bind, case_of, code_lists_of, judged_rule, scope_of, short
from casefile_contracts.rules.checker import root_of, softer_condition
from casefile_contracts.rules.constant import constant_parts
from casefile_contracts.rules.constraints import constraints_of
from casefile_contracts.rules.emitting import CASE
from casefile_contracts.rules.patterns import parse as parse_pattern
from casefile_contracts.rules.rulebook import Rule, RuleBook, read_rule
from casefile_contracts.rules.subset import ASKED, OF_THE_CASE
from casefile_contracts.rules.syntax import lists_asked
from casefile_contracts.rules.types import CodeLists


def check_rules(release: Release) -> list[str]:
    """All problems of the rule book and of the constraints in the schemas, each one line that begins with where."""
    problems: list[str] = []
    book = RuleBook({id_: rule for id_, entry in release.rules.items() if (rule := _read(id_, entry, problems))})
    roots = [root_of(release, name) for name in release.messages]
    code_lists, case = code_lists_of(release.tables), case_of(release)
    for rule in book.conditions():
        problems += _of_rule(rule, roots, code_lists, case)
    for root in roots:
        for record in records_in(root):
            problems += _of_record(record, book)
        problems += _of_softer(
            RuleBook(book.rules, release.tables.get("severity", {}).get("softer_when")), root, code_lists
        )
    return list(dict.fromkeys(problems))


def _read(id_: str, entry: Mapping[str, Any], problems: list[str]) -> Rule | None:
    try:
        return read_rule(id_, entry)
    except RuleError as error:
        problems.append(str(error))
        return None


def _of_rule(rule: Rule, roots: list[Record], code_lists: CodeLists, case: Record | None) -> Iterator[str]:
    places = [(record, root) for root in roots for record in records_in(root) if short(record) in rule.on]
    for name in sorted({*rule.on} - {short(record) for record, _ in places}):
        yield f"{rule.id}: is on {name}, which is no record of any message"
    if not rule.on:
        yield f"{rule.id}: has a condition, and is on nothing"
    if rule.undecided:
        yield f"{rule.id}: has a condition, and says that it cannot be decided"
    for record, root in places:
        try:
            bound = bind(rule, record, root, code_lists, case)
            judged, _ = judged_rule(rule, scope_of(record, root, code_lists, case))
            yield from (f"{rule.id}: {problem}" for problem in constant_parts(judged))
            if not _found_by_readers(bound):
                yield f"{rule.id}: has known( or case. in a text or in pieces, where readers cannot tell it from a use"
            if bound.remembers and any(CASE not in example for each in rule.examples.values() for example in each):
                yield f"{rule.id}: reads the case, and has an example without one"
        except RuleError as error:
            yield str(error)
    for verdict in ("pass", "fail"):
        if not rule.examples.get(verdict):
            yield f"{rule.id}: has no example that should {verdict}"


def _found_by_readers(bound: Bound) -> bool:
    """Whether the text of a condition shows which lists it asks and that it reads the case."""
    text = bound.rule.require or ""
    lists, case = set(ASKED(text)), OF_THE_CASE(text) is not None
    return (lists, case) == (lists_asked(bound.condition), bool(bound.remembers))


def _of_record(record: Record, book: RuleBook) -> Iterator[str]:
    for field in record.fields:
        for problem in _of_value(field.shape, field.attributes, None, book):
            yield f"{short(record)}.{field.name}: {problem}"


def _of_value(shape: Shape, attributes: Mapping[str, Any], rule: str | None, book: RuleBook) -> Iterator[str]:
    inner = shape.inner if isinstance(shape, Optional) else shape
    for constraint in constraints_of(inner, attributes, rule):
        if constraint.rule not in book.rules:
            yield f"names the rule {constraint.rule}, which the rule book has not"
        if constraint.kind == "pattern":
            yield from _of_pattern(constraint.bound)
    if isinstance(inner, Array):
        yield from _of_value(inner.items, getattr(inner.items, "attributes", {}), attributes.get("rule"), book)


def _of_pattern(text: str) -> Iterator[str]:
    try:
        pattern = parse_pattern(text)
    except RuleError as error:
        yield str(error)
        return
    if not (pattern.at_start and pattern.at_end):
        yield f"the pattern {text!r} is not anchored at both ends"
    if "." in re.sub(r"\[[^]]*\]", "", text):
        yield f"the pattern {text!r} has a bare full stop: a line's end is another one in JSON Schema"
    if not linear(pattern):
        yield f"the pattern {text!r} can take more than linear time"


def _of_softer(book: RuleBook, root: Record, code_lists: CodeLists) -> Iterator[str]:
    try:
        softer_condition(book, root, code_lists)
    except RuleError as error:
        yield f"{error} in {short(root)}"
