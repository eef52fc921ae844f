"""An encoder never writes what its schema does not say, and names the place where a program tried to."""

from __future__ import annotations

from enum import IntEnum
from typing import Any

import pytest
from avro_samples import EVERYTHING, field_of

from casefile_contracts.codec import compile_encoder

ENUM = {"type": "enum", "name": "Colour", "symbols": ["UNKNOWN", "RED"]}
FIXED = {"type": "fixed", "name": "Digest", "size": 4}
SECRET = "Alex EXAMPLE"


class Number(IntEnum):
    ONE = 1


@pytest.mark.parametrize(
    ("avro_type", "value", "expected"),
    [
        ("boolean", 1, "a boolean"),
        ("boolean", None, "a boolean"),
        ("int", True, "a number of 32 bits"),
        ("int", 1.0, "a number of 32 bits"),
        ("int", "1", "a number of 32 bits"),
        ("int", Number.ONE, "a number of 32 bits"),
        ("int", 2**31, "a number of 32 bits"),
        ("int", -(2**31) - 1, "a number of 32 bits"),
        ("long", 2**63, "a number of 64 bits"),
        ("long", -(2**63) - 1, "a number of 64 bits"),
        ("long", None, "a number of 64 bits"),
        ("string", b"text", "a text without lone surrogates"),
        ("string", 5, "a text without lone surrogates"),
        ("string", "\ud800", "a text without lone surrogates"),
        ("bytes", "text", "bytes"),
        ("bytes", bytearray(b"x"), "bytes"),
        (FIXED, b"abc", "4 bytes"),
        (FIXED, "abcd", "4 bytes"),
        (ENUM, "BLUE", "a symbol of casefile.test.Colour"),
        (ENUM, ["RED"], "a symbol of casefile.test.Colour"),
        (ENUM, 1, "a symbol of casefile.test.Colour"),
        (["null", "int"], "1", "a number of 32 bits"),
        ({"type": "array", "items": "string"}, "ab", "a list"),
        ({"type": "array", "items": "string"}, ("a",), "a list"),
        ({"type": "array", "items": "string"}, None, "a list"),
        ({"type": "map", "values": "int"}, [], "a dict"),
        ({"type": "map", "values": "int"}, {1: 1}, "texts as keys"),
        ({"type": "record", "name": "Inner", "fields": []}, [], "a dict"),
    ],
)
def test_a_value_of_another_type_is_refused_with_its_place(avro_type: Any, value: Any, expected: str) -> None:
    with pytest.raises(TypeError) as caught:
        compile_encoder(field_of(avro_type))({"x": value})

    assert str(caught.value) == f"/x: expected {expected}"


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        ({}, "/x: expected a value or None"),
        ({"x": 1, "y": 2}, "the message: expected no more than the fields of casefile.test.One"),
        ({"y": 2}, "/x: expected a value or None"),
        ([], "the message: expected a dict"),
    ],
)
def test_a_field_too_few_or_too_many_is_refused(raw: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        compile_encoder(field_of("int"))(raw)


@pytest.mark.parametrize(
    ("avro_type", "value", "place"),
    [
        ({"type": "array", "items": "int"}, [1, 2, SECRET], "/x/2"),
        ({"type": "map", "values": "int"}, {SECRET: SECRET}, "/x/*"),
        ({"type": "record", "name": "Inner", "fields": [{"name": "y", "type": "int"}]}, {"y": SECRET}, "/x/y"),
    ],
)
def test_the_place_of_an_inner_value_is_named_and_the_value_is_not(avro_type: Any, value: Any, place: str) -> None:
    with pytest.raises(TypeError) as caught:
        compile_encoder(field_of(avro_type))({"x": value})

    assert str(caught.value).startswith(f"{place}: ")
    assert SECRET not in str(caught.value)


def test_every_field_of_a_message_may_be_the_wrong_one() -> None:
    encode = compile_encoder(EVERYTHING)
    for field in EVERYTHING["fields"]:
        with pytest.raises(TypeError):
            encode({each["name"]: object() if each is field else None for each in EVERYTHING["fields"]})
