"""The lifecycle table from the reader's side: its steps one by one, and what each message and state has to do with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casefile_contracts.documentation.diagram.graph import START

Step = Mapping[str, Any]


@dataclass(frozen=True)
class Lifecycle:
    """The lifecycle of a release; empty if the release has none."""

    table: Mapping[str, Any]

    @property
    def states(self) -> list[Mapping[str, Any]]:
        """States in the order of the lifecycle."""
        return list(self.table.get("states", ()))

    @cached_property
    def steps(self) -> list[Step]:
        """Every step, from one state each."""
        return [
            {"when": None, **step, "from": state}
            for step in self.table.get("transitions", ())
            for state in _listed(step["from"])
        ]

    @property
    def moves(self) -> list[Step]:
        """The steps that lead to another state."""
        return [step for step in self.steps if step["to"] not in ("same", step["from"])]

    def by_message(self, message: str) -> list[Step]:
        """The steps that a message takes somebody, or that it is legal in."""
        return [step for step in self.steps if step["message"] == message]

    def place_of(self, message: str) -> Mapping[str, Any]:
        """Whom a message is about and what decides its outcome, as the table says."""
        return {"defendants": "", "outcome": None, **self.table.get("messages", {}).get(message, {})}

    def leaving(self, state: str) -> list[Step]:
        """The steps that lead from a state to another."""
        return [step for step in self.moves if step["from"] == state]

    def entering(self, state: str) -> list[Step]:
        """The steps that lead to a state from another."""
        return [step for step in self.moves if step["to"] == state]

    def staying(self, state: str) -> list[str]:
        """The messages that are legal in a state and move nobody."""
        return list(
            dict.fromkeys(one["message"] for one in self.steps if one["from"] == state and one not in self.moves)
        )

    @property
    def phases(self) -> dict[str, list[str]]:
        """Open states by phase, in the order of the lifecycle; closed ones are where phases end."""
        found: dict[str, list[str]] = {}
        for state in self.states:
            if state["open"]:
                found.setdefault(state["phase"], []).append(state["id"])
        return found

    def around(self, inner: Iterable[str]) -> tuple[list[Mapping[str, Any]], list[Step]]:
        """Some states with the moves from and to them, and the states at the other ends."""
        wanted = set(inner)
        moves = [step for step in self.moves if wanted & {step["from"], step["to"]}]
        shown = wanted | {end for step in moves for end in (step["from"], step["to"])} - {START}
        return [state for state in self.states if state["id"] in shown], moves


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names
