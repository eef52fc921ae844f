"""Time limits stand in one table, and in a release as numbers."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from drafts import FOLDER, draft

from casefile_contracts.draft.clocks import timed
from casefile_contracts.draft.plain import parse_yaml

CLOCKS: dict[str, Any] = draft().tables["clocks"]
WRITTEN = [rule for path in sorted((FOLDER / "rules").glob("*.yaml")) for rule in parse_yaml(path.read_text())]
DOMAIN = Path(__file__).parents[3] / "shared" / "domain" / "clocks.csv"
UNITS = {"minutes", "days", "working days", "months"}
NUMBERS = {"24 h": 1440, "36 h": 2160, "96 h": 5760, "3 h": 180, "48 h": 2880, "24-48 h": 1440, "8 weeks": 56}


def limits(clock: dict[str, Any]) -> list[int]:
    found = clock.get("limits", {}).values()
    return [one["value"] for limit in found for one in ([{"value": limit}] if isinstance(limit, int) else limit)]


@pytest.mark.parametrize("name", CLOCKS)
def test_a_clock_says_what_it_counts_or_who_sets_it(name: str) -> None:
    clock = CLOCKS[name]

    assert clock["applies_in"] and clock["runs_from"] and clock["source"]
    assert "set_by" in clock or (clock["unit"] in UNITS and limits(clock))
    assert all(value > 0 for value in limits(clock))
    if "set_by" in clock:
        record, field = clock["set_by"].split("/")
        assert field in {one["name"] for one in draft().types[f"casefile.v1.{record}"]["fields"]}


def test_no_condition_of_the_draft_still_asks_a_clock() -> None:
    assert [rule["id"] for rule in draft().rules if "clock(" in rule.get("require", "")] == []


def test_a_condition_that_needs_a_time_limit_asks_the_clock() -> None:
    """A number of three digits or a well-known limit in a condition would be a second place to keep it."""
    known = {str(value) for clock in CLOCKS.values() for value in limits(clock) if value > 28}
    repeated = [
        rule["id"]
        for rule in WRITTEN
        if re.search(r"days_between|minutes_after|months_after", rule.get("require", ""))
        and known & set(re.findall(r"\b[0-9]+\b", rule["require"]))
    ]

    assert repeated == []


def test_a_limit_becomes_a_number_in_the_condition() -> None:
    problems: list[str] = []
    rules = [{"id": "L1", "require": 'this.days <= clock("a.b")'}, {"id": "L2"}]

    assert list(timed(rules, {"a": {"limits": {"b": 7}}}, problems)) == [
        {"id": "L1", "require": "this.days <= 7"},
        {"id": "L2"},
    ]
    assert problems == []


def test_a_limit_that_changes_on_a_day_becomes_a_choice_by_today() -> None:
    dated = [{"value": 90, "from": "2027-01-01"}, {"value": 56, "to": "2026-12-31"}]
    [rule] = timed([{"id": "L1", "require": 'x <= clock("a.b")'}], {"a": {"limits": {"b": dated}}}, [])

    assert rule["require"] == 'x <= (today <= "2026-12-31" ? 56 : 90)'


@pytest.mark.parametrize("limit", [{}, {"c": 1}, {"b": [{"value": 1, "to": "2026-12-31"}]}])
def test_a_clock_that_the_table_has_not_is_named(limit: dict[str, Any]) -> None:
    problems: list[str] = []

    assert list(timed([{"id": "L1", "require": 'x <= clock("a.b")'}], {"a": {"limits": limit}}, problems)) == []
    assert problems[0].startswith("L1: asks a clock")


@pytest.mark.skipif(not DOMAIN.is_file(), reason="the domain's own tables do not lie beside the checkout")
def test_the_clocks_are_those_of_the_domain() -> None:
    with DOMAIN.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == len(CLOCKS) == 16
    for row, (name, clock) in zip(rows, CLOCKS.items(), strict=True):
        written = [NUMBERS[text] for text in re.findall(r"24-48 h|[0-9]+ h\b|8 weeks", row["limit"])]
        written += [
            int(text) for text in re.findall(r"\b([0-9]+) (?:calendar |working )?(?:days|months)", row["limit"])
        ]
        assert set(written) <= set(limits(clock)), name
