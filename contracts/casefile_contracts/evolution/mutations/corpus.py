"""The labelled corpus of a release: written from the operators, read as data, tried on the judge.

<folder>/<version>.jsonl   planted by operators, one mutation a line; written again for each release
<folder>/hard.yaml         made by hand: what is easily missed, and what looks worse than it is
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from casefile_contracts.draft.plain import parse_yaml
from casefile_contracts.evolution.changes import Level
from casefile_contracts.evolution.judging import PARTIES, Judgement
from casefile_contracts.evolution.mutations import rows, rulings, schemata
from casefile_contracts.evolution.mutations.edits import Contract, taken_apart
from casefile_contracts.evolution.mutations.operators import Mutation, planted
from casefile_contracts.evolution.sides import Side

OPERATORS = [*schemata.OPERATORS, *rulings.OPERATORS, *rows.OPERATORS]
MOST = 6
"""Places of one operator."""
MANY = {"rule.respelt": 60, "rule.mutated": 40, "pattern.respelt": 12, "rule.moved": 12, "material.required": 8}
"""Operators with more places."""
HARD = "hard.yaml"


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutation with both sides of it."""

    mutation: Mutation
    old: Side
    new: Side

    def wrong(self, judgement: Judgement) -> tuple[list[str], list[str]]:
        """Whom the judge missed, and whom it named for nothing."""
        broken = [party for party in PARTIES if judgement.party(party) is Level.BREAKING]
        missed = [party for party in self.mutation.breaks if party not in broken]
        return missed, [party for party in broken if party not in self.mutation.breaks]


def plant(side: Side) -> list[Mutation]:
    """Every operator's mutations of a release."""
    contract = taken_apart(side)
    return [one for operator in OPERATORS for one in planted(operator, contract, MANY.get(operator.name, MOST))]


def write(folder: Path, version: str, mutations: list[Mutation]) -> Path:
    """Keep the mutations of a release."""
    path = folder / f"{version}.jsonl"
    lines = (json.dumps(asdict(one), ensure_ascii=False, separators=(",", ":")) for one in mutations)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(folder: Path, version: str) -> Iterator[Mutation]:
    """The mutations of a release, planted and made by hand."""
    with (folder / f"{version}.jsonl").open(encoding="utf-8") as file:
        for line in file:
            yield _mutation(json.loads(line))
    for row in parse_yaml((folder / HARD).read_text(encoding="utf-8")):
        yield _mutation({"operator": "hard", "at": row["name"], "given": [], **row})


def _mutation(row: Mapping[str, Any]) -> Mutation:
    return Mutation(row["operator"], row["at"], row["edits"], tuple(row["breaks"]), row["given"])


def trials(side: Side, mutations: Iterator[Mutation], today: date) -> Iterator[Trial]:
    """Each mutation done to a release."""
    whole = taken_apart(side)
    for mutation in mutations:
        yield trial(whole, side, mutation, today)


def trial(whole: Contract, side: Side, mutation: Mutation, today: date) -> Trial:
    """One mutation done to a release."""
    base = whole.edited(mutation.given) if mutation.given else whole
    old = base.side(side.name, today) if mutation.given else side
    return Trial(mutation, old, base.edited(mutation.edits).side("mutant", today))
