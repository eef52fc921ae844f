"""The bytes of a release from a draft: one self-contained schema a message type, all rules, all tables.

Equal drafts give equal bytes, whatever the order of keys in their files, so a release can be compared with its draft.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from casefile_contracts.draft.source import Draft, Schema
from casefile_contracts.release import MessageType, Release

RULES = "rules.json"
TABLES = "tables.json"
SCHEMA_SUFFIX = ".avsc"


def compile_draft(draft: Draft) -> dict[str, bytes]:
    """Every file of the release by name. The draft must be free of lint."""
    files = {
        f"{schema['name']}{SCHEMA_SUFFIX}": _compact(self_contained(schema, draft.types)) for schema in messages(draft)
    }
    files[RULES] = _compact({rule["id"]: rule for rule in draft.rules})
    files[TABLES] = _compact(draft.tables)
    return files


def contents(files: Mapping[str, bytes]) -> tuple[dict[str, Schema], dict[str, Any], dict[str, Any]]:
    """What the files of a release say: its schemas by message type, its rules and its tables.

    Raises:
        KeyError: Rules or tables are missing.
        ValueError: A file is no JSON.
    """
    schemas = {
        name.removesuffix(SCHEMA_SUFFIX): json.loads(content)
        for name, content in sorted(files.items())
        if name.endswith(SCHEMA_SUFFIX)
    }
    return schemas, json.loads(files[RULES]), json.loads(files[TABLES])


def as_release(draft: Draft) -> Release:
    """The draft as if it were released, to look at it or to try its rules; it may still be full of lint."""
    schemas, rules, tables = contents(compile_draft(draft))
    return Release("draft", {name: _message(name, schema) for name, schema in schemas.items()}, rules, tables)


def messages(draft: Draft) -> list[Schema]:
    """The records that are messages: those that name who may send them."""
    return [schema for schema in draft.types.values() if "sender" in schema]


def self_contained(schema: Schema, types: Mapping[str, Schema]) -> Any:
    """The schema with each named type written out where it is first used, and named from then on."""
    return _Inliner(types).named(schema)


def _message(name: str, schema: Schema) -> MessageType:
    return MessageType(name, f"{schema['namespace']}.{name}", 0, 0, "", schema, tuple(schema["sender"]))


class _Inliner:
    def __init__(self, types: Mapping[str, Schema]) -> None:
        self._types = types
        self._written: set[str] = set()

    def named(self, schema: Schema) -> Schema:
        self._written.add(f"{schema['namespace']}.{schema['name']}")
        if schema["type"] != "record":
            return schema
        return schema | {"fields": [field | {"type": self._inline(field["type"])} for field in schema["fields"]]}

    def _inline(self, node: Any) -> Any:
        match node:
            case str() if node in self._types and node not in self._written:
                return self.named(self._types[node])
            case list():
                return [self._inline(branch) for branch in node]
            case {"type": "array", "items": items}:
                return node | {"items": self._inline(items)}
            case {"type": "map", "values": values}:
                return node | {"values": self._inline(values)}
            case _:
                return node


def _compact(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"
