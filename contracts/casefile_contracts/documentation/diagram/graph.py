"""The lifecycle as a graph of two kinds of nodes: states, and the messages that lead from some states to another.

A message stands once for each target, however many states it leads from: that is what keeps the picture readable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

START = "-"
"""The state of a defendant who is not known yet."""


@dataclass(frozen=True)
class Label:
    """One or more messages that lead from the same states to the same state."""

    sources: tuple[str, ...]
    target: str
    messages: tuple[tuple[str, tuple[str, ...]], ...]
    """Each message with the outcomes that lead this way; none if it has no outcomes."""

    @property
    def key(self) -> str:
        """A name that no other node of the graph has."""
        return f"{'+'.join(self.sources)}>{self.target}"


def labels(transitions: Iterable[Mapping[str, Any]], order: Sequence[str]) -> list[Label]:
    """The moves of a lifecycle, like ones put together; what moves nobody is left out.

    Args:
        transitions: Steps from one state each.
        order: States in the order of the lifecycle. Moves forward and moves back are never put together.
    """
    sources: dict[tuple[str, bool, str, str | None], list[str]] = {}
    for step in transitions:
        if step["to"] not in ("same", step["from"]):
            forward = order.index(step["from"]) < order.index(step["to"])
            sources.setdefault((step["to"], forward, step["message"], step.get("when")), []).append(step["from"])
    messages: dict[tuple[str, tuple[str, ...]], dict[str, list[str]]] = {}
    for (target, _, message, outcome), found in sources.items():
        ends = target, tuple(sorted(found, key=order.index))
        messages.setdefault(ends, {}).setdefault(message, []).extend([outcome] if outcome else [])
    return [
        Label(ends, target, tuple((message, tuple(outcomes)) for message, outcomes in named.items()))
        for (target, ends), named in messages.items()
    ]
