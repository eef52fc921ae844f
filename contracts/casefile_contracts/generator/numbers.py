"""Cases that are split and merged."""

from __future__ import annotations

from collections.abc import Sequence

from casefile_contracts.generator.case import CaseFile, Step
from casefile_contracts.generator.fiction import Document


def case_split(parent: CaseFile, new: CaseFile, step: Step) -> Document:
    """Who stays, and who goes on under the new number."""
    return {
        "parent_urn": parent.urn,
        "new_cases": [{"urn": new.urn, "suffix": "A"}],
        "split_on": step.now.day(),
        "reason": "DIFFERENT_COURTS",
        "defendants": [_row(case, one) for case in (parent, new) for one in case.accused],
    }


def cases_merged(cases: Sequence[CaseFile], step: Step) -> Document:
    """Everybody goes on under the number of the first case."""
    surviving = cases[0]
    return {
        "surviving_urn": surviving.urn,
        "merged_urns": [case.urn for case in cases[1:]],
        "merged_on": step.now.day(),
        "reason": "JOINED_BY_COURT",
        "defendants": [
            _row(case, one) | {"urn": surviving.urn, "former": [{"urn": case.urn, "person_id": one["person_id"]}]}
            for case in cases
            for one in case.accused
        ],
    }


def _row(case: CaseFile, accused: Document) -> Document:
    return {
        "person_id": accused["person_id"],
        "urn": case.urn,
        "state": case.states[accused["person_id"]],
        "offence_ids": [each["offence_id"] for each in accused["offences"]],
    }
