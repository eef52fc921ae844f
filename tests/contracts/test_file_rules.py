"""A table of files and items becomes one condition an item, no longer than it has to be."""

from __future__ import annotations

from typing import Any

import pytest

from casefile_contracts.draft.file_examples import laid
from casefile_contracts.draft.file_rules import file_rules
from casefile_contracts.file_standard import FileStandard

FILES = [{"file": "A", "when": 'this.kind == "A"'}, {"file": "B", "when": "this.flags.exists(f, f.on)"}, {"file": "C"}]
PRESENT = "has(this.answer)"


def table(cells: dict[str, str], **more: Any) -> dict[str, Any]:
    """A standard of three files and one item."""
    item = {"item": "ANSWER", "cells": cells, "present": PRESENT, "rules": {"request": "S1"}, "severity": "reject"}
    texts = {"text": "Missing.", "fix": "Add it.", "source": "Standard"}
    names = {"documents": "this.files"}
    return {
        "file_standard": {
            "messages": [{"name": "request", "of": ["Request"], "names": names, "files": FILES}],
            "items": [item | texts | more],
        },
        "file_standard_examples": {"whole": {"request": {"answer": "Yes"}}, "files": {}, "items": {}},
    }


def condition(cells: dict[str, str], **more: Any) -> str:
    [rule] = file_rules(table(cells, **more))
    require: str = rule["require"]
    return require


@pytest.mark.parametrize(
    ("cells", "require"),
    [
        ("ABC", PRESENT),
        ("C", f'this.kind == "A" || this.flags.exists(f, f.on) || {PRESENT}'),
        ("BC", f'this.kind == "A" || {PRESENT}'),
        ("A", f'!(this.kind == "A") || {PRESENT}'),
        ("AB", f'!(this.kind == "A") && !this.flags.exists(f, f.on) || {PRESENT}'),
        ("AC", f'!(this.kind == "A") && this.flags.exists(f, f.on) || {PRESENT}'),
    ],
)
def test_files_that_need_an_item_not_are_let_off(cells: str, require: str) -> None:
    assert condition(dict.fromkeys(cells, "M")) == require


def test_an_item_that_must_be_there_where_something_holds_is_let_off_where_it_does_not() -> None:
    assert condition(dict.fromkeys("ABC", "IF"), **{"if": "this.used"}) == f"!this.used || {PRESENT}"


def test_must_and_must_where_stand_side_by_side() -> None:
    require = condition({"A": "IF", "B": "IF", "C": "M"}, **{"if": "this.used"})

    assert require == f'(this.kind == "A" ? !this.used : this.flags.exists(f, f.on) && !this.used) || {PRESENT}'


def test_an_explained_absence_is_let_off() -> None:
    assert condition({"A": "M", "B": "M", "C": "M"}, reason=True) == (
        f'{PRESENT} || this.absent_items.exists(a, a.item == "ANSWER")'
    )


def test_words_of_the_table_become_fields_of_the_message() -> None:
    seen = 'documents.exists(d, d.documents == "documents")'

    assert condition(dict.fromkeys("ABC", "M"), present=seen) == 'this.files.exists(d, d.documents == "documents")'


def test_documents_alone_tell_an_item_that_nothing_else_tells() -> None:
    shown = {"present": {"other": PRESENT}, "documents": ["MG4"]}
    tables = table(dict.fromkeys("ABC", "M"), **shown)
    tables["file_standard_examples"]["whole"]["request"] = {"files": [{"document_type": "LETTER"}]}

    [rule] = file_rules(tables)

    assert rule["require"] == 'this.files.exists(m, m.document_type == "MG4")'
    assert rule["examples"] == {
        "pass": [{"files": [{"document_type": "MG4"}]}],
        "fail": [{"files": [{"document_type": "LETTER"}]}],
    }


def test_a_rule_may_speak_of_some_files_and_another_of_the_rest() -> None:
    rules = {"request": [{"id": "S2", "files": ["A"], "severity": "warn"}, {"id": "S1"}]}

    found = {rule["id"]: rule for rule in file_rules(table(dict.fromkeys("ABC", "M"), rules=rules))}

    assert [found[id_]["severity"] for id_ in ("S2", "S1")] == ["warn", "reject"]
    assert found["S2"]["require"] == f'!(this.kind == "A") || {PRESENT}'
    assert found["S1"]["require"] == f'this.kind == "A" || {PRESENT}'


def test_an_item_that_is_asked_for_and_cannot_be_seen_is_refused() -> None:
    with pytest.raises(KeyError, match="ANSWER is asked for in request messages, which cannot show it"):
        list(file_rules(table({"A": "M"}, present={})))


def test_a_release_without_the_table_has_no_standard() -> None:
    assert list(file_rules({})) == []
    assert FileStandard.of({}).form_of("Request") is None


@pytest.mark.parametrize(
    ("patch", "after"),
    [
        ({"kind": "B"}, {"kind": "B", "list": [{"a": 1, "b": 2}], "deep": {"x": 1}}),
        ({"kind": None}, {"list": [{"a": 1, "b": 2}], "deep": {"x": 1}}),
        ({"deep": {"y": 2}}, {"kind": "A", "list": [{"a": 1, "b": 2}], "deep": {"x": 1, "y": 2}}),
        ({"list": []}, {"kind": "A", "list": [], "deep": {"x": 1}}),
        ({"list": [{}, {"a": 3}]}, {"kind": "A", "list": [{"a": 1, "b": 2}, {"a": 3, "b": 2}], "deep": {"x": 1}}),
        ({"+list": [{"c": 4}]}, {"kind": "A", "list": [{"a": 1, "b": 2}, {"c": 4}], "deep": {"x": 1}}),
    ],
)
def test_a_patch_changes_what_it_names(patch: dict[str, Any], after: dict[str, Any]) -> None:
    base = {"kind": "A", "list": [{"a": 1, "b": 2}], "deep": {"x": 1}}

    assert laid(base, patch) == after
    assert base == {"kind": "A", "list": [{"a": 1, "b": 2}], "deep": {"x": 1}}
