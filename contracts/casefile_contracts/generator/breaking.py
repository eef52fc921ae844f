"""Breaks one rule by name, and no other.

broken = break_rule(contract, messages, "X05", now)     # a case, or one message in a list
broken.messages[-1]                                     # the message in which X05 finds something

How is found by trying: a wrong message in the sequence, values beyond the limits of fields, the rule's own failing
examples laid over each message. What the exchange alone can tell is broken by a `faults.Fault`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

from casefile_contracts.contract import Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.findings import Finding
from casefile_contracts.generator.checking import History
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.golden import CHECKED, Shapes, goldens, type_of
from casefile_contracts.generator.laying import laid, records_ruled
from casefile_contracts.generator.limits import beyond_limits
from casefile_contracts.generator.meant import meant
from casefile_contracts.generator.paths import Size, load_paths
from casefile_contracts.generator.tampering import TAMPERINGS, tampered
from casefile_contracts.generator.telling import case_messages

SIZES: Sequence[Size] = ("small", "medium")


@dataclass(frozen=True)
class Broken:
    """A case whose last message breaks a rule, and only that."""

    rule: str
    messages: Sequence[Document]
    findings: Sequence[Finding]
    now: int
    """The moment of the check."""
    alone: bool = False
    """Whether the message has to be checked without a case: it is a golden one, and nothing came before it."""


class _Place(NamedTuple):
    """A message of a case, and what went before it."""

    message: Document
    records: frozenset[str]
    before: History


class Breaker:
    """Breaks rules of one release; keeps what it needs to do so."""

    def __init__(self, contract: Contract, now: int) -> None:
        """Args: now: Milliseconds since 1970, UTC; the moment of the check."""
        self.contract = contract
        self.now = now
        self._told: dict[tuple[str, int, str, str], list[Document]] = {}
        self._walked: dict[int, list[_Place]] = {}

    @cached_property
    def _shapes(self) -> Shapes:
        return Shapes(self.contract)

    def break_case(self, messages: Sequence[Document], rule: str) -> Broken | None:
        """The case up to a message that breaks the rule; None if no message of it can.

        Raises:
            ContractError: The release has no such rule.
        """
        return self._break(messages, self._places(messages), rule)

    def break_any(
        self, rule: str, *, seed: int, size: Size | None = None, organisation: str = "police-99"
    ) -> Broken | None:
        """A case of any path, else a golden message, that breaks the rule.

        Args:
            size: Of the case; any if not given.

        Raises:
            ContractError: The release has no such rule.
        """
        names = [TAMPERINGS[rule].path] if rule in TAMPERINGS else list(load_paths())
        for name, each in product(names, [size] if size else SIZES):
            messages = self._case(name, seed, each, organisation)
            if broken := self._break(messages, self._kept(messages), rule):
                return broken
        return self._golden(rule)

    def _break(self, messages: Sequence[Document], places: Sequence[_Place], rule: str) -> Broken | None:
        entry = self._entry(rule)
        if rule in TAMPERINGS and (broken := self._out_of_order(tampered(messages, TAMPERINGS[rule]), rule)):
            return broken
        ruled = set(records_ruled(entry))
        for number, place in enumerate(places):
            if "require" in entry and not ruled & place.records:
                continue
            for candidate in self._candidates(place.message, entry, self.now):
                found = place.before.findings(candidate, self.now)
                if {one.rule for one in found} == {rule}:
                    return Broken(rule, [*messages[:number], candidate], found, self.now)
        return None

    def _case(self, name: str, seed: int, size: Size, organisation: str) -> list[Document]:
        key = (name, seed, size, organisation)
        if key not in self._told:
            self._told[key] = list(
                case_messages(
                    name, seed=seed, contract=self.contract, now=self.now, size=size, organisation=organisation
                )
            )
        return self._told[key]

    def _kept(self, messages: list[Document]) -> list[_Place]:
        """As `_places`, of a case that is kept."""
        if id(messages) not in self._walked:
            self._walked[id(messages)] = list(self._places(messages))
        return self._walked[id(messages)]

    def _places(self, messages: Sequence[Document]) -> list[_Place]:
        history, places = History(self.contract), []
        for message in messages:
            places.append(_Place(message, self._shapes.records(message), history.copy()))
            history.take(message, self.now)
        return places

    def _entry(self, rule: str) -> Mapping[str, Any]:
        release = self.contract.release
        if rule not in release.rules:
            raise ContractError(f"release {release.version} has no rule {rule}{meant(rule, release.rules)}")
        entry: Mapping[str, Any] = release.rules[rule]
        return {**entry, "id": rule}

    def _candidates(self, message: Document, entry: Mapping[str, Any], now: int) -> Iterator[Document]:
        if "undecided" in entry:
            return iter(())
        if "require" in entry:
            return laid(self._shapes, message, entry, now)
        return beyond_limits(self._shapes.roots[message["envelope"]["message_type"]], message, entry["id"])

    def _out_of_order(self, messages: Sequence[Document], rule: str) -> Broken | None:
        """The case up to the first message that there is something to say about."""
        history = History(self.contract)
        for place, message in enumerate(messages):
            found = history.take(message, self.now)
            if found:
                only = {one.rule for one in found} == {rule}
                return Broken(rule, messages[: place + 1], found, self.now) if only else None
        return None

    def _golden(self, rule: str) -> Broken | None:
        entry = self._entry(rule)
        for name, message in goldens().items():
            if "envelope" not in message or type_of(name) not in self.contract.release.messages:
                continue
            for candidate in self._candidates(message, entry, CHECKED):
                found = self._alone(candidate)
                if {one.rule for one in found} == {rule}:
                    return Broken(rule, [candidate], found, CHECKED, alone=True)
        return None

    def _alone(self, document: Document) -> list[Finding]:
        message, found = self.contract.from_json(document)
        return found if message is None else self.contract.check(message, now=CHECKED)


def break_rule(contract: Contract, messages: Sequence[Document], rule: str, now: int) -> Broken | None:
    """The case up to a message that breaks the rule, and no other; None if no message of it can.

    Args:
        messages: A case from its first message.
        now: Milliseconds since 1970, UTC; the moment of the check.

    Raises:
        ContractError: The release has no such rule.
    """
    return Breaker(contract, now).break_case(messages, rule)
