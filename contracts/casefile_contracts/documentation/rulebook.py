"""The rule book from the reader's side: which rules speak of a field, and what each rule is decided from."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.documentation.fields import field_of
from casefile_contracts.documentation.types import Types

Entry = Mapping[str, Any]
Spot = tuple[str, str]
"""A field: its record and its name."""

BLANK: Entry = dict.fromkeys(("at", "require", "fix", "softer", "source", "from", "to", "undecided", "decided_by"), "")
"""What an entry that leaves these out says of them."""

MEMORY = "CaseMemory"
"""The record that conditions call `case`."""

MOST = 3
"""Examples of a rule that a page shows of each verdict."""

LONG = 500
"""Characters of an example that is too long to be laid out; then one is shown."""

_READ = re.compile(r"\bthis((?:\.[a-z][a-z0-9_]*)+)")
_REMEMBERED = re.compile(r"\bcase((?:\.[a-z][a-z0-9_]*)+)")
_ID = re.compile(r"([A-Z]+)([0-9]+)(.*)").fullmatch


@dataclass(frozen=True)
class Rules:
    """The rules of a release, and where each of them applies."""

    entries: Mapping[str, Entry]
    """By id, in the order of their numbers."""
    spots: Mapping[str, tuple[Spot, ...]]
    """For each rule the fields that it points at or reads, or whose limits it speaks for."""
    speaking_of: Mapping[Spot, tuple[str, ...]] = field(default_factory=dict)
    """For each field the rules with a condition on it, and the one that speaks for its limits."""

    @classmethod
    def of(cls, entries: Mapping[str, Entry], types: Types) -> Rules:
        """The rules of a release."""
        lent = _lent(types)
        ordered = {id_: {**BLANK, "examples": {}, **entries[id_]} for id_ in sorted(entries, key=by_number)}
        spots = {id_: (*_read_by(entry, types), *lent.get(id_, ())) for id_, entry in ordered.items()}
        speaking: dict[Spot, dict[str, None]] = defaultdict(dict)
        for id_, found in spots.items():
            for spot in found:
                speaking[spot][id_] = None
        distinct = {id_: tuple(dict.fromkeys(found)) for id_, found in spots.items()}
        return cls(ordered, distinct, {spot: tuple(ids) for spot, ids in speaking.items()})

    @property
    def families(self) -> dict[str, list[str]]:
        """Ids by family, families in the order of their first rule."""
        found: dict[str, list[str]] = defaultdict(list)
        for id_, entry in self.entries.items():
            found[entry.get("family", "other")].append(id_)
        return dict(found)

    def on(self, record: str) -> list[str]:
        """The rules with a condition that stands on a record."""
        return [id_ for id_, entry in self.entries.items() if record in records_of(entry)]


def shown_examples(entry: Entry, verdict: str) -> tuple[list[str], int]:
    """Some examples of a rule as JSON text, short ones laid out, and how many more there are."""
    given = entry["examples"].get(verdict, [])
    texts = [json.dumps(one, ensure_ascii=False) for one in given]
    most = 1 if any(len(text) > LONG for text in texts) else MOST
    shown = [
        text if len(text) > LONG else json.dumps(one, indent=2, ensure_ascii=False)
        for text, one in zip(texts, given, strict=True)
    ]
    return shown[:most], len(given[most:])


def by_number(id_: str) -> tuple[Any, ...]:
    """A key that sorts E2 before E10, and X7 before X7C."""
    found = _ID(id_)
    return (found[1], int(found[2]), found[3]) if found else (id_, 0, "")


def records_of(entry: Entry) -> list[str]:
    """The records that a rule stands on."""
    on = entry.get("on", [])
    return [on] if isinstance(on, str) else list(on)


def decided_by(entry: Entry) -> str:
    """What decides a rule: `condition`, `limits`, who else it names, or `undecided`."""
    if entry["undecided"]:
        return "undecided"
    return "condition" if entry["require"] else str(entry["decided_by"] or "limits")


def _lent(types: Types) -> dict[str, list[Spot]]:
    found: dict[str, list[Spot]] = defaultdict(list)
    for record, schema in types.records.items():
        for entry in schema["fields"]:
            described = field_of(entry)
            for rule in dict.fromkeys((described.rule, *described.derived)):
                found[rule].append((record, described.name))
    return found


def _read_by(entry: Entry, types: Types) -> Iterator[Spot]:
    paths = [entry["at"].strip("/").split("/")]
    paths += [found.strip(".").split(".") for found in _READ.findall(entry["require"])]
    remembered = [found.strip(".").split(".") for found in _REMEMBERED.findall(entry["require"])]
    if MEMORY in types.records:
        yield from (spot for path in remembered for spot in _along(MEMORY, path, types))
    for record in records_of(entry):
        if record in types.records:
            yield from (spot for path in paths for spot in _along(record, path, types))


def _along(record: str, path: list[str], types: Types) -> Iterator[Spot]:
    """The field that a path leads to; a method's name at its end is no field."""
    for length in (len(path), len(path) - 1):
        if length and (spot := types.field_at(record, path[:length])):
            yield spot
            return
