"""The rule book has every numbered rule, as grave as agreed, or says why nobody who checks can decide it."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from drafts import draft

DOMAIN = Path(__file__).parents[3] / "shared" / "domain" / "validation_rules.csv"

FAMILIES = {"E": 12, "F": 46, "X": 38, "S": 30, "L": 24}
NUMBERS = [f"{letter}{number:02}" for letter, last in FAMILIES.items() for number in range(1, last + 1)]

Rule = dict[str, Any]

BOOK: dict[str, Rule] = {rule["id"]: dict(rule) for rule in draft().rules}


def numbered(number: str) -> list[Rule]:
    """The rule of that number, and those that hold it in other places: a letter or two follow the number."""
    return [rule for id_, rule in BOOK.items() if id_[:3] == number]


def is_lent(rule: Rule) -> bool:
    """Whether a limit of the schemas reports itself under the rule's number, or the exchange does."""
    return rule.get("decided_by") == "gateway" or any(
        field.get("rule") == rule["id"] for schema in draft().types.values() for field in schema.get("fields", ())
    )


@pytest.mark.parametrize("number", NUMBERS)
def test_every_numbered_rule_is_in_the_book(number: str) -> None:
    assert number in BOOK


@pytest.mark.parametrize("number", [number for number in NUMBERS if number in BOOK])
def test_a_numbered_rule_is_decided_or_says_why_it_cannot_be(number: str) -> None:
    always = {"F00", "F16", "F44"}
    decided = [rule for rule in numbered(number) if "require" in rule or is_lent(rule) or rule["id"] in always]

    assert decided or "undecided" in BOOK[number]


def test_few_rules_are_left_undecided() -> None:
    assert [number for number in NUMBERS if "undecided" in BOOK.get(number, ())] == ["E09"]


def severity(csv_text: str) -> str:
    """A repeat is answered with its first outcome and a notice: our rules call that a warning."""
    return {"ignore+notify": "warn"}.get(csv_text, csv_text)


@pytest.mark.skipif(not DOMAIN.exists(), reason="the rules as agreed are not beside this checkout")
def test_rules_are_as_grave_as_agreed() -> None:
    with DOMAIN.open(encoding="utf-8", newline="") as file:
        agreed = {row["id"]: row for row in csv.DictReader(file)}

    assert set(agreed) == set(NUMBERS)
    for number in set(agreed) & set(BOOK):
        row, rule = agreed[number], BOOK[number]
        softer = rule.get("softer", rule["severity"])
        assert rule["severity"] == severity(row["severity"]), number
        assert softer == severity(row["severity_when_priority_custody"]), number
