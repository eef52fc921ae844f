"""Walks a path: decides whom each message is about, and has it written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace

from casefile_contracts.contract import Contract
from casefile_contracts.errors import ContractError
from casefile_contracts.generator import numbers
from casefile_contracts.generator.authors import AUTHORS
from casefile_contracts.generator.case import EXTENTS, CaseFile, Extent, Step
from casefile_contracts.generator.enveloping import Envelopes
from casefile_contracts.generator.fiction import Document, Fiction
from casefile_contracts.generator.moment import Moment
from casefile_contracts.generator.paths import Path, Size, Stage, load_paths
from casefile_contracts.generator.walking import WALK, walk
from casefile_contracts.lifecycle import UNMOVED

SERIALS = 100_000


def case_messages(
    path: str | Path,
    *,
    seed: int,
    contract: Contract,
    now: int,
    size: Size = "medium",
    organisation: str = "police-99",
    recipient: str = "cps-north",
) -> Iterator[Document]:
    """The messages of one case, in order and in JSON form; no rule has anything to say about them.

    Args:
        path: A path, or the name of one in `paths.yaml`, or `walk` for one by chance.
        seed: The case; up to a million of them have numbers of their own.
        now: Milliseconds since 1970, UTC; the last message was written shortly before.
        size: How many people and documents there are: 1, 2 or 7 defendants, or as many as the path needs.
        organisation: police-98 or police-99.

    Raises:
        ContractError: There is no such path.
    """
    if isinstance(path, str):
        path = walk(contract.lifecycle, seed, EXTENTS[size].accused) if path == WALK else named(path)
    return _Telling(path, seed, contract, Moment.of(now), size, organisation, recipient).messages()


def named(name: str) -> Path:
    """The path of a name.

    Raises:
        ContractError: There is none.
    """
    if name not in load_paths():
        raise ContractError(f"no path is called {name}; there are {', '.join([*load_paths(), WALK])}")
    return load_paths()[name]


class _Telling:
    def __init__(
        self, path: Path, seed: int, contract: Contract, now: Moment, size: Size, organisation: str, recipient: str
    ) -> None:
        self.path = path
        self.contract = contract
        self.now = now.later(days=-path.days, minutes=-2 * len(path.stages))
        self.fiction = Fiction(seed, organisation.removeprefix("police-"), int(self.now.at.timestamp() * 1000))
        self.serial = seed
        self.enveloped = Envelopes(contract.release, organisation, recipient).enveloped
        extent = EXTENTS[size]
        each = max(1, -(-path.defendants // path.cases))
        extent = replace(extent, accused=max(extent.accused, each))
        self.cases = [self._opened(extent, number) for number in range(path.cases)]
        everybody = [one["person_id"] for case in self.cases for one in case.accused]
        self.place = {person_id: place for place, person_id in enumerate(everybody)}

    def messages(self) -> Iterator[Document]:
        for number, stage in enumerate(self.path.stages):
            self.now = self.now.later(days=stage.days if number else 0, minutes=2 if number else 0)
            yield from self._told(stage)

    def _told(self, stage: Stage) -> Iterator[Document]:
        if stage.message_type == "CaseSplit":
            return self._split(stage)
        if stage.message_type == "CasesMerged":
            return self._merge(stage)
        return self._each_case(stage)

    def _each_case(self, stage: Stage) -> Iterator[Document]:
        for case in self.cases:
            about = [] if case.closed else self._about(case, stage)
            if about:
                yield self._sealed(case, stage, about)

    def _sealed(self, case: CaseFile, stage: Stage, about: Sequence[Document]) -> Document:
        step = self._step(case, stage, about)
        body = AUTHORS[stage.message_type](case, step)
        self._move(case, step)
        return self.enveloped(case, step, body)

    def _split(self, stage: Stage) -> Iterator[Document]:
        parent = self.cases[0]
        step = self._step(parent, stage, parent.accused)
        new = copy(parent)
        new.urn, new.accused = self._urn(1), parent.accused[-1:]
        new.states = {one["person_id"]: parent.states[one["person_id"]] for one in new.accused}
        new.materials, new.sent, new.said = [], dict(parent.sent), dict(parent.said)
        parent.accused = parent.accused[:-1]
        body = numbers.case_split(parent, new, step)
        self.cases.append(new)
        for case in (parent, new):
            yield self.enveloped(case, self._step(case, stage, ()), body)

    def _merge(self, stage: Stage) -> Iterator[Document]:
        body = numbers.cases_merged(self.cases, self._step(self.cases[0], stage, ()))
        for case in self.cases:
            yield self.enveloped(case, self._step(case, stage, ()), body)
        surviving, *merged = self.cases
        for case in merged:
            surviving.accused += case.accused
            surviving.states |= case.states
            case.closed = True

    def _about(self, case: CaseFile, stage: Stage) -> list[Document]:
        """The accused with whom the table lets the message take a step."""
        naming = self.contract.lifecycle.namings.get(stage.message_type)
        if naming is None:
            return case.accused
        entered = naming.enters
        target = self.contract.lifecycle.target
        legal = [
            one
            for one in case.accused
            if target(case.states.get(one["person_id"], entered), stage.message_type, self._outcome(stage, one))
        ]
        return legal if naming.array or not legal else case.accused

    def _outcome(self, stage: Stage, accused: Document) -> str | None:
        if not stage.outcomes:
            return None
        return stage.outcomes[min(self.place[accused["person_id"]], len(stage.outcomes) - 1)]

    def _step(self, case: CaseFile, stage: Stage, about: Sequence[Document]) -> Step:
        outcomes = {one["person_id"]: outcome for one in about if (outcome := self._outcome(stage, one))}
        return Step(stage.message_type, self.fiction.uuid(), self.now, about, outcomes, stage.given)

    def _move(self, case: CaseFile, step: Step) -> None:
        naming = self.contract.lifecycle.namings.get(step.message_type)
        if naming is None or not naming.array:
            return
        for one in step.about:
            person_id = one["person_id"]
            state = case.states.get(person_id, naming.enters)
            to_state = self.contract.lifecycle.target(state, step.message_type, step.outcomes.get(person_id))
            if to_state and to_state != UNMOVED:
                case.states[person_id] = to_state

    def _opened(self, extent: Extent, number: int) -> CaseFile:
        path = self.path
        return CaseFile.opened(self.fiction, self._urn(number), extent, charged=path.charged, custody=path.custody)

    def _urn(self, number: int) -> str:
        """A serial of its own in ten years for a million seeds; further cases of a path have ten years more."""
        year = (int(f"{self.now.at:%y}") - self.serial // SERIALS - 10 * number) % 100
        return f"{self.fiction.force}ZZ{self.serial % SERIALS:05}{year:02}"
