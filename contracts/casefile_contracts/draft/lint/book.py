"""What is wrong between schemas, rules and tables: ids that stand twice, and references that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator

from casefile_contracts.draft.lint.places import places
from casefile_contracts.draft.source import Draft

FORMAT_RULE = "F00"
"""What a broken constraint is reported as where a field names no rule of its own."""

Problems = Iterator[str]


def lint_book(draft: Draft) -> Problems:
    """Rules and code lists that are named but not there, or there twice."""
    ids = [rule["id"] for rule in draft.rules]
    yield from (f"{id_}: two rules have this id" for id_ in sorted({id_ for id_ in ids if ids.count(id_) > 1}))
    if FORMAT_RULE not in ids:
        yield f"{FORMAT_RULE}: the rule book lacks the rule that broken constraints are reported as"
    yield from _code_lists(draft)
    yield from _references(draft, set(ids))


def _code_lists(draft: Draft) -> Problems:
    for name, codes in draft.tables.get("code_lists", {}).items():
        if not isinstance(codes, dict) or not codes:
            yield f"{name}: a code list maps each code to what it means"
        else:
            wrong = [code for code in codes if not isinstance(code, str)]
            yield from (f"{name}: {code} must stand in quotes, or YAML reads it as no text" for code in wrong)


def _references(draft: Draft, ids: set[str]) -> Problems:
    lists = draft.tables.get("code_lists", {})
    for schema in draft.types.values():
        for place in places(schema):
            if (rule := place.slot.get("rule", FORMAT_RULE)) not in ids:
                yield f"{place.path}: rule {rule} is not in the rule book"
            if (codes := place.slot.get("codes")) is not None and codes not in lists:
                yield f"{place.path}: {codes} is no code list of the tables"
