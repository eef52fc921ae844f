"""The draft and its golden messages, as the tests of this room read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import casefile_schemas
from casefile_contracts.draft.compiler import messages, self_contained
from casefile_contracts.draft.source import Draft, load_draft

FOLDER: Path = casefile_schemas.ROOT / "draft"

Record = dict[str, Any]


@cache
def draft() -> Draft:
    return load_draft(FOLDER)


@cache
def message_schemas() -> dict[str, Record]:
    """Self-contained schemas by name of the message type."""
    return {schema["name"]: self_contained(schema, draft().types) for schema in messages(draft())}


@cache
def golden() -> dict[str, Record]:
    """Golden messages in JSON form, by name of their file."""
    return {path.stem: json.loads(path.read_text()) for path in sorted((FOLDER / "examples").glob("*.json"))}


def type_of(example: str) -> str:
    """The message type of a golden message: `Receipt.parked` is a Receipt."""
    return example.partition(".")[0]


def fields_in(schema: Any, value: Any) -> Iterator[str]:
    """Every field that a JSON form has, as `Record.field`, once for each time."""
    match schema:
        case ["null", inner]:
            yield from fields_in(inner, value)
        case {"type": "record", "name": name, "fields": fields}:
            for field in fields:
                if value.get(field["name"]) not in (None, []):
                    yield f"{name}.{field['name']}"
                    yield from fields_in(_resolved(field["type"]), value[field["name"]])
        case {"type": "array", "items": items}:
            for item in value:
                yield from fields_in(_resolved(items), item)


def _resolved(schema: Any) -> Any:
    match schema:
        case ["null", inner]:
            return _resolved(inner)
        case str() if schema in draft().types:
            return draft().types[schema]
    return schema
