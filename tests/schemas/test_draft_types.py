"""The types of the draft: loadable, documented, and every name in them leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from drafts import draft, message_schemas
from fastavro.schema import parse_schema


def fields() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{schema['name']}.{field['name']}", field)
        for schema in draft().types.values()
        for field in schema.get("fields", ())
    ]


def attributes(name: str) -> Iterator[tuple[str, str]]:
    """Every use of an attribute, on a field or on the items of an array."""
    for path, field in fields():
        if name in field:
            yield path, field[name]
        kind: Any = field["type"]
        items = kind.get("items") if isinstance(kind, dict) else None
        if isinstance(items, dict) and name in items:
            yield f"{path}[]", items[name]


@pytest.mark.parametrize("name", message_schemas())
def test_a_stock_avro_library_loads_the_message(name: str) -> None:
    parsed: Any = parse_schema(message_schemas()[name])

    assert parsed["name"] == f"casefile.v1.{name}"


def test_every_field_says_what_it_is_where_it_comes_from_and_whom_it_may_hurt() -> None:
    for path, field in fields():
        assert re.fullmatch(r"[A-Z].+[.]", field["doc"], re.DOTALL), path
        assert field["source"].strip(), path
        assert field["sensitivity"] in ("public", "personal", "special"), path


def test_every_code_list_that_a_field_names_ships_with_the_contract() -> None:
    lists = draft().tables["code_lists"]

    assert [use for use in attributes("codes") if use[1] not in lists] == []


def test_every_code_list_is_used() -> None:
    asked = {name for rule in draft().rules for name in re.findall(r'known\("([a-z_]+)"', rule.get("require", ""))}

    assert set(draft().tables["code_lists"]) <= {name for _, name in attributes("codes")} | asked


def test_every_rule_that_a_field_names_is_in_the_rule_book() -> None:
    rules = {rule["id"] for rule in draft().rules}

    assert [use for use in attributes("rule") if use[1] not in rules] == []


def test_every_person_is_known_by_one_kind_of_id() -> None:
    people = [(path, field) for path, field in fields() if path.endswith(".person_id")]

    assert len(people) > 5
    assert {(field["pattern"], field["maxLength"]) for _, field in people} == {("^[A-Za-z0-9_-]+$", 40)}


def test_no_message_may_carry_the_content_of_a_file() -> None:
    assert [path for path, field in fields() if "bytes" in (field["type"], *field["type"])] == []
