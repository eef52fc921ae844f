"""The lifecycle table from the reader's side: its steps one by one, and the part of messages and states in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from casefile_contracts.documentation.diagram.graph import START

Step = Mapping[str, Any]

SAME = "same"
"""The target of a step that moves nobody."""

_STEP = dict.fromkeys(("when", "guard", "clock", "starts", "ends"))
_PLACE = dict.fromkeys(("defendants", "outcome", "enters", "declares"))


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
        """Every step, from one state each; those of messages that move nobody lead to the same state."""
        moves = [_STEP | dict(step) for step in self.table.get("transitions", ())]
        stays = [
            {**_STEP, "when": row.get("when"), "from": state, "message": message, "to": SAME}
            for row in self.table.get("stays", ())
            for message in row["messages"]
            for state in self._meant(row["in"])
        ]
        return [*moves, *stays]

    def _meant(self, states: str | list[str]) -> list[str]:
        if isinstance(states, list):
            return states
        return [state["id"] for state in self.states if states == "any" or state["open"]]

    @property
    def moves(self) -> list[Step]:
        """The steps that lead to another state."""
        return [step for step in self.steps if step["to"] not in (SAME, step["from"])]

    def moves_by(self, message: str) -> list[Step]:
        """The moves that a message makes."""
        return [step for step in self.moves if step["message"] == message]

    def stays_of(self, message: str) -> dict[str | None, list[str]]:
        """The states in which a message is legal and moves nobody, by the outcome that this needs."""
        found: dict[str | None, list[str]] = {}
        for step in self.steps:
            if step["message"] == message and step["to"] in (SAME, step["from"]):
                found.setdefault(step["when"], []).append(step["from"])
        return found

    def named(self, states: list[str]) -> str | None:
        """What some states are together, if they are all or all the open ones."""
        if len(states) == len(self.states):
            return "any state"
        return "any open state" if states == self._meant("open") else None

    def place_of(self, message: str) -> Mapping[str, Any]:
        """Whom a message is about and what decides its outcome, as the table says."""
        return {**_PLACE, **self.table.get("messages", {}).get(message, {})}

    def started_by(self, clock: str) -> list[str]:
        """The messages that start a clock."""
        return list(dict.fromkeys(step["message"] for step in self.steps if step["clock"] == clock))

    def leaving(self, state: str) -> list[Step]:
        """The steps that lead from a state to another."""
        return [step for step in self.moves if step["from"] == state]

    def entering(self, state: str) -> list[Step]:
        """The steps that lead to a state from another."""
        return [step for step in self.moves if step["to"] == state]

    def staying(self, state: str) -> list[str]:
        """The messages that are legal in a state and move nobody."""
        stays = (step["message"] for step in self.steps if step["from"] == state and step["to"] in (SAME, state))
        return list(dict.fromkeys(stays))

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
