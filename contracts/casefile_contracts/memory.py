"""The memory of a case: what rules may read of the messages that went before, and nothing personal.

    added = memories.adds(message_type, raw)           # stands in the ledger with the message
    memory = memories.merged(memory, added)            # a fold over the messages of a case, in their order
    contract.check(message, now=now, case=memories.case(memory, states))

Which message adds what is data of the release (`tables/case_memory.yaml`). Everything here is pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Optional, Record, records_in, shape_of
from casefile_contracts.marks import mark
from casefile_contracts.release import Release

Raw = Mapping[str, Any]
Item = dict[str, Any]
Added = dict[str, list[Item]]
"""What one message adds: a CaseMemory in its raw form."""

Case = dict[str, list[Item]]
"""What went before in a case, as rules read it: a CaseMemory in its raw form."""

Memory = Mapping[str, Mapping[str, Item]]
"""By part and key. Items hold what is known alone."""

Take = Callable[[Sequence[Any]], Any]
"""From a message, and the places that an entry is at inside it, to a value."""

LEDGER, RECORD = "LedgerRecord", "CaseMemory"
"""The message type that defines the memory of a case, and the record that it is."""

DEFENDANTS, STATE = "defendants", "state"
UNKNOWN = "UNKNOWN"
NOTHING: tuple[Any, ...] = (None, UNKNOWN, [])
"""What an item leaves open; it never replaces what is known."""


@dataclass(frozen=True, slots=True)
class _Part:
    keys: tuple[str, ...]
    blank: Item
    """An item in raw form that says nothing."""

    def key(self, item: Raw) -> str:
        return "|".join(str(item[name]) for name in self.keys)


@dataclass(frozen=True, slots=True)
class _Entry:
    part: str
    places: tuple[tuple[str, ...], ...]
    """The steps from each place to the lists inside it."""
    tests: tuple[Callable[[Sequence[Any]], bool], ...]
    take: tuple[tuple[str, Take], ...]

    def items(self, raw: Raw) -> Iterator[Item]:
        for at in _walk((raw,), self.places):
            if not self.tests or all(test(at) for test in self.tests):
                yield {name: take(at) for name, take in self.take}


@dataclass(frozen=True)
class Memories:
    """The table of a release, made ready to be asked."""

    parts: Mapping[str, _Part] = field(repr=False)
    entries: Mapping[str, tuple[_Entry, ...]] = field(repr=False)

    @classmethod
    def from_release(cls, release: Release) -> Memories:
        """Read the table of a release; one that has none remembers nothing."""
        table = release.tables.get("case_memory")
        if table is None:
            return cls({}, {})
        lists = {one.name: one.shape for one in _record(release).fields}
        parts = {name: _Part(tuple(keys), _blank(lists[name])) for name, keys in table["parts"].items()}
        return cls(parts, {name: tuple(map(_entry, entries)) for name, entries in table["messages"].items()})

    def adds(self, message_type: str, raw: Raw) -> Added | None:
        """What a message in raw form adds to the memory of its case; None if nothing."""
        added: Added = {}
        for entry in self.entries.get(message_type, ()):
            part = self.parts[entry.part]
            for item in entry.items(raw):
                if None not in map(item.__getitem__, part.keys):
                    added.setdefault(entry.part, []).append(part.blank | item)
        return {name: added.get(name, []) for name in self.parts} if added else None

    def known(self, added: Raw | None) -> Iterator[tuple[str, str, Item]]:
        """Part, key and what is known of each item that a message added, in order."""
        for name, items in (added or {}).items():
            for item in items:
                known = {key: value for key, value in item.items() if value not in NOTHING}
                yield name, self.parts[name].key(item), known

    def merged(self, memory: Memory, added: Raw | None) -> Memory:
        """The memory with what a message added; what is known anew replaces what was known."""
        found = {name: dict(items) for name, items in memory.items()} if added else memory
        for name, key, item in self.known(added):
            items: dict[str, Item] = found.setdefault(name, {})  # type: ignore[attr-defined]
            items[key] = items.get(key, {}) | item
        return found

    def case(self, memory: Memory, states: Mapping[str, str]) -> Case:
        """What `case` is in conditions: a CaseMemory in raw form, its items in the order of their keys.

        Args:
            states: The state of every defendant of the case, by person_id.
        """
        case = {
            name: [part.blank | item for _, item in sorted(memory.get(name, {}).items())]
            for name, part in self.parts.items()
        }
        if DEFENDANTS in self.parts:
            case[DEFENDANTS] = list(self._defendants(memory.get(DEFENDANTS, {}), states))
        return case

    def _defendants(self, remembered: Mapping[str, Item], states: Mapping[str, str]) -> Iterator[Item]:
        part = self.parts[DEFENDANTS]
        for person_id, state in sorted(states.items()):
            known = {part.keys[0]: person_id, STATE: state}
            yield part.blank | remembered.get(part.key(known), {}) | known


def _record(release: Release) -> Record:
    records = records_in(shape_of(release.messages[LEDGER].schema))
    return next(record for record in records if record.name.rpartition(".")[2] == RECORD)


def _blank(shape: Any) -> Item:
    assert isinstance(shape, Array) and isinstance(shape.items, Record)
    return {one.name: _open(one.shape) for one in shape.items.fields}


def _open(shape: Any) -> Any:
    match shape:
        case Optional():
            return None
        case Array():
            return []
        case Enum():
            return UNKNOWN
    return None


def _entry(row: Mapping[str, Any]) -> _Entry:
    each = row.get("each", "")
    tests = [_test(each, pointer, wanted, True) for pointer, wanted in row.get("when", {}).items()]
    tests += [_test(each, pointer, wanted, False) for pointer, wanted in row.get("unless", {}).items()]
    take = tuple((name, _take(each, source)) for name, source in row["take"].items())
    places = tuple(tuple(steps.strip("/").split("/")) for steps in each.split("*")[:-1])
    return _Entry(row["into"], places, tuple(tests), take)


def _walk(at: tuple[Any, ...], places: Sequence[tuple[str, ...]]) -> Iterable[tuple[Any, ...]]:
    """Every way down through the lists: the message, an item of it, an item of that."""
    if not places:
        return (at,)
    inner = [(*at, item) for item in _follow(at[-1], places[0]) or ()]
    return inner if len(places) == 1 else chain.from_iterable(_walk(each, places[1:]) for each in inner)


def _follow(value: Any, steps: Iterable[str]) -> Any:
    for step in steps:
        if value is None:
            return None
        value = value[step]
    return value


def _take(each: str, source: Any) -> Take:
    match source:
        case str() if source.startswith("/"):
            return _pointed(each, source)
        case {"mark": [text, salt]}:
            marked, salted = _pointed(each, text), _pointed(each, salt)
            return lambda at: None if (value := marked(at)) is None else mark(value, salted(at))
    return lambda at: source


def _pointed(each: str, pointer: str) -> Take:
    """What a pointer means at a place: it begins at the innermost list that it goes through in common with `each`."""
    shared = max((cut for cut in _cuts(each) if pointer == cut or pointer.startswith(f"{cut}/")), key=len, default="")
    level, rest = shared.count("*"), pointer[len(shared) :].strip("/")
    if "*" not in rest:
        steps = tuple(rest.split("/")) if rest else ()
        # Nearly all fields stand in the item itself, which is always there.
        return (lambda at: at[level][rest]) if len(steps) == 1 else lambda at: _follow(at[level], steps)
    outer, _, inner = rest.partition("*")
    to_list, in_item = tuple(outer.strip("/").split("/")), tuple(inner.strip("/").split("/"))
    return lambda at: [_follow(item, in_item) for item in _follow(at[level], to_list) or ()]


def _cuts(each: str) -> Iterator[str]:
    """`/a/*/b/*` and `/a/*`."""
    parts = each.split("*")
    return ("*".join(parts[:count]) + "*" for count in range(1, len(parts)))


def _test(each: str, pointer: str, wanted: Any, holding: bool) -> Callable[[Sequence[Any]], bool]:
    value = _pointed(each, pointer)
    if isinstance(wanted, str):
        other = _pointed(each, wanted)
        return lambda at: (value(at) == other(at)) is holding
    among = frozenset(wanted)
    return lambda at: (value(at) in among) is holding
