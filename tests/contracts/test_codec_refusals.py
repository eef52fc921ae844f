"""Bytes that are not the one canonical encoding of a value are refused, each for a reason out of the closed list."""

from __future__ import annotations

from typing import Any

import pytest
from avro_samples import field_of

from casefile_contracts.codec import compile_decoder
from casefile_contracts.codec.wire import REASONS
from casefile_contracts.errors import UnreadableError

ENUM = {"type": "enum", "name": "Colour", "symbols": ["UNKNOWN", "RED", "GREEN"]}
LARGE_ENUM = {"type": "enum", "name": "Large", "symbols": [f"S{index}" for index in range(70)]}
FIXED = {"type": "fixed", "name": "Digest", "size": 4}
TEXTS = {"type": "array", "items": "string"}
DIGESTS = {"type": "array", "items": FIXED}
HOLES = {"type": "array", "items": ["null", "int"]}
COUNTS = {"type": "map", "values": "long"}


def refusal(avro_type: Any, data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        compile_decoder(field_of(avro_type))(data)
    assert caught.value.reason in REASONS
    return caught.value.reason


@pytest.mark.parametrize(
    ("avro_type", "data"),
    [
        pytest.param("int", b"\x80\x00", id="zero in two bytes"),
        pytest.param("int", b"\x82\x80\x00", id="one in three bytes"),
        pytest.param("long", b"\xff" * 10 + b"\x01", id="eleven bytes"),
        pytest.param("long", b"\xff" * 100_000, id="a number without end"),
        pytest.param("string", b"\x82\x00a", id="length in two bytes"),
        pytest.param(TEXTS, b"\x82\x00\x02a\x00", id="count in two bytes"),
        pytest.param(TEXTS, b"\x02\x02a\x02\x02b\x00", id="array in two blocks"),
        pytest.param(COUNTS, b"\x02\x02a\x02\x02\x02b\x02\x00", id="map in two blocks"),
        pytest.param(COUNTS, b"\x04\x02a\x02\x02a\x04\x00", id="a key twice"),
    ],
)
def test_another_encoding_of_the_same_value_is_not_canonical(avro_type: Any, data: bytes) -> None:
    assert refusal(avro_type, data) == "not_canonical"


@pytest.mark.parametrize(
    ("avro_type", "data"),
    [
        pytest.param("int", b"\x80\x80\x80\x80\x10", id="2^31"),
        pytest.param("int", b"\x81\x80\x80\x80\x10", id="-2^31 - 1"),
        pytest.param("long", b"\xff" * 9 + b"\x02", id="65 bits"),
        pytest.param("boolean", b"\x02", id="boolean 2"),
        pytest.param("boolean", b"\xff", id="boolean 255"),
        pytest.param(ENUM, b"\x06", id="a symbol too far"),
        pytest.param(ENUM, b"\x01", id="symbol -1"),
        pytest.param(LARGE_ENUM, b"\x8c\x01", id="a symbol too far in a large enum"),
        pytest.param(LARGE_ENUM, b"\x01", id="symbol -1 in a large enum"),
        pytest.param(["null", "string"], b"\x04", id="a branch too far"),
        pytest.param(["null", "string"], b"\x01", id="branch -1"),
        pytest.param("string", b"\x01", id="length -1"),
        pytest.param("string", b"\x83\x01", id="length of two bytes below zero"),
        pytest.param(TEXTS, b"\x01\x06\x02a\x00", id="count -1 with a block size"),
        pytest.param(COUNTS, b"\x01\x08\x02a\x02\x00", id="map count -1"),
    ],
)
def test_what_the_schema_does_not_allow_is_out_of_range(avro_type: Any, data: bytes) -> None:
    assert refusal(avro_type, data) == "out_of_range"


@pytest.mark.parametrize(
    ("avro_type", "data"),
    [
        pytest.param("int", b"", id="nothing"),
        pytest.param("int", b"\x80", id="half a number"),
        pytest.param("boolean", b"", id="no boolean"),
        pytest.param(ENUM, b"", id="no symbol"),
        pytest.param(["null", "string"], b"", id="no branch"),
        pytest.param("string", b"\x06ab", id="text cut by one"),
        pytest.param("string", b"\x20ab", id="text cut by many"),
        pytest.param("bytes", b"\x06ab", id="bytes cut by one"),
        pytest.param(FIXED, b"abc", id="fixed cut by one"),
        pytest.param(FIXED, b"", id="fixed cut to nothing"),
        pytest.param(TEXTS, b"\x02\x02a", id="array without its end"),
        pytest.param(TEXTS, b"\x04\x02a\x02b", id="array without its end after two"),
        pytest.param(TEXTS, b"\x04\x02a", id="array short of an item"),
        pytest.param(COUNTS, b"\x02\x02a", id="map short of a value"),
    ],
)
def test_bytes_that_end_too_soon_are_truncated(avro_type: Any, data: bytes) -> None:
    assert refusal(avro_type, data) == "truncated"


@pytest.mark.timeout(10)
@pytest.mark.parametrize("avro_type", [TEXTS, DIGESTS, HOLES, COUNTS], ids=["texts", "digests", "holes", "counts"])
@pytest.mark.parametrize("count", [b"\xfe" + b"\xff" * 8 + b"\x01", b"\xfe\xff\xff\xff\x0f"], ids=["2^63", "2^31"])
def test_a_count_larger_than_the_data_neither_hangs_nor_fills_memory(avro_type: Any, count: bytes) -> None:
    assert refusal(avro_type, count + b"\x00" * 8) in {"truncated", "not_canonical"}


def test_a_length_larger_than_the_data_takes_no_memory() -> None:
    assert refusal("string", b"\xfe" + b"\xff" * 8 + b"\x01" + b"abc") == "truncated"


@pytest.mark.parametrize("text", [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"])
def test_text_that_is_not_utf8_is_refused(text: bytes) -> None:
    assert refusal("string", bytes([len(text) * 2]) + text) == "not_utf8"


@pytest.mark.parametrize("rest", [b"\x00", b"\x00" * 9, b"a"])
def test_bytes_after_the_message_are_refused(rest: bytes) -> None:
    assert refusal("string", b"\x02a" + rest) == "trailing_bytes"


def test_a_start_beyond_the_data_is_truncated() -> None:
    with pytest.raises(UnreadableError, match="truncated"):
        compile_decoder(field_of("int"))(b"\x02", 5)


@pytest.mark.parametrize(
    ("avro_type", "data", "value"),
    [
        ("int", b"\xfe\xff\xff\xff\x0f", 2**31 - 1),
        ("int", b"\xff\xff\xff\xff\x0f", -(2**31)),
        ("long", b"\xfe" + b"\xff" * 8 + b"\x01", 2**63 - 1),
        ("long", b"\xff" * 9 + b"\x01", -(2**63)),
        (LARGE_ENUM, b"\x8a\x01", "S69"),
    ],
)
def test_the_largest_of_each_is_accepted(avro_type: Any, data: bytes, value: Any) -> None:
    assert compile_decoder(field_of(avro_type))(data) == {"x": value}
