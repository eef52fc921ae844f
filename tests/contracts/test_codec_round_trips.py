"""Whatever the schema, the compiled codec and another Avro library read and write the very same bytes."""

from __future__ import annotations

from typing import Any

import pytest
from avro_samples import EVERYTHING, Reference, schemas
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casefile_contracts.codec import compile_decoder, compile_encoder
from casefile_contracts.release import load_release
from casefile_contracts.testing.values import raw_values

MESSAGES = load_release().messages


@given(schemas().flatmap(lambda schema: st.tuples(st.just(schema), raw_values(schema))))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_value_of_any_schema_goes_there_and_back(case: tuple[Any, dict[str, Any]]) -> None:
    schema, raw = case

    data = compile_encoder(schema)(raw)

    assert data == Reference(schema).encode(raw)
    assert compile_decoder(schema)(data) == raw == Reference(schema).decode(data)


@given(raw_values(EVERYTHING), st.binary(max_size=9))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_body_may_follow_a_prefix(raw: dict[str, Any], prefix: bytes) -> None:
    data = compile_encoder(EVERYTHING)(raw, prefix)

    assert data.startswith(prefix)
    assert compile_decoder(EVERYTHING)(data, len(prefix)) == raw


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_released_messages_go_there_and_back(name: str) -> None:
    schema = MESSAGES[name].schema
    reference, encode, decode = Reference(schema), compile_encoder(schema), compile_decoder(schema)

    @given(raw_values(schema))
    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    def agree(raw: dict[str, Any]) -> None:
        data = encode(raw)
        assert data == reference.encode(raw)
        assert decode(data) == raw == reference.decode(data)

    agree()


def test_fields_come_in_the_order_of_the_schema() -> None:
    raw = compile_decoder(EVERYTHING)(compile_encoder(EVERYTHING)(_smallest()))

    assert list(raw) == [field["name"] for field in EVERYTHING["fields"]]


def test_two_messages_share_no_list() -> None:
    decode, data = compile_decoder(EVERYTHING), compile_encoder(EVERYTHING)(_smallest())

    decode(data)["words"].append("changed")

    assert decode(data) == _smallest()


def _smallest() -> dict[str, Any]:
    return {
        "flag": False,
        "small": 0,
        "large": 0,
        "text": "",
        "data": b"",
        "day": 0,
        "at": None,
        "digest": b"\0\0\0\0",
        "colour": "UNKNOWN",
        "hue": None,
        "maybe": None,
        "late": None,
        "words": [],
        "holes": [],
        "counts": {},
        "people": [],
        "owner": None,
    }
