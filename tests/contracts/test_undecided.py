"""What a check cannot decide is said, so that nothing found is not taken for all well."""

from __future__ import annotations

from typing import Any

import pytest
from rule_samples import release, rule

from casefile_contracts.reference import ReferenceData
from casefile_contracts.undecided import EXCHANGE, UNKNOWN_CASE, undecided

TEXTS = {"severity": "reject", "text": "Broken.", "fix": "Mend."}
LOADED = ReferenceData({"gender": {}, "force": {}})


def found(entry: dict[str, Any], *, case_known: bool = False) -> list[str]:
    listed = undecided(release({"X1": entry}), "Case", LOADED, case_known=case_known)
    return [why for id_, why in listed if id_ == "X1"]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        (rule("known('gender', this.kind)"), []),
        (rule('this.people.all(p, known("offence_code", p.id))'), ["The list offence_code is not loaded."]),
        (rule('this.people.all(p, known("offence_code", p.id))', on="Home"), ["The list offence_code is not loaded."]),
        (rule('known("offence_code", this.kind)', on="Ship"), []),
        (rule("case.people.size() > 0"), [UNKNOWN_CASE]),
        (rule("this.kind != 'case.people'"), []),
        ({**TEXTS, "undecided": "Nobody is told."}, ["Nobody is told."]),
        ({**TEXTS, "decided_by": "gateway"}, [EXCHANGE]),
    ],
)
def test_a_rule_that_cannot_be_decided_is_listed_with_its_reason(entry: dict[str, Any], why: list[str]) -> None:
    assert found(entry) == why


def test_what_depends_on_the_case_is_decided_where_the_case_is_known() -> None:
    assert found(rule("case.people.size() > 0"), case_known=True) == []


def test_a_field_whose_codes_are_not_loaded_is_listed_by_its_rule() -> None:
    listed = undecided(release({}), "Case", ReferenceData({"force": {}}), case_known=True)

    assert ("F24", "The list gender is not loaded.") in listed
