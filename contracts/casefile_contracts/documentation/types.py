"""The named types of a release, each once, and who uses them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casefile_contracts.release import Release

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Types:
    """Every record and enum by short name, as a release's messages define them."""

    schemas: Mapping[str, Schema]
    messages: frozenset[str]

    @classmethod
    def of(cls, release: Release) -> Types:
        """The types of a release."""
        found: dict[str, Schema] = {}
        for message in release.messages.values():
            found |= {schema["name"]: schema for schema in _definitions(message.schema)}
        return cls(dict(sorted(found.items())), frozenset(release.messages))

    @cached_property
    def records(self) -> dict[str, Schema]:
        """The records, messages among them."""
        return {name: schema for name, schema in self.schemas.items() if schema["type"] == "record"}

    @cached_property
    def enums(self) -> dict[str, Schema]:
        """The enums."""
        return {name: schema for name, schema in self.schemas.items() if schema["type"] == "enum"}

    @cached_property
    def users(self) -> dict[str, list[tuple[str, str]]]:
        """For each type the fields of it: record and field."""
        found: dict[str, list[tuple[str, str]]] = {name: [] for name in self.schemas}
        for record, schema in self.records.items():
            for field in schema["fields"]:
                if target := named(field["type"]):
                    found[target].append((record, field["name"]))
        return found

    @cached_property
    def messages_with(self) -> dict[str, list[str]]:
        """For each type the messages that hold it somewhere, itself included if it is one."""
        found: dict[str, list[str]] = {name: [] for name in self.schemas}
        for message in sorted(self.messages):
            for name in self.inside(message):
                found[name].append(message)
        return found

    def inside(self, record: str) -> list[str]:
        """The record and every type in it however deep, in the order of reading."""
        found: dict[str, None] = {}
        self._collect(record, found)
        return list(found)

    def _collect(self, name: str, found: dict[str, None]) -> None:
        found[name] = None
        for field in self.schemas[name].get("fields", ()):
            target = named(field["type"])
            if target and target not in found:
                self._collect(target, found)

    def own(self, message: str) -> list[str]:
        """The records that stand in this message alone."""
        inner = [name for name in self.inside(message) if name in self.records and name not in self.messages]
        return [name for name in inner if len(self.messages_with[name]) == 1]

    @cached_property
    def shared(self) -> list[str]:
        """The records that stand in several messages and so are documented on pages of their own."""
        return [n for n in self.records if n not in self.messages and len(self.messages_with[n]) > 1]

    def field_at(self, record: str, path: list[str]) -> tuple[str, str] | None:
        """Record and field that a path of field names leads to, through lists; None if it leads nowhere."""
        for step, field in enumerate(path):
            entry = next((one for one in self.records[record]["fields"] if one["name"] == field), None)
            if entry is None:
                return None
            if step == len(path) - 1:
                return record, field
            target = named(entry["type"])
            if target not in self.records:
                return None
            record = target
        return None


def value_type(node: Any) -> Any:
    """The type of a value that is there: the union's other branch, else the node itself."""
    return next(branch for branch in node if branch != "null") if isinstance(node, list) else node


def named(node: Any) -> str | None:
    """Short name of the record or enum that a value is or consists of."""
    match value_type(node):
        case {"type": "record" | "enum", "name": str(name)}:
            return name
        case {"type": "array", "items": inner} | {"type": "map", "values": inner}:
            return named(inner)
        case str(name) if "." in name:
            return name.rpartition(".")[2]
    return None


def _definitions(node: Any) -> Iterator[Schema]:
    match node:
        case list():
            for branch in node:
                yield from _definitions(branch)
        case {"type": "record", "fields": fields}:
            yield node
            for field in fields:
                yield from _definitions(field["type"])
        case {"type": "enum"}:
            yield node
        case {"type": "array", "items": inner} | {"type": "map", "values": inner}:
            yield from _definitions(inner)
