"""Codes as people and cards write them, in groups, are the codes that the contract knows."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest

from casefile_contracts.codec.shape import records_in, shape_of
from casefile_contracts.contract import Contract
from casefile_contracts.identifiers import normalise_code
from casefile_schemas import ROOT

CONTRACT = Contract.load()
REQUEST: dict[str, Any] = json.loads(
    (ROOT / "draft" / "examples" / "ChargingDecisionRequested.full.json").read_text(encoding="utf-8")
)


def with_first_suspect(**fields: Any) -> dict[str, Any]:
    found = deepcopy(REQUEST)
    found["suspects"][0]["individual"] |= fields
    return found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ({"national_insurance_number": "aa 00 00 00 a"}, {"national_insurance_number": "AA000000A"}),
        (
            {"driving_licence": {"driver_number": "EXAMP 901010 A99ZZ"}},
            {"driving_licence": {"driver_number": "EXAMP901010A99ZZ"}},
        ),
    ],
)
def test_a_code_written_in_groups_is_taken(written: dict[str, Any], meant: dict[str, Any]) -> None:
    packed = CONTRACT.pack(with_first_suspect(**written))

    assert packed.findings == []
    assert packed.value == CONTRACT.pack(with_first_suspect(**meant)).value


def test_a_letter_that_merely_looks_like_one_does_not_become_it() -> None:
    assert normalise_code(" o\u017f 61102") == "o\u017f61102"


def test_no_code_that_is_put_in_upper_case_may_hold_a_blank() -> None:
    fields = [
        field.attributes
        for message in CONTRACT.release.messages.values()
        for record in records_in(shape_of(message.schema))
        for field in record.fields
        if field.attributes.get("normalise") == "upper"
    ]

    assert fields
    assert not [field for field in fields if " " in field["pattern"]]
