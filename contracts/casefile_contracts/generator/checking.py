"""Checks the messages of a case in order, as the exchange does: with the lifecycle and what went before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from casefile_contracts.contract import Contract
from casefile_contracts.findings import Finding
from casefile_contracts.generator.fiction import Document
from casefile_contracts.memory import Case, Memory


@dataclass
class _Known:
    """What is known of one case number."""

    states: dict[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict)


class History:
    """The cases as they stand after the messages that were taken so far."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self._cases: dict[str | None, _Known] = {}

    def copy(self) -> History:
        """The same, to be asked later while this one goes on."""
        other = History(self.contract)
        other._cases = dict(self._cases)
        return other

    def findings(self, message: Document, now: int) -> list[Finding]:
        """What is to be said about the message if it came next; nothing is kept of it."""
        return self._look(message, now)[0]

    def take(self, message: Document, now: int) -> list[Finding]:
        """As `findings`; a message without any is part of the history from now on."""
        found, keep = self._look(message, now)
        if keep is not None and not found:
            keep()
        return found

    def case(self, urn: str | None) -> Case:
        """What rules may read about a case."""
        known = self._cases.get(urn, _Known())
        return self.contract.memories.case(known.memory, known.states)

    def _look(self, document: Document, now: int) -> tuple[list[Finding], Callable[[], None] | None]:
        message, found = self.contract.from_json(document)
        if message is None:
            return found, None
        name, urn = message.type.name, message.envelope["urn"]
        known = self._cases.get(urn, _Known())
        step = self.contract.lifecycle.step(name, message.raw, known.states)
        found = [*self.contract.check(message, now=now, case=self.case(urn)), *step.findings]
        added = self.contract.memories.adds(name, message.raw)

        def keep() -> None:
            states = known.states | {each.person_id: each.to_state for each in step.transitions}
            self._cases[urn] = _Known(states, self.contract.memories.merged(known.memory, added))

        return found, keep


def findings_in_order(contract: Contract, messages: Iterable[Document], now: int) -> Iterator[list[Finding]]:
    """What there is to say about each message after those before it."""
    history = History(contract)
    return (history.take(message, now) for message in messages)
