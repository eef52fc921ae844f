"""The golden messages: whole, fictional, and without a fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from drafted import checker, findings_of
from drafts import draft, fields_in, golden, message_schemas, type_of
from overlay import NOW

from casefile_contracts.codec.jsonform import compile_to_json, from_json

FICTIONAL = {
    "number": "(01632 960|0?7700 900)[0-9]{3}",
    "fax": "01632 960[0-9]{3}",
    "emails": "[a-z.]+@example[.](org|com)",
    "postcode": "ZZ99 9ZZ",
    "urn": "9[89][A-Z]{2}[0-9]{7}",
    "linked_urns": "9[89][A-Z]{2}[0-9]{7}",
    "asn": "[0-9]{2}9[89][A-Z]{2}[0-9]{13}[A-Z]",
    "pnc_id": "[0-9]{4}/99[0-9]{5}[A-Z]",
    "organisation": "police-9[89]|cps-north|gateway",
}
"""What fictional people may have, by name of the field: reserved ranges and codes of no real force."""


def values(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a message, with the name of its field."""
    match value:
        case str():
            yield name, value
        case dict():
            for key, inner in value.items():
                yield from values(inner, key)
        case list():
            for inner in value:
                yield from values(inner, name)


@pytest.mark.parametrize("name", golden())
def test_a_golden_message_has_no_finding(name: str) -> None:
    assert findings_of(type_of(name), golden()[name], NOW) == []


@pytest.mark.parametrize("name", golden())
def test_a_golden_message_passes_the_fast_path_too(name: str) -> None:
    raw, _ = from_json(message_schemas()[type_of(name)], golden()[name])

    assert raw is not None and checker(type_of(name)).passes(raw, NOW)


@pytest.mark.parametrize("name", golden())
def test_a_golden_message_comes_back_from_its_raw_form_as_it_was(name: str) -> None:
    schema = message_schemas()[type_of(name)]
    raw, _ = from_json(schema, golden()[name])

    assert raw is not None
    assert without_empty_lists(compile_to_json(schema)(raw)) == without_empty_lists(golden()[name])


def without_empty_lists(value: Any) -> Any:
    match value:
        case dict():
            return {key: without_empty_lists(inner) for key, inner in value.items() if inner != []}
        case list():
            return [without_empty_lists(inner) for inner in value]
    return value


def test_the_golden_messages_show_every_field_of_the_contract() -> None:
    shown = {
        path
        for name, message in golden().items()
        for path in fields_in(draft().types[f"casefile.v1.{type_of(name)}"], message)
    }
    every = {
        f"{schema['name']}.{field['name']}" for schema in draft().types.values() for field in schema.get("fields", ())
    }

    assert every - shown == set()


@pytest.mark.parametrize("name", golden())
def test_a_golden_message_is_about_nobody(name: str) -> None:
    for field, text in values(golden()[name]):
        assert re.fullmatch(FICTIONAL.get(field, "[^@]*|@alex.example"), text), field


@pytest.mark.parametrize("name", [name for name in golden() if type_of(name) != "LedgerRecord"])
def test_a_golden_message_is_marked_as_a_test(name: str) -> None:
    envelope = golden()[name]["envelope"]

    assert envelope["test"] is True
    assert envelope["message_type"] == type_of(name)
    assert envelope.get("urn", "99")[:2] in ("98", "99")
