"""Identifiers written one way, wherever in a message they stand."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.normalising import NORMALISERS, compile_normaliser
from casefile_contracts.release import load_release
from casefile_schemas import ROOT

INNER = {
    "type": "record",
    "name": "Inner",
    "namespace": "casefile.v1",
    "fields": [{"name": "code", "type": ["null", "string"], "default": None, "normalise": "upper"}],
}
SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Outer",
    "namespace": "casefile.v1",
    "fields": [
        {"name": "urn", "type": "string", "normalise": "urn"},
        {"name": "plain", "type": "string"},
        {"name": "inner", "type": INNER},
        {"name": "optional", "type": ["null", "casefile.v1.Inner"], "default": None},
        {"name": "many", "type": {"type": "array", "items": "casefile.v1.Inner"}},
        {"name": "words", "type": {"type": "array", "items": {"type": "string", "normalise": "trim"}}},
    ],
}


def test_every_marked_field_is_normalised_and_no_other() -> None:
    obj = {
        "urn": "99 aa 12326",
        "plain": " a ",
        "inner": {"code": " b "},
        "optional": {"code": "c"},
        "many": [{"code": "d"}, {}],
        "words": [" e "],
    }
    before = copy.deepcopy(obj)

    assert compile_normaliser(SCHEMA)(obj) == {
        "urn": "99AA0012326",
        "plain": " a ",
        "inner": {"code": "B"},
        "optional": {"code": "C"},
        "many": [{"code": "D"}, {}],
        "words": ["e"],
    }
    assert obj == before


@pytest.mark.parametrize(
    "obj",
    [
        None,
        "text",
        [],
        {},
        {"urn": 5, "inner": "b", "optional": None, "many": {"code": "d"}, "words": "e"},
        {"urn": None, "inner": {"code": None}, "many": [None, 1], "words": [2, None]},
    ],
)
def test_what_has_another_shape_is_left_for_the_check(obj: Any) -> None:
    assert compile_normaliser(SCHEMA)(obj) == obj


@pytest.mark.parametrize("name", NORMALISERS)
@given(text=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126), max_size=25))
def test_normalising_again_changes_nothing(name: str, text: str) -> None:
    normalise = NORMALISERS[name]

    assert normalise(normalise(text)) == normalise(text)


@pytest.mark.parametrize("path", sorted((ROOT / "draft/examples").glob("*.json")), ids=lambda path: path.stem)
def test_the_examples_are_written_the_one_way(path: Any) -> None:
    example = json.loads(path.read_text(encoding="utf-8"))
    schema = load_release().messages[path.name.split(".")[0]].schema

    assert compile_normaliser(schema)(example) == example
