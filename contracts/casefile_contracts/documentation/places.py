"""Where each thing is documented, so that everything can link to it. Pages are named without their ending."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casefile_contracts.documentation.rulebook import Rules
from casefile_contracts.documentation.types import Types

Place = tuple[str, str]
"""A page and an anchor on it, which may be empty."""


@dataclass(frozen=True)
class Places:
    """The place of every message, record, field, enum, rule, code list, code and state."""

    types: Types
    rules: Rules
    tables: Mapping[str, Any]

    def find(self, kind: str, name: str) -> Place | None:
        """Where a thing is documented; None if the contract has no such thing."""
        return self._all.get((kind, name))

    def type(self, name: str) -> Place:
        """Where a message, record or enum is documented."""
        return self._all["type", name]

    @cached_property
    def _all(self) -> dict[tuple[str, str], Place]:
        found: dict[tuple[str, str], Place] = {}
        for name in self.types.schemas:
            found["type", name] = self._type(name)
        for name, schema in self.types.records.items():
            page = self._type(name)[0]
            found |= {("field", f"{name}.{one['name']}"): (page, f"{name}.{one['name']}") for one in schema["fields"]}
        for id_, entry in self.rules.entries.items():
            found["rule", id_] = (family_page(entry.get("family", "other")), id_)
        for name in self.tables.get("code_lists", {}):
            found["codes", name] = ("code-lists", name)
        for name in self.tables.get("clocks", {}):
            found["clock", name] = ("clocks", name)
        for state in self.tables.get("lifecycle", {}).get("states", ()):
            found["state", state["id"]] = ("lifecycle", state["id"])
        return found

    def _type(self, name: str) -> Place:
        if name in self.types.messages:
            return f"messages/{name}", ""
        if name in self.types.enums:
            return "values", name
        holders = self.types.messages_with[name]
        return (f"records/{name}", "") if len(holders) > 1 else (f"messages/{holders[0]}", name)


def family_page(family: str) -> str:
    """The page of a family of rules."""
    return f"rules/{family.replace('_', '-')}"


def relative(source: str, place: Place, suffix: str) -> str:
    """A link from a page to a place.

    Args:
        source: Page that the link stands on.
        place: What it leads to.
        suffix: `.html` or `.md`; empty for a file that has its own.
    """
    page, anchor = place
    hash_ = f"#{anchor}" if anchor else ""
    if page == source and anchor:
        return hash_
    return posixpath.relpath(page + suffix, posixpath.dirname(source) or ".") + hash_
