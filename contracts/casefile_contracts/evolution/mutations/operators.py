"""An operator: a change that can be made in many places, and whom it breaks wherever it is made."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from casefile_contracts.evolution.mutations.edits import Contract, Edit

READERS, SENDERS, HISTORY = "readers", "senders", "history"

Made: TypeAlias = "tuple[str, Sequence[Any]] | tuple[str, Sequence[Any], Sequence[Any]]"
"""Where, the edits, and the edits that the release needs first to have such a place."""


@dataclass(frozen=True, slots=True)
class Operator:
    """What is changed, in one sentence; whom that breaks by its very nature; and where it can be done."""

    name: str
    says: str
    breaks: tuple[str, ...]
    places: Callable[[Contract], Iterator[Made]]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of a release, labelled."""

    operator: str
    at: str
    edits: list[Edit]
    breaks: tuple[str, ...]
    given: list[Edit]
    """What is done to the release first, on both sides, so that there is something to change."""

    @property
    def id(self) -> str:
        """Operator and place."""
        return f"{self.operator} {self.at}".strip()


def planted(operator: Operator, contract: Contract, most: int) -> list[Mutation]:
    """The operator's mutations of a release, at places spread over all there are, the same each time."""
    made = sorted(
        operator.places(contract), key=lambda one: hashlib.sha256(f"{operator.name} {one[0]}".encode()).digest()
    )
    return [_mutation(operator, *one) for one in made[:most]]


def _mutation(operator: Operator, at: str, edits: Sequence[Edit], given: Sequence[Edit] = ()) -> Mutation:
    return Mutation(operator.name, at, list(edits), operator.breaks, list(given))
