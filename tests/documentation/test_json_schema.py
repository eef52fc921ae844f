"""JSON Schemas are valid, say what the format check says of every value, and need nothing but themselves."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from documented import files, subject, types
from jsonschema import Draft202012Validator
from misfits import fields_in, misfits

from casefile_contracts.codec.jsonform import compile_from_json, from_json
from casefile_contracts.codec.shape import Record, shape_of
from casefile_contracts.documentation import json_texts
from casefile_contracts.documentation.json_schema import json_schema
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import MessageType, Release
from casefile_contracts.rules import Checker, compile_checker

MESSAGES = list(subject().release.messages)
NOW = 1_772_000_000_000


@cache
def schema(name: str) -> Any:
    return json.loads(files()[f"json-schema/{name}.json"])


@cache
def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(schema(name))


@cache
def format_check(name: str) -> Checker:
    """The check of single values alone: rules without their conditions."""
    release = subject().release
    rules = {
        id_: {k: v for k, v in rule.items() if k not in ("require", "examples")} for id_, rule in release.rules.items()
    }
    return compile_checker(replace(release, rules=rules), name, ReferenceData.from_release(release))


@cache
def reader(name: str) -> Any:
    return compile_from_json(subject().release.messages[name].schema)


def fits(name: str, message: dict[str, Any]) -> bool:
    """What the exchange says of the single values of a message."""
    raw, _ = reader(name)(message)
    return raw is not None and format_check(name).passes(raw, NOW)


@pytest.mark.parametrize("name", MESSAGES)
def test_every_schema_is_valid_and_refers_to_nothing_outside_itself(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))

    references = set(_references(schema(name)))
    assert {f"#/$defs/{name}" for name in schema(name)["$defs"]} == references


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for inner in node.values() for found in _references(inner)]
    return [found for inner in node for found in _references(inner)] if isinstance(node, list) else []


@pytest.mark.parametrize("example", subject().examples)
def test_every_golden_message_fits_its_schema(example: str) -> None:
    name = example.partition(".")[0]

    assert [error.message for error in validator(name).iter_errors(subject().examples[example])] == []


@cache
def shape(example: str) -> Record:
    return shape_of(subject().release.messages[example.partition(".")[0]].schema)


@cache
def spoilt_in() -> dict[str, set[str]]:
    """For each example the fields that are spoilt in it: each field once, in the shortest example that has it."""
    found: dict[str, set[str]] = {}
    for example in sorted(subject().examples, key=lambda name: len(str(subject().examples[name]))):
        found[example] = fields_in(shape(example), subject().examples[example]) - set().union(*found.values())
    return found


@pytest.mark.parametrize("example", [example for example, fields in spoilt_in().items() if fields])
def test_schema_and_format_check_agree_on_every_spoilt_value(example: str) -> None:
    name = example.partition(".")[0]
    verdicts = [
        (misfit.place, fits(name, misfit.message), validator(name).is_valid(misfit.message))
        for misfit in misfits(shape(example), subject().examples[example], spoilt_in()[example])
        if misfit.place.split(" = ")[0] != "/envelope/message_type"  # the schema is of one type, and says so
    ]

    assert [verdict for verdict in verdicts if verdict[1] != verdict[2]] == []
    assert {ours for _, ours, _ in verdicts} == {True, False}


def test_a_schema_is_of_one_message_type() -> None:
    name = next(name for name in MESSAGES if subject().examples_of(name) and "envelope" in schema(name)["properties"])
    [message, *_] = subject().examples_of(name).values()
    other = {**message, "envelope": {**message["envelope"], "message_type": "Gossip"}}

    assert validator(name).is_valid(message)
    assert not validator(name).is_valid(other)


def test_every_field_is_described() -> None:
    for name, record in types().records.items():
        properties = next(_properties(message, name) for message in types().messages_with[name])
        assert {field["name"]: field["doc"] for field in record["fields"]} == {
            field: said["description"] for field, said in properties.items()
        }


def _properties(message: str, record: str) -> dict[str, Any]:
    found: dict[str, Any] = schema(message) if message == record else schema(message)["$defs"][record]
    return dict(found["properties"])


@pytest.mark.parametrize(
    ("first", "last", "inside", "outside"),
    [
        ("1900-01-01", "9999-12-31", ["1900-01-01", "1999-12-31", "9999-12-31"], ["1899-12-31", "0999-06-01"]),
        (
            "2020-12-31",
            "2026-03-09",
            ["2020-12-31", "2021-01-01", "2026-03-09"],
            ["2020-12-30", "2026-03-10", "2031-01-01"],
        ),
        (
            "0001-01-01",
            "2025-12-31",
            ["0001-01-01", "2025-12-31"],
            ["2026-01-01", "0000-12-31", "2025-02-29", "2025-1-1"],
        ),
        ("1970-01-01", "1970-01-01", ["1970-01-01"], ["1969-12-31", "1970-01-02", "19700101"]),
    ],
)
def test_bounds_of_dates_are_patterns(first: str, last: str, inside: list[str], outside: list[str]) -> None:
    validates = Draft202012Validator(json_texts.date(first, last)[1])

    assert [text for text in inside if not validates.is_valid(text)] == []
    assert [text for text in outside if validates.is_valid(text)] == []


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ({"type": "bytes", "maxLength": 2}, ["", "AP8=", "AA=="], ["AP8", "AP8A AP8A", "////AP8=", 1]),
        (
            {"type": {"type": "bytes", "logicalType": "decimal", "precision": 5, "scale": 2}},
            ["0.00", "-123.45", "12.50"],
            ["1234.00", "1.5", "01.50", "+1.50", 1.5],
        ),
        ({"type": {"type": "map", "values": "int"}}, [{}, {"a": 1}], [{"a": "1"}, []]),
        ({"type": "boolean"}, [True, False], [0, "true", None]),
        ({"type": ["null", "boolean"], "default": None}, [True, None], [0]),
    ],
)
def test_kinds_that_no_message_has_yet_are_said_too(field: dict[str, Any], good: list[Any], bad: list[Any]) -> None:
    entry = {"name": "it", "doc": "It.", "sensitivity": "public", "source": "casefile", **field}
    record = {"type": "record", "name": "Ping", "namespace": "casefile.v1", "doc": "A ping.", "fields": [entry]}
    message = MessageType("Ping", "casefile.v1.Ping", 1, 1, "", record, ("police",))
    release = Release("0.1", {"Ping": message}, {}, {})

    validates = Draft202012Validator(json_schema(message, release, types().of(release)))

    assert [value for value in good if not validates.is_valid({"it": value})] == []
    assert [value for value in bad if validates.is_valid({"it": value})] == []
    assert [value for value in good if from_json(record, {"it": value})[0] is None] == []
    assert [value for value in bad if from_json(record, {"it": value})[0] is not None and value != "////AP8="] == []
