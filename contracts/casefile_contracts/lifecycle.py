"""Where each defendant of a case stands, and which message takes a defendant where.

State is per defendant: a case has none of its own. The table is data of the release (`tables/lifecycle.yaml`); nothing
here knows a state or a message type by name.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casefile_contracts.codec.logical import date_days
from casefile_contracts.errors import ContractError
from casefile_contracts.findings import Finding
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
    declared: str | None
    elsewhere: bool
    """Whether the message says that the defendant's case has another URN."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How one message type names its defendants: `/<array>/*/<identity>`, or the whole case."""

    array: str
    """Empty where the message is about the whole case."""
    identity: str = ""
    outcome: str | None = None
    first: bool = False
    enters: str = NEW
    """The state that one who is not known yet is taken to be in."""
    declares: str | None = None
    """The field that says where one who is not known yet stands already."""
    under: str | None = None
    """The field with the URN of the defendant's case."""

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
                fields = {name: entry.get(name) for name in ("outcome", "declares", "under")}
                return cls(array, identity, first=bool(entry.get("first")), enters=entry.get("enters", NEW), **fields)
        raise ContractError(f"lifecycle table: {pointer} does not name defendants as /array/*/field")

    def subjects(self, raw: Mapping[str, Any]) -> Iterator[Subject]:
        """The defendants that the message names, in its order."""
        for number, one in enumerate(raw[self.array]):
            outcome, declared = (one[name] if name else None for name in (self.outcome, self.declares))
            elsewhere = self.under is not None and one[self.under] != raw["envelope"]["urn"]
            yield Subject(f"/{self.array}/{number}/{self.identity}", one[self.identity], outcome, declared, elsewhere)

    def excerpt(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that `subjects` reads, alone."""
        wanted = [name for name in (self.identity, self.outcome, self.declares, self.under) if name]
        return {self.array: [{name: one[name] for name in wanted} for one in raw[self.array]]} if self.array else {}


class Target(NamedTuple):
    """Where a row of the table leads, and the days on which it holds."""

    to_state: str
    first_day: int | None
    last_day: int | None

    def holds(self, day: int | None) -> bool:
        """Whether the row holds on a day; without a day, whenever it may."""
        if day is None:
            return True
        return (self.first_day is None or self.first_day <= day) and (self.last_day is None or day <= self.last_day)


Place = tuple[str, str, str | None]
"""State, message type, outcome."""

Targets = Mapping[Place, tuple[Target, ...]]


@dataclass(frozen=True)
class Lifecycle:
    """The table, made ready to be asked."""

    namings: Mapping[str, Naming]
    targets: Targets
    open_states: frozenset[str]
    findings: Mapping[str, Finding] = field(repr=False)
    """For `first`, `illegal` and `closed`: what is said."""

    @classmethod
    def from_release(cls, release: Release) -> Lifecycle:
        """Read the table of a release, with the words of its rule book."""
        table = release.tables["lifecycle"]
        return cls(
            {name: Naming.of(entry) for name, entry in table["messages"].items()},
            _targets([*table["transitions"], *_stays(table)]),
            frozenset(state["id"] for state in table["states"] if state["open"]),
            {case: release.finding(rule, "") for case, rule in table["rules"].items()},
        )

    def step(
        self, message_type: str, raw: Mapping[str, Any], states: Mapping[str, str], day: int | None = None
    ) -> Step:
        """What the message does to each defendant it names. Pure.

        Args:
            raw: The message in raw form.
            states: The state of every defendant of the case that is known so far, by person_id.
            day: In England and Wales, days since 1970; rows hold between dates.
        """
        naming = self.namings.get(message_type)
        if naming is None:
            return Step()
        if not naming.array:
            return self._whole_case(message_type, states, day)
        transitions, findings = [], []
        for subject in naming.subjects(raw):
            state = states.get(subject.person_id)
            if state is None and subject.elsewhere:
                continue
            to_state = self._target(message_type, naming, state, subject, day)
            if to_state is None:
                findings.append(self._refusal(state, states, subject.pointer))
            elif to_state != UNMOVED:
                transitions.append(Transition(subject.person_id, state, to_state))
        if not (states or transitions or findings):
            findings = [self._refusal(None, states, f"/{naming.array}")]
        return Step((), tuple(findings)) if findings else Step(tuple(transitions))

    def excerpt(self, message_type: str, raw: Mapping[str, Any]) -> dict[str, Any]:
        """The part of a message that `step` reads: the same step follows from it, and the rest need not be kept."""
        naming = self.namings.get(message_type)
        return naming.excerpt(raw) if naming else {}

    def target(self, state: str, message_type: str, outcome: str | None = None, day: int | None = None) -> str | None:
        """The state that a message takes a defendant to: `UNMOVED` to the same, None where it is not legal."""
        rows = self.targets.get((state, message_type, outcome)) or self.targets.get((state, message_type, None), ())
        return next((row.to_state for row in rows if row.holds(day)), None)

    def _target(
        self, message_type: str, naming: Naming, state: str | None, subject: Subject, day: int | None
    ) -> str | None:
        if state is None and subject.declared is not None:
            return subject.declared
        return self.target(state or naming.enters, message_type, subject.outcome, day)

    def _whole_case(self, message_type: str, states: Mapping[str, str], day: int | None) -> Step:
        if any(self.target(state, message_type, None, day) for state in states.values()):
            return Step()
        still_open = next((state for state in states.values() if state in self.open_states), None)
        return Step((), (self._refusal(still_open or next(iter(states.values()), None), states, ""),))

    def _refusal(self, state: str | None, states: Mapping[str, str], pointer: str) -> Finding:
        case = "first" if not states else "illegal" if state is None or state in self.open_states else "closed"
        said = self.findings[case]
        return Finding(said.rule, said.severity, pointer, said.text, said.fix)


def _targets(rows: Iterable[Mapping[str, Any]]) -> Targets:
    """By place, in the order of the table."""
    found: dict[Place, tuple[Target, ...]] = {}
    for row in rows:
        place = (row["from"], row["message"], row.get("when"))
        days = (date_days(row[name]) if name in row else None for name in ("starts", "ends"))
        found[place] = (*found.get(place, ()), Target(row["to"], *days))
    return found


def _stays(table: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Places where a message moves nobody, as rows."""
    states = {state["id"]: state["open"] for state in table["states"]}
    named = {"open": [name for name, is_open in states.items() if is_open], "any": list(states)}
    for entry in table.get("stays", ()):
        places = named[entry["in"]] if isinstance(entry["in"], str) else entry["in"]
        rest = {key: value for key, value in entry.items() if key not in ("in", "messages")}
        yield from (
            {"from": state, "message": name, "to": UNMOVED, **rest} for name in entry["messages"] for state in places
        )
