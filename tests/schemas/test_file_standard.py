"""The file standard as a table: complete, in codes of the contract, with rules for whatever must be there."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from drafts import draft

from casefile_contracts.file_standard import REQUIRED, WHERE, FileStandard, Form, Item

MATRIX = Path(__file__).parents[3] / "shared" / "domain" / "nfs_material_matrix.csv"

STANDARD = FileStandard.of(draft().tables)
LISTS = draft().tables["code_lists"]
RULES: dict[str, Any] = {rule["id"]: rule for rule in draft().rules}
PLACES = [pytest.param(item, form, id=f"{item.id}-{form.name}") for item in STANDARD.items for form in STANDARD.forms]


def test_its_items_and_files_are_those_of_the_code_lists() -> None:
    assert [item.id for item in STANDARD.items] == list(LISTS["file_standard_item"])
    assert {file.id for form in STANDARD.forms for file in form.files} == set(LISTS["case_file_type"])
    assert all(set(item.cells) <= set(LISTS["case_file_type"]) for item in STANDARD.items)
    assert all(set(item.row.get("documents", ())) <= set(LISTS["document_type"]) for item in STANDARD.items)


@pytest.mark.skipif(not MATRIX.exists(), reason="the matrix as agreed does not lie beside this checkout")
def test_its_cells_are_those_of_the_agreed_matrix() -> None:
    with MATRIX.open(encoding="utf-8", newline="") as file:
        agreed = [
            {column.upper(): cell for column, cell in row.items() if column not in ("item", "basis") and cell != "-"}
            for row in csv.DictReader(file)
        ]

    plain = [{file: WHERE if cell.startswith("M if") else cell for file, cell in row.items()} for row in agreed]
    assert [dict(item.cells) for item in STANDARD.items] == plain


@pytest.mark.parametrize(("item", "form"), PLACES)
def test_what_must_be_there_is_asked_for_once_or_said_to_be_undecided(item: Item, form: Form) -> None:
    must = sorted(file.id for file in form.files if item.need(file.id) in (REQUIRED, WHERE))

    asked = sorted(file for asking in item.asking(form) for file in asking.files)

    assert asked == (must if item.present(form) else [])
    assert item.present(form) or not must or "undecided" in item.row


@pytest.mark.parametrize(("item", "form"), PLACES)
def test_a_rule_is_in_the_book_as_the_table_has_it(item: Item, form: Form) -> None:
    for asking in item.asking(form):
        rule = RULES[asking.id]

        assert rule["severity"] == asking.severity
        assert rule["family"] == "file_standard"
        assert rule["from"] == "2020-12-31"
        assert rule.get("softer") == ("warn" if asking.severity == "reject" else None)


def test_what_stops_a_file_does_not_stop_one_of_a_suspect_in_custody() -> None:
    hard = [rule["id"] for rule in RULES.values() if rule["family"] == "file_standard" and rule["severity"] == "reject"]

    assert hard and all(RULES[id_]["softer"] == "warn" for id_ in hard)
