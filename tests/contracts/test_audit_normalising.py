"""Codes as people and cards write them, and text as Windows ends its lines, are taken and written the one way."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.codec.shape import records_in, shape_of
from casefile_contracts.contract import Contract
from casefile_contracts.identifiers import normalise_code
from casefile_contracts.normalising import trimmed
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


def with_summary(text: str) -> dict[str, Any]:
    found = deepcopy(REQUEST)
    found["factual_summary"][0]["text"] = text
    return found


def test_lines_may_end_as_in_windows() -> None:
    packed = CONTRACT.pack(with_summary(" On 28 February.\r\n\r\nOfficers attended.\r\n"))

    assert packed.message is not None
    assert packed.value == CONTRACT.pack(with_summary("On 28 February.\n\nOfficers attended.")).value
    assert "F44" not in {one.rule for one in CONTRACT.check(packed.message, now=packed.message.envelope["sent_at"])}


def test_a_carriage_return_by_itself_is_a_control_character() -> None:
    message = CONTRACT.pack(with_summary("On 28 February.\rOfficers attended.")).message

    assert message is not None
    assert "F44" in {one.rule for one in CONTRACT.check(message, now=message.envelope["sent_at"])}


def test_a_time_that_is_too_fine_is_told_so() -> None:
    found = deepcopy(REQUEST)
    found["envelope"]["occurred_at"] = "2026-03-02T10:15:00.1234567Z"

    [finding] = CONTRACT.pack(found).findings

    assert (finding.rule, finding.pointer) == ("F16", "/envelope/occurred_at")
    assert "no finer than a millisecond" in finding.text


@given(st.text("a \r\n\t"))
def test_trimming_again_changes_nothing(text: str) -> None:
    assert trimmed(trimmed(text)) == trimmed(text)


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
