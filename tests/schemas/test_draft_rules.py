"""The rule book of the draft: complete, in plain fixed sentences, and each example breaks its own rule alone."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from drafted import drafted, findings_of
from drafts import draft
from overlay import overlays

from casefile_contracts.rules import check_rules

Rule = dict[str, Any]

RULES: dict[str, Rule] = {rule["id"]: dict(rule) for rule in draft().rules}
CONDITIONS = [rule for rule in RULES.values() if "require" in rule]
KEYS = {
    "id",
    "family",
    "on",
    "at",
    "require",
    "decided_by",
    "undecided",
    "severity",
    "softer",
    "text",
    "fix",
    "source",
} | {
    "from",
    "to",
    "examples",
}


def examples(verdict: str) -> list[Any]:
    return [
        pytest.param(rule, example, id=f"{rule['id']}-{number}")
        for rule in CONDITIONS
        for number, example in enumerate(rule["examples"][verdict])
    ]


def test_the_engine_finds_nothing_wrong_with_the_rules() -> None:
    assert check_rules(drafted()) == []


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_rule_says_what_is_wrong_and_what_to_do_in_one_sentence_each(rule: Rule) -> None:
    assert set(rule) <= KEYS
    assert rule["severity"] in ("reject", "warn")
    assert rule["family"] in ("envelope", "format", "cross_field", "file_standard", "lifecycle")
    for part in ("text", "fix"):
        assert re.fullmatch(r"[A-Z].{9,298}[.]", rule[part]), part
    assert rule["source"]
    assert re.fullmatch(r"[A-Z].{9,298}[.]", rule.get("undecided", "No reason is needed."))


def test_a_rule_is_decided_by_a_condition_by_the_schemas_or_by_the_exchange() -> None:
    named = {
        field["rule"] for schema in draft().types.values() for field in schema.get("fields", ()) if "rule" in field
    }
    for id_, rule in RULES.items():
        lent = rule.get("decided_by") == "gateway" or id_ in {*named, "F00", "F44"}
        assert lent or "require" in rule or "undecided" in rule, id_
        assert len(rule.keys() & {"require", "decided_by", "undecided"}) < 2, id_


def rules_broken(rule: Rule, example: dict[str, Any]) -> list[set[str]]:
    """What each golden message breaks that the example is laid over.

    The file standard judges whole files, which an example of another rule need not be.
    """
    of_files = {id_ for id_, each in RULES.items() if each["family"] == "file_standard"} - {rule["id"]}
    return [{found.rule for found in findings_of(*overlay)} - of_files for overlay in overlays(rule, example)]


@pytest.mark.parametrize(("rule", "example"), examples("pass"))
def test_a_passing_example_does_not_break_its_rule(rule: Rule, example: dict[str, Any]) -> None:
    assert not any(rule["id"] in broken for broken in rules_broken(rule, example))


@pytest.mark.parametrize("rule", CONDITIONS, ids=[rule["id"] for rule in CONDITIONS])
def test_every_rule_has_a_passing_example_that_breaks_no_rule_at_all(rule: Rule) -> None:
    assert any(set() in rules_broken(rule, example) for example in rule["examples"]["pass"])


@pytest.mark.parametrize(("rule", "example"), examples("fail"))
def test_a_failing_example_breaks_its_own_rule_and_no_other(rule: Rule, example: dict[str, Any]) -> None:
    broken = rules_broken(rule, example)

    assert {rule["id"]} in broken
    assert all(rule["id"] in each for each in broken)


def test_the_rule_on_fictional_forces_names_those_that_the_forces_table_marks() -> None:
    marked = {code for code, force in draft().tables["forces"].items() if force.get("test")}

    assert set(re.findall('"([0-9]{2})"', RULES["E10"]["require"])) == marked


def test_texts_quote_no_value_of_a_message() -> None:
    assert [id_ for id_, rule in RULES.items() if re.search(r"[{}%]", rule["text"] + rule["fix"])] == []


def test_every_list_that_rules_ask_is_loaded_in_these_tests() -> None:
    asked = {name for rule in CONDITIONS for name in re.findall(r'known\("([a-z_]+)"', rule["require"])}
    loaded = {path.stem for path in (Path(__file__).parent / "reference").glob("*.csv")}

    assert asked - set(draft().tables["code_lists"]) == loaded | {"forces"}


def test_the_offences_in_these_tests_are_spelt_as_the_schemas_want_them() -> None:
    [pattern] = [
        field["pattern"] for field in draft().types["casefile.v1.Offence"]["fields"] if field["name"] == "code"
    ]
    with (Path(__file__).parent / "reference" / "offence_code.csv").open() as file:
        codes = [row["code"] for row in csv.DictReader(file)]

    assert [code for code in codes if not re.fullmatch(pattern, code)] == []
