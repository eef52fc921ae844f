"""A path by chance: any walk through the lifecycle table that the seed leads to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from casefile_contracts.generator.paths import FIRST, Path, Stage
from casefile_contracts.lifecycle import NEW, UNMOVED, Lifecycle

WALK = "walk"
LONGEST = 14
ON_THE_WAY = ("ContactChanged", "MaterialSubmitted", "ReviewerAssigned", "SuspectDefendantUpserted")
"""What may be said at any time, and moves nobody."""


def walk(lifecycle: Lifecycle, seed: int, defendants: int) -> Path:
    """A path that ends when nobody can go further, or after `LONGEST` steps.

    Every step is one of the table that somebody can take; where a message decides, it may decide otherwise for each.
    """
    chance = Random(f"walk {seed}")
    states = [NEW] * defendants
    stages: list[Stage] = []
    while len(stages) < LONGEST and (stage := _next(lifecycle, chance, states, first=not stages)):
        stages.append(stage)
        states = [_after(lifecycle, stage, place, state) for place, state in enumerate(states)]
        if chance.random() < 0.2 and any(state in lifecycle.open_states for state in states):
            stages.append(Stage(chance.choice(ON_THE_WAY), days=0))
    return Path(WALK, "A walk by chance through the lifecycle", stages, defendants)


def _next(lifecycle: Lifecycle, chance: Random, states: Sequence[str], *, first: bool) -> Stage | None:
    steps = sorted(set(_steps(lifecycle, states, first=first)))
    if not steps:
        return None
    message_type, _ = chance.choice(steps)
    choices = [outcome for name, outcome in steps if name == message_type and outcome]
    return Stage(message_type, tuple(chance.choice(choices) for _ in states) if choices else ())


def _steps(lifecycle: Lifecycle, states: Sequence[str], *, first: bool) -> Iterator[tuple[str, str]]:
    """Message types and outcomes that take somebody somewhere."""
    for (state, message_type, outcome), targets in lifecycle.targets.items():
        moves = any(target.to_state != UNMOVED for target in targets)
        if moves and state in states and (message_type in FIRST) >= first:
            yield message_type, outcome or ""


def _after(lifecycle: Lifecycle, stage: Stage, place: int, state: str) -> str:
    outcome = stage.outcomes[place] if stage.outcomes else None
    to_state = lifecycle.target(state, stage.message_type, outcome)
    return state if to_state in (None, UNMOVED) else str(to_state)
