"""Generated source is the same for the same schema, made once, and never anything but what the contract allows."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from avro_samples import EVERYTHING, field_of

from casefile_contracts.codec import compile_decoder, compile_encoder
from casefile_contracts.codec.decoder import decoder_source
from casefile_contracts.codec.encoder import encoder_source
from casefile_contracts.errors import ContractError
from casefile_contracts.release import load_release

EMPTY = {"type": "record", "name": "Nothing", "fields": []}


def test_a_schema_is_compiled_once() -> None:
    again = dict(EVERYTHING)

    assert compile_decoder(EVERYTHING) is compile_decoder(again)
    assert compile_encoder(EVERYTHING) is compile_encoder(again)


def test_the_same_schema_gives_the_same_source_in_another_process() -> None:
    script = (
        "from casefile_contracts.codec.decoder import decoder_source as d;"
        "from casefile_contracts.codec.encoder import encoder_source as e;"
        "from casefile_contracts.release import load_release;"
        "s = load_release().messages['ChargesLaid'].schema; print(d(s) + e(s), end='')"
    )
    schema = load_release().messages["ChargesLaid"].schema

    elsewhere = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert elsewhere == decoder_source(schema) + encoder_source(schema)


@pytest.mark.parametrize(
    ("avro_type", "sentence"),
    [
        ("double", "the codec carries no double"),
        ("float", "the codec carries no float"),
        ("null", "the codec carries no null"),
        ({"type": "double"}, "the codec carries no double"),
        ("Nowhere", "the codec carries no Nowhere"),
        ("One", "casefile.test.One is recursive"),
        (["null", "One"], "casefile.test.One is recursive"),
        (["int", "string"], "a union is null and one other type"),
        (["null", "int", "string"], "a union is null and one other type"),
        (["null"], "a union is null and one other type"),
        ({"type": "array", "items": EMPTY}, "an array's items take at least one byte each"),
    ],
)
def test_what_the_contract_does_not_allow_is_not_compiled(avro_type: Any, sentence: str) -> None:
    for compile_one in (compile_decoder, compile_encoder):
        with pytest.raises(ContractError, match=sentence):
            compile_one(field_of(avro_type))


@pytest.mark.parametrize("schema", ["string", {"type": "array", "items": "int"}, ["null", "int"]])
def test_only_a_record_is_a_message(schema: Any) -> None:
    with pytest.raises(ContractError):
        compile_decoder(schema)


@pytest.mark.parametrize("name", ["X(read): import os\ndef y", "", "1st", "a b", "a..b"])
def test_a_name_that_is_no_avro_name_never_becomes_source(name: str) -> None:
    with pytest.raises(ContractError, match="no Avro name"):
        compile_decoder({"type": "record", "name": name, "fields": []})


def test_a_field_or_symbol_is_only_ever_a_text_in_the_source() -> None:
    odd = "'] = 1; raise SystemExit #\n"
    schema = {"type": "record", "name": "Odd", "fields": [{"name": odd, "type": "string"}]}

    assert compile_decoder(schema)(compile_encoder(schema)({odd: "a"})) == {odd: "a"}


def test_types_of_one_name_in_two_namespaces_are_two_types() -> None:
    def point(namespace: str, kind: str) -> dict[str, Any]:
        return {"type": "record", "name": "P", "namespace": namespace, "fields": [{"name": "v", "type": kind}]}

    schema = {
        "type": "record",
        "name": "Root",
        "namespace": "a",
        "fields": [
            {"name": "one", "type": point("a", "int")},
            {"name": "two", "type": point("b", "string")},
            {"name": "three", "type": "P"},
            {"name": "four", "type": "b.P"},
        ],
    }
    raw = {"one": {"v": 1}, "two": {"v": "x"}, "three": {"v": 2}, "four": {"v": "y"}}

    assert compile_decoder(schema)(compile_encoder(schema)(raw)) == raw


def test_the_deepest_schema_of_the_contract_lint_compiles() -> None:
    avro_type: Any = "int"
    raw: Any = 7
    for _ in range(12):
        avro_type, raw = {"type": "array", "items": ["null", avro_type]}, [None, raw]

    schema = field_of(avro_type)

    assert compile_decoder(schema)(compile_encoder(schema)({"x": raw})) == {"x": raw}
