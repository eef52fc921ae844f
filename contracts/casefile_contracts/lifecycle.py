"""Where each defendant of a case stands, and which message takes a defendant where.

State is per defendant: a case has none of its own. The table is data of the release (`tables/lifecycle.yaml`); nothing
here knows a state or a message type by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casefile_contracts.errors import ContractError
from casefile_contracts.findings import Finding, Severity
from casefile_contracts.release import Release

NEW = "-"
UNMOVED = "same"
WHOLE_CASE = "all"


@dataclass(frozen=True, slots=True)
class Transition:
    """A defendant's step; `from_state` is None for one who was not known before."""

    person_id: str
    from_state: str | None
    to_state: str


@dataclass(frozen=True, slots=True)
class Step:
    """What a message means for the defendants, or why it means nothing legal."""

    transitions: tuple[Transition, ...] = ()
    findings: tuple[Finding, ...] = ()


class Subject(NamedTuple):
    """A defendant as a message names one."""

    pointer: str
    person_id: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Naming:
    """How one message type names its defendants: `/<array>/*/<identity>`, or the whole case."""

    array: str
    """Empty where the message is about the whole case."""
    identity: str = ""
    outcome: str | None = None
    first: bool = False

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Naming:
        """Read one entry of the table.

        Raises:
            ContractError: The pointer has another shape.
        """
        pointer = entry["defendants"]
        if pointer == WHOLE_CASE:
            return cls("")
        match pointer.split("/"):
            case ["", array, "*", identity]:
                return cls(array, identity, entry.get("outcome"), bool(entry.get("first")))
        raise ContractError(f"lifecycle table: {pointer} does not name defendants as /array/*/field")

    def subjects(self, raw: Mapping[str, Any]) -> Iterator[Subject]:
        """The defendants that the message names, in its order."""
        for number, one in enumerate(raw[self.array]):
            outcome = one[self.outcome] if self.outcome else None
            yield Subject(f"/{self.array}/{number}/{self.identity}", one[self.identity], outcome)

    def excerpt(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that `subjects` reads, alone."""
        wanted = [name for name in (self.identity, self.outcome) if name]
        return {self.array: [{name: one[name] for name in wanted} for one in raw[self.array]]} if self.array else {}


@dataclass(frozen=True)
class Lifecycle:
    """The table, made ready to be asked."""

    namings: Mapping[str, Naming]
    targets: Mapping[tuple[str, str, str | None], str]
    open_states: frozenset[str]
    findings: Mapping[str, Finding] = field(repr=False)
    """For `first`, `illegal` and `closed`: what is said."""

    @classmethod
    def from_release(cls, release: Release) -> Lifecycle:
        """Read the table of a release, with the words of its rule book."""
        table = release.tables["lifecycle"]
        return cls(
            {name: Naming.of(entry) for name, entry in table["messages"].items()},
            {(row["from"], row["message"], row.get("when")): row["to"] for row in table["transitions"]},
            frozenset(state["id"] for state in table["states"] if state["open"]),
            {case: _finding(rule, release.rules[rule]) for case, rule in table["rules"].items()},
        )

    def step(self, message_type: str, raw: Mapping[str, Any], states: Mapping[str, str]) -> Step:
        """What the message does to each defendant it names. Pure.

        Args:
            raw: The message in raw form.
            states: The state of every defendant of the case that is known so far, by person_id.
        """
        naming = self.namings.get(message_type)
        if naming is None:
            return Step()
        if not naming.array:
            return self._whole_case(message_type, states)
        transitions, findings = [], []
        for subject in naming.subjects(raw):
            state = states.get(subject.person_id)
            to_state = self.targets.get((state or NEW, message_type, subject.outcome))
            if to_state is None:
                findings.append(self._refusal(state, subject.pointer))
            elif to_state != UNMOVED:
                transitions.append(Transition(subject.person_id, state, to_state))
        return Step((), tuple(findings)) if findings else Step(tuple(transitions))

    def excerpt(self, message_type: str, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a message that `step` reads: the same step follows from it, and the rest need not be kept."""
        naming = self.namings.get(message_type)
        return naming.excerpt(raw) if naming else {}

    def _whole_case(self, message_type: str, states: Mapping[str, str]) -> Step:
        if any((state, message_type, None) in self.targets for state in states.values()):
            return Step()
        still_open = next((state for state in states.values() if state in self.open_states), None)
        return Step((), (self._refusal(still_open or next(iter(states.values()), None), ""),))

    def _refusal(self, state: str | None, pointer: str) -> Finding:
        case = "first" if state is None else "illegal" if state in self.open_states else "closed"
        said = self.findings[case]
        return Finding(said.rule, said.severity, pointer, said.text, said.fix)


def _finding(rule: str, entry: Mapping[str, Any]) -> Finding:
    return Finding(rule, Severity(entry["severity"]), "", entry["text"], entry["fix"])
