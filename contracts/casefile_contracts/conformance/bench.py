"""The bench that vectors are made on: a release with golden messages and reference lists, each type compiled once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from casefile_contracts.codec import compile_decoder, compile_encoder
from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json
from casefile_contracts.codec.logical import timestamp_millis
from casefile_contracts.codec.wire import HEADER_SIZE, schema_id_of
from casefile_contracts.conformance.least import least
from casefile_contracts.conformance.overlay import Fragment, Templates, records_of
from casefile_contracts.errors import ContractError, UnreadableError
from casefile_contracts.findings import Finding
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import Release
from casefile_contracts.rules import Checker, compile_checker
from casefile_contracts.rules.binding import case_of
from casefile_contracts.rules.checker import root_of
from casefile_contracts.rules.examples import NOW, raw_fragment
from casefile_contracts.rules.rulebook import RuleBook

Raw = dict[str, Any]

NOW_MILLIS = timestamp_millis(NOW)


@dataclass(frozen=True)
class Whole:
    """A message that there is nothing to say about, and that others are made from."""

    name: str
    message_type: str
    raw: Raw
    json: Fragment
    records: Templates
    """The first record of each type in it."""
    size: int


@dataclass(frozen=True, slots=True)
class Vector:
    """A message, the moment at which it is checked, and what is found in it."""

    name: str
    raw: Raw
    now: str
    findings: tuple[Finding, ...]
    case: Fragment | None
    """What went before in the case, in JSON form; rules that read it find nothing where there is none."""
    loaded: bool
    """Whether the operator's lists are; those that ship in the release always are."""


class Bench:
    """A release with its golden messages and reference lists, ready to make vectors of."""

    def __init__(self, release: Release, goldens: Mapping[str, Fragment], reference: ReferenceData) -> None:
        """Golden messages that the release cannot read are left out."""
        self.release = release
        self.reference = reference
        self.book = RuleBook.of(release)
        self.shipped = {*release.tables["code_lists"], "forces"}
        self.memory = case_of(release)
        self.roots = {name: root_of(release, name) for name in release.messages}
        self._by_id = {one.schema_id: one for one in release.messages.values()}
        self._read = {name: compile_from_json(one.schema) for name, one in release.messages.items()}
        self._write = {name: compile_encoder(one.schema) for name, one in release.messages.items()}
        self._show = {name: compile_to_json(one.schema) for name, one in release.messages.items()}
        self._checkers: dict[tuple[str, bool], Checker] = {}
        found = {name: self.read(type_of(name), goldens[name]) for name in sorted(goldens)}
        self.goldens = [self.whole(name, type_of(name), raw) for name, raw in found.items() if raw is not None]

    def whole(self, name: str, message_type: str, raw: Raw) -> Whole:
        """The message with all that is asked of it later."""
        json = self.json(message_type, raw)
        records = {shape.short_name: one for shape, one in reversed(list(records_of(self.roots[message_type], json)))}
        return Whole(name, message_type, raw, json, records, len(self.body(message_type, raw)))

    def smallest(self) -> Iterator[Whole]:
        """The least that a message of each type may hold."""
        for name in self.roots:
            able = [one for one in self.goldens if one.message_type == name and self._passes(name, one.raw)]
            if able:
                golden = min(able, key=lambda one: one.size)
                yield self.whole(name, name, least(self.roots[name], golden.raw, partial(self._passes, name)))

    def read(self, message_type: str, message: Fragment) -> Raw | None:
        """The raw form, or None if the message is none of this type."""
        return self._read[message_type](message)[0] if message_type in self._read else None

    def body(self, message_type: str, raw: Raw) -> bytes:
        """The canonical bytes."""
        return self._write[message_type](raw)

    def json(self, message_type: str, raw: Raw) -> Fragment:
        """The JSON form."""
        return self._show[message_type](raw)

    def reason(self, value: bytes) -> str:
        """Why these bytes are no message, out of `codec.wire.REASONS`.

        Raises:
            ContractError: They are one.
        """
        try:
            message_type = self._by_id.get(schema_id_of(value))
            if message_type is None:
                return "schema_unknown"
            compile_decoder(message_type.schema)(value, HEADER_SIZE)
        except UnreadableError as error:
            return error.reason
        raise ContractError("bytes that have to be refused are a message")

    def vector(
        self,
        name: str,
        message_type: str,
        raw: Raw,
        now: str = NOW,
        case: Fragment | None = None,
        *,
        loaded: bool = True,
    ) -> Vector:
        """The message with what is found in it."""
        memory = None if case is None or self.memory is None else raw_fragment(self.memory, case)
        findings = self._checker(message_type, loaded).explain(raw, timestamp_millis(now), memory)
        return Vector(name, raw, now, tuple(findings), case, loaded)

    def _passes(self, message_type: str, raw: Raw) -> bool:
        return self._checker(message_type, loaded=True).passes(raw, NOW_MILLIS)

    def _checker(self, message_type: str, loaded: bool) -> Checker:
        key = (message_type, loaded)
        if key not in self._checkers:
            reference = self.reference if loaded else ReferenceData.from_release(self.release)
            self._checkers[key] = compile_checker(self.release, message_type, reference)
        return self._checkers[key]


def type_of(golden: str) -> str:
    """The message type of a golden message by its name: `Receipt.parked` is a Receipt."""
    return golden.partition(".")[0]
