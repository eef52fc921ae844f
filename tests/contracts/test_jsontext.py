"""JSON text that two systems could read differently is not read."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casefile_contracts.codec.jsonform import loads
from casefile_contracts.codec.wire import REASONS
from casefile_contracts.errors import UnreadableError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(VALUES, st.booleans())
@settings(deadline=None)
def test_any_value_is_read_as_it_was_written(value: Any, escaped: bool) -> None:
    text = json.dumps(value, ensure_ascii=escaped)

    assert loads(text) == loads(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        (b" \n", "empty"),
        ("{", "not_json"),
        ("{} {}", "not_json"),
        ("{'a': 1}", "not_json"),
        ("[1,]", "not_json"),
        ("01", "not_json"),
        ("NaN", "not_json"),
        ("[Infinity]", "not_json"),
        ("-Infinity", "not_json"),
        ("\ufeff{}", "not_json"),
        ('"tab\there"', "not_json"),
        ('{"a": 1, "a": 1}', "duplicate_key"),
        ('[{"b": {"a": 1, "\\u0061": 2}}]', "duplicate_key"),
        ("123456789012345678901", "out_of_range"),
        ("0.1234567890123456789", "out_of_range"),
        ("1e999", "out_of_range"),
        ("9" * 100_000, "out_of_range"),
        ('"\\ud800"', "not_utf8"),
        ('{"\\udc00": 1}', "not_utf8"),
        ('["\ud800"]', "not_utf8"),
        (b'"\xff"', "not_utf8"),
        (b'{"a": "\xed\xa0\x80"}', "not_utf8"),
        ("[" * 65 + "]" * 65, "too_deep"),
        ('{"a":' * 65 + "1" + "}" * 65, "too_deep"),
        ("[" * 100_000, "too_deep"),
        ("[" * 100_000 + "]" * 100_000, "too_deep"),
    ],
)
def test_text_with_more_than_one_reading_is_refused(text: str | bytes, reason: str) -> None:
    with pytest.raises(UnreadableError) as caught:
        loads(text)

    assert caught.value.reason == reason
    assert reason in REASONS


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ('"\\ud83d\\uddce"', "🗎"),
        ("1.5e3", 1500.0),
        ("[" * 64 + "]" * 64, None),
    ],
)
def test_the_widest_text_with_one_reading_is_read(text: str, value: Any) -> None:
    assert value is None or loads(text) == value
    assert json.dumps(loads(text)) == json.dumps(json.loads(text))


@given(st.binary(max_size=40))
@settings(max_examples=500, deadline=None)
def test_no_bytes_raise_anything_else(data: bytes) -> None:
    try:
        loads(data)
    except UnreadableError as error:
        assert error.reason in REASONS
