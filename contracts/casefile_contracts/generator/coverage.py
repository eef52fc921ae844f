"""Which rules and which fields the whole corpus reaches.

The corpus is every path, the golden messages, and each rule broken by name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.shape import Array, Optional, Record, records_in, shape_of
from casefile_contracts.contract import Contract
from casefile_contracts.generator.breaking import Breaker, Broken
from casefile_contracts.generator.checking import findings_in_order
from casefile_contracts.generator.faults import FAULTS
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.golden import goldens, type_of
from casefile_contracts.generator.paths import load_paths
from casefile_contracts.generator.telling import case_messages
from casefile_contracts.preflight.progress import shown

SEED = 7


@dataclass(frozen=True)
class Coverage:
    """What the corpus reaches, and what not."""

    messages: int
    """Generated ones."""
    findings: int
    """In the generated ones: there should be none."""
    hits: Mapping[str, int]
    """How often each rule found something."""
    described: Mapping[str, str]
    """Rules that the exchange alone decides, with the mistake that breaks each."""
    undecided: Mapping[str, str]
    """Rules that nobody can decide here, with the reason."""
    missed: tuple[str, ...]
    """Rules that were never hit, for no reason."""
    unfilled: tuple[str, ...]
    """Fields, as `Record.field`, that no message has."""

    @property
    def complete(self) -> bool:
        """Whether nothing is amiss."""
        return not (self.findings or self.missed or self.unfilled)


class Surveyor:
    """Goes through the corpus once."""

    def __init__(self, contract: Contract, now: int) -> None:
        """Args: now: Milliseconds since 1970, UTC; when the generated cases end."""
        self.contract = contract
        self.breaker = Breaker(contract, now)
        self.now = now
        self._filled: set[str] = set()
        self._messages = self._findings = 0

    def generated(self) -> Iterator[str]:
        """Goes through every path, and says which one."""
        for name in load_paths():
            yield name
            messages = list(case_messages(name, seed=SEED, contract=self.contract, now=self.now))
            for message, found in zip(messages, findings_in_order(self.contract, messages, self.now), strict=True):
                self._messages += 1
                self._findings += len(found)
                self._look(message["envelope"]["message_type"], message)

    def golden(self) -> None:
        """Goes through the golden messages."""
        for name, message in goldens().items():
            if type_of(name) in self.contract.release.messages:
                self._look(type_of(name), message)

    def broken(self) -> Iterator[tuple[str, Broken | None]]:
        """Breaks every rule that can be."""
        rules = self.contract.release.rules
        for rule in shown([rule for rule in rules if rule not in FAULTS and "undecided" not in rules[rule]]):
            yield rule, self.breaker.break_any(rule, seed=SEED)

    def coverage(self) -> Coverage:
        """All of it."""
        for _ in self.generated():
            pass
        self.golden()
        return self.concluded(dict(self.broken()))

    def concluded(self, broken: Mapping[str, Broken | None]) -> Coverage:
        """What came of it, given what `broken` told."""
        hits = Counter(one.rule for each in broken.values() if each for one in each.findings)
        undecided = dict(self._undecided(set(broken) - set(hits)))
        return Coverage(
            self._messages,
            self._findings,
            hits,
            {rule: fault.says for rule, fault in FAULTS.items()},
            undecided,
            tuple(sorted(set(broken) - set(hits) - set(undecided))),
            tuple(sorted(set(self._fields()) - self._filled)),
        )

    def _undecided(self, unhit: set[str]) -> Iterator[tuple[str, str]]:
        """Rules that say so themselves, and those that ask a list that is not loaded."""
        for rule, entry in self.contract.release.rules.items():
            if "undecided" in entry:
                yield rule, entry["undecided"]
        for message_type in self.contract.release.messages:
            for each in self.contract.undecided(message_type, case_known=True):
                if each.rule in unhit:
                    yield each.rule, each.why

    def _look(self, message_type: str, message: Document) -> None:
        self._filled.update(_fields_in(shape_of(self.contract.release.messages[message_type].schema), message))

    def _fields(self) -> Iterator[str]:
        for one in self.contract.release.messages.values():
            for record in records_in(shape_of(one.schema)):
                yield from (f"{record.short_name}.{field.name}" for field in record.fields)


def _fields_in(shape: Any, value: Any) -> Iterator[str]:
    """Every field that a JSON form fills, as `Record.field`."""
    match shape, value:
        case _, None | []:
            return
        case Optional(inner=inner), _:
            yield from _fields_in(inner, value)
        case Array(items=items), _:
            for item in value:
                yield from _fields_in(items, item)
        case Record(fields=fields), _:
            for field in fields:
                if value.get(field.name) not in (None, []):
                    yield f"{shape.short_name}.{field.name}"
                    yield from _fields_in(field.shape, value[field.name])
