"""All that pages are written from, put together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casefile_contracts.documentation.fields import Field, field_of
from casefile_contracts.documentation.lifecycle import Lifecycle
from casefile_contracts.documentation.places import Places
from casefile_contracts.documentation.rulebook import Rules, by_number
from casefile_contracts.documentation.subject import Subject
from casefile_contracts.documentation.types import Types, named, value_type
from casefile_contracts.rules.rulebook import CLEAN
from casefile_contracts.undecided import ASKED

SIDES = "PCG"
"""First letters of numbers in the catalogue, in its order: police, CPS, gateway."""


@dataclass(frozen=True)
class Part:
    """One line of the outline of a message: a record in it, and where."""

    depth: int
    field: str
    record: str
    is_list: bool
    is_repeated: bool
    """Whether its own parts were listed before."""


@dataclass(frozen=True)
class Book:
    """A release with everything known about where its parts stand."""

    subject: Subject
    types: Types
    rules: Rules
    places: Places
    lifecycle: Lifecycle

    @classmethod
    def of(cls, subject: Subject) -> Book:
        """Read a release."""
        release, types = subject.release, Types.of(subject.release)
        rules = Rules.of(release.rules, types)
        return cls(
            subject, types, rules, Places(types, rules, release.tables), Lifecycle(release.tables.get("lifecycle", {}))
        )

    @property
    def tables(self) -> Mapping[str, Any]:
        """The tables of the release."""
        return self.subject.release.tables

    def told(self, message: str) -> Mapping[str, Any]:
        """What the catalogue says of a message: its number, when it is sent, what answers it."""
        return {"number": "", "when": "", "answered_by": [], **self.tables.get("catalogue", {}).get(message, {})}

    @cached_property
    def by_number(self) -> list[str]:
        """Names of the messages in the order of the catalogue, the others after them."""
        return sorted(self.types.messages, key=lambda name: (*_catalogued(self.told(name)["number"]), name))

    def answers(self, message: str) -> list[str]:
        """The messages that this one is an answer to."""
        return [name for name in self.by_number if message in self.told(name)["answered_by"]]

    def answered_by(self, message: str) -> list[str]:
        """The messages of this release that answer this one."""
        return [name for name in self.told(message)["answered_by"] if name in self.types.messages]

    def fields(self, record: str) -> list[tuple[Field, list[str]]]:
        """The fields of a record, and the rules that speak of each, but for the one that holds for all text."""
        return self._fields[record]

    @cached_property
    def _fields(self) -> dict[str, list[tuple[Field, list[str]]]]:
        return {
            record: [(field, self._speaking_of(record, field.name)) for field in map(field_of, schema["fields"])]
            for record, schema in self.types.records.items()
        }

    def _speaking_of(self, record: str, field: str) -> list[str]:
        return [id_ for id_ in self.rules.speaking_of.get((record, field), ()) if id_ != CLEAN]

    def outline(self, message: str) -> list[Part]:
        """The records in a message, each below the one that it stands in."""
        parts: list[Part] = []
        self._outline(message, 0, parts, set())
        return parts

    def _outline(self, record: str, depth: int, parts: list[Part], seen: set[str]) -> None:
        seen.add(record)
        for entry in self.types.records[record]["fields"]:
            target = named(entry["type"])
            if target in self.types.records:
                node = value_type(entry["type"])
                is_list = isinstance(node, dict) and node["type"] in ("array", "map")
                parts.append(Part(depth, entry["name"], target, is_list, target in seen))
                if target not in seen:
                    self._outline(target, depth + 1, parts, seen)

    def users_of_codes(self, name: str) -> list[tuple[str, str]]:
        """The fields whose values a code list gives."""
        return [
            (record, field.name)
            for record in self.types.records
            for field, _ in self.fields(record)
            if field.codes == name
        ]

    @cached_property
    def file_types(self) -> list[str]:
        """The types of file that the file standard knows, in its order."""
        groups = self.tables.get("file_standard", {}).get("messages", ())
        names = (one["file"] for group in groups for one in group["files"])
        return [name for name in dict.fromkeys(names) if name != "none"]

    def rules_of_item(self, item: Mapping[str, Any]) -> list[str]:
        """The rules that ask for an item of the file standard."""
        listed = (one if isinstance(one, list) else [one] for one in item.get("rules", {}).values())
        return sorted({one["id"] if isinstance(one, dict) else one for each in listed for one in each}, key=by_number)

    def is_inferred(self, list_name: str, code: str) -> bool:
        """Whether a code was inferred, and no published list has it."""
        return code in self.tables.get("inferred", {}).get(list_name, ())

    @cached_property
    def operator_lists(self) -> dict[str, list[str]]:
        """Lists that rules ask and that no release carries, with those rules."""
        shipped = {*self.tables.get("code_lists", {}), "forces"}
        found: dict[str, list[str]] = {}
        for id_, entry in self.rules.entries.items():
            for name in dict.fromkeys(ASKED.findall(entry["require"])):
                if name not in shipped:
                    found.setdefault(name, []).append(id_)
        return dict(sorted(found.items()))


def _catalogued(number: str) -> tuple[int, str]:
    place = SIDES.find(number[:1] or "-")
    return (place if place >= 0 else len(SIDES)), number
