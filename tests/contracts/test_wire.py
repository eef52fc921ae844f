"""A message on the wire says which schema it is of."""

from __future__ import annotations

from io import BytesIO

import pytest
from confluent_kafka.schema_registry.serde import SchemaId
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.codec.wire import HEADER_SIZE, REASONS, frame, header, schema_id_of
from casefile_contracts.errors import UnreadableError

IDS = st.integers(1, 2**31 - 1)


@given(IDS, st.binary())
def test_a_framed_body_tells_its_schema_id(schema_id: int, body: bytes) -> None:
    value = frame(schema_id, body)

    assert schema_id_of(value) == schema_id
    assert value[:HEADER_SIZE] == header(schema_id)
    assert value[HEADER_SIZE:] == body


@given(IDS, st.binary())
def test_a_stock_client_reads_the_same_schema_id(schema_id: int, body: bytes) -> None:
    theirs = SchemaId("AVRO")

    rest = theirs.from_bytes(BytesIO(frame(schema_id, body)))

    assert theirs.id == schema_id
    assert rest.read() == body


@pytest.mark.parametrize("value", [None, b""])
def test_no_value_is_empty(value: bytes | None) -> None:
    with pytest.raises(UnreadableError, match="empty"):
        schema_id_of(value)


@pytest.mark.parametrize("value", [b"\0", b"\0\0\0\0", b"{}", b'{"envelope": 1}', b"\1\0\0\0\1body"])
def test_what_does_not_begin_with_a_header_is_not_framed(value: bytes) -> None:
    with pytest.raises(UnreadableError, match="not_framed"):
        schema_id_of(value)


def test_every_reason_has_a_sentence() -> None:
    assert all(name.replace("_", "").replace("8", "").isalpha() for name in REASONS)
    assert all(sentence.endswith(".") for sentence in REASONS.values())
