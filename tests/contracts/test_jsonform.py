"""The JSON form says the same as the raw form, and is read back without guessing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from avro_samples import EVERYTHING, field_of
from hypothesis import HealthCheck, given, settings

from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json, from_json, loads
from casefile_contracts.findings import Finding, Severity
from casefile_contracts.release import load_release
from casefile_contracts.testing.values import raw_values

MESSAGES = load_release().messages
DATE = {"type": "int", "logicalType": "date"}
TIMESTAMP = {"type": "long", "logicalType": "timestamp-millis"}
MONEY = {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}
MONEY_FIXED = {"type": "fixed", "name": "Money", "size": 2, "logicalType": "decimal", "precision": 5, "scale": 2}
FIXED = {"type": "fixed", "name": "Digest", "size": 4}
ENUM = {"type": "enum", "name": "Colour", "symbols": ["UNKNOWN", "RED"]}
FIRST_DAY, LAST_DAY = -719162, 2932896
PAIRS = [
    ("boolean", True, True),
    ("int", -5, -5),
    ("long", 2**63 - 1, 2**63 - 1),
    ("string", "Zoë 🗎", "Zoë 🗎"),
    ("bytes", b"\0\xff", "AP8="),
    (FIXED, b"\0\0\0\1", "AAAAAQ=="),
    (ENUM, "RED", "RED"),
    (DATE, 0, "1970-01-01"),
    (DATE, 20514, "2026-03-02"),
    (DATE, FIRST_DAY, "0001-01-01"),
    (DATE, LAST_DAY, "9999-12-31"),
    (TIMESTAMP, 0, "1970-01-01T00:00:00.000Z"),
    (TIMESTAMP, 1772446500123, "2026-03-02T10:15:00.123Z"),
    (TIMESTAMP, -1, "1969-12-31T23:59:59.999Z"),
    (TIMESTAMP, 253402300799999, "9999-12-31T23:59:59.999Z"),
    (MONEY, b"\x0a\x9d", "27.17"),
    (MONEY, b"\xff", "-0.01"),
    (MONEY, b"\x00", "0.00"),
    (MONEY, b"\x00\x80", "1.28"),
    (MONEY, b"\x80", "-1.28"),
    (MONEY_FIXED, b"\x00\x01", "0.01"),
    ({"type": "array", "items": DATE}, [0, 1], ["1970-01-01", "1970-01-02"]),
    ({"type": "array", "items": ["null", DATE]}, [None, 1], [None, "1970-01-02"]),
    ({"type": "array", "items": "string"}, [], []),
    ({"type": "map", "values": DATE}, {"a": 1}, {"a": "1970-01-02"}),
    ({"type": "map", "values": "int"}, {"a": 1}, {"a": 1}),
]


@pytest.mark.parametrize(("avro_type", "raw", "text"), PAIRS)
def test_each_type_has_one_form_and_comes_back(avro_type: Any, raw: Any, text: Any) -> None:
    schema = field_of(avro_type)

    assert compile_to_json(schema)({"x": raw}) == {"x": text}
    assert from_json(schema, {"x": text}) == ({"x": raw}, [])


@given(raw_values(EVERYTHING))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_value_comes_back_from_json_text(raw: dict[str, Any]) -> None:
    raw |= {"day": raw["day"] % LAST_DAY, "at": raw["at"] and raw["at"] % 253402300799999, "people": [], "owner": None}

    text = json.dumps(compile_to_json(EVERYTHING)(raw))

    assert from_json(EVERYTHING, loads(text)) == (raw, [])


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_a_released_message_within_its_constraints_comes_back(name: str) -> None:
    schema = MESSAGES[name].schema
    to_json, read = compile_to_json(schema), compile_from_json(schema)

    @given(raw_values(schema, constrained=True))
    @settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
    def comes_back(raw: dict[str, Any]) -> None:
        assert read(to_json(raw)) == (raw, [])

    comes_back()


def test_what_is_absent_is_absent() -> None:
    schema = field_of(["null", "string"])

    assert compile_to_json(schema)({"x": None}) == {}
    assert from_json(schema, {}) == from_json(schema, {"x": None}) == ({"x": None}, [])


@pytest.mark.parametrize(
    ("avro_type", "raw"), [(DATE, 2**31 - 1), (DATE, -(2**31)), (TIMESTAMP, 2**63 - 1), (TIMESTAMP, -(2**63))]
)
def test_a_day_that_no_calendar_has_stays_a_number(avro_type: Any, raw: int) -> None:
    assert compile_to_json(field_of(avro_type))({"x": raw}) == {"x": raw}


@pytest.mark.parametrize(
    ("text", "millis"),
    [
        ("2026-03-02T10:15:00Z", 1772446500000),
        ("2026-03-02T10:15:00.1Z", 1772446500100),
        ("2026-03-02T10:15:00.120000Z", 1772446500120),
        ("2026-03-02T11:15:00+01:00", 1772446500000),
        ("2026-03-01T22:15:00.5-12:00", 1772446500500),
    ],
)
def test_a_time_in_any_zone_is_the_same_moment(text: str, millis: int) -> None:
    assert from_json(field_of(TIMESTAMP), {"x": text}) == ({"x": millis}, [])


@pytest.mark.parametrize(
    ("avro_type", "value"),
    [
        ("boolean", 1),
        ("boolean", "true"),
        ("boolean", None),
        ("int", True),
        ("int", 1.0),
        ("int", "1"),
        ("int", float("nan")),
        ("int", 2**31),
        ("long", -(2**63) - 1),
        ("string", 1),
        ("string", None),
        ("string", "\ud800"),
        ("bytes", "AP8"),
        ("bytes", "AP9="),
        ("bytes", "é"),
        ("bytes", 5),
        (FIXED, "AAAA"),
        (ENUM, "BLUE"),
        (ENUM, ["RED"]),
        (MONEY, 27.17),
        (MONEY, "27.170"),
        (MONEY, "27"),
        (MONEY, "1000.00"),
        (MONEY, "+1.00"),
        (MONEY, "NaN"),
        (MONEY, "1" * 5000 + ".00"),
        (MONEY_FIXED, "999.99"),
        ({"type": "array", "items": "int"}, {"0": 1}),
        ({"type": "map", "values": "int"}, [1]),
        ({"type": "map", "values": "int"}, {1: 1}),
        ({"type": "record", "name": "Inner", "fields": []}, "text"),
    ],
)
def test_another_type_is_a_finding_at_its_place(avro_type: Any, value: Any) -> None:
    raw, findings = from_json(field_of(avro_type), {"x": value})

    assert raw is None
    assert [(each.rule, each.severity, each.pointer) for each in findings] == [("F00", Severity.REJECT, "/x")]


@pytest.mark.parametrize(
    ("avro_type", "value"),
    [
        (DATE, "20260302"),
        (DATE, "2026-W10-1"),
        (DATE, "2026-3-2"),
        (DATE, "2026-02-30"),
        (DATE, "0000-01-01"),
        (DATE, "\uff12026-03-02"),
        (DATE, "2026-03-02\n"),
        (DATE, "2026-03-02T00:00:00Z"),
        (DATE, 20514),
        (TIMESTAMP, "2026-03-02T10:15:00"),
        (TIMESTAMP, "2026-03-02"),
        (TIMESTAMP, "2026-03-02 10:15:00Z"),
        (TIMESTAMP, "2026-03-02T10:15Z"),
        (TIMESTAMP, "2026-03-02T10:15:00.1234Z"),
        (TIMESTAMP, "2026-03-02T24:00:00Z"),
        (TIMESTAMP, "2026-03-02T10:15:60Z"),
        (TIMESTAMP, "2026-03-02T10:15:00+25:00"),
        (TIMESTAMP, "2026-03-02T10:15:00z"),
        (TIMESTAMP, 1772446500000),
        (["null", TIMESTAMP], "now"),
    ],
)
def test_a_date_or_time_of_another_form_is_f16(avro_type: Any, value: Any) -> None:
    raw, findings = from_json(field_of(avro_type), {"x": value})

    assert raw is None
    assert [(each.rule, each.pointer) for each in findings] == [("F16", "/x")]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_schema() -> None:
    obj = {
        "flag": "yes",
        "day": "tomorrow",
        "digest": "AAAAAA==",
        "colour": "RED",
        "text": "",
        "data": "",
        "large": 1,
        "late": "",
        "shade": "dark",
        "people": [{"name": "a", "tags": []}, {"name": 5, "tags": [["AAAAAA==", 7]]}],
        "owner": [],
    }

    raw, findings = from_json(EVERYTHING, obj)

    assert raw is None
    assert [each.pointer for each in findings] == [
        "/flag",
        "/small",
        "/day",
        "/people/1/name",
        "/people/1/tags/0/1",
        "/owner",
        "/shade",
    ]


@pytest.mark.parametrize("obj", [None, [], "text", 5, True])
def test_what_is_no_object_is_no_message(obj: Any) -> None:
    assert from_json(field_of("int"), obj) == (None, [Finding("F00", Severity.REJECT, "", "This is not an object.")])


def test_an_unknown_field_is_named_where_it_can_be_a_field() -> None:
    _, findings = from_json(field_of("int"), {"x": 1, "colour": "blue", "Alex EXAMPLE, 1 Example Street": 1, 5: 1})

    assert [each.pointer for each in findings] == ["/colour", "", ""]
    assert {each.text for each in findings} == {"The contract has no such field."}


def test_a_required_value_that_is_missing_is_reported_under_its_own_rule() -> None:
    schema = field_of("string")
    schema["fields"][0]["rule"] = "E04"

    assert from_json(schema, {})[1] == [Finding("E04", Severity.REJECT, "/x", "A required value is missing.")]
    assert from_json(schema, {"x": 5})[1] == [Finding("E04", Severity.REJECT, "/x", "This is not a text.")]


def test_the_rule_of_an_item_goes_before_that_of_its_list() -> None:
    schema = field_of({"type": "array", "items": {"type": "string", "rule": "F31"}})
    schema["fields"][0]["rule"] = "F32"

    assert [each.rule for each in from_json(schema, {"x": [1]})[1]] == ["F31"]
    assert [each.rule for each in from_json(schema, {"x": 1})[1]] == ["F32"]


def test_a_default_stands_for_what_is_absent_and_is_never_shared() -> None:
    schema = field_of({"type": "array", "items": "int"})
    schema["fields"][0]["default"] = []

    first, _ = from_json(schema, {})
    assert first == {"x": []}
    first["x"].append(1)

    assert from_json(schema, {}) == ({"x": []}, [])


def test_findings_hold_no_value() -> None:
    secret = "Alex EXAMPLE"
    _, findings = from_json(EVERYTHING, {"flag": secret, "people": [secret], "counts": {secret: secret}})

    assert findings
    assert secret not in str(findings)
