"""The named ways through the lifecycle, from `paths.yaml`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from casefile_contracts.errors import ContractError
from casefile_contracts.generator.meant import meant

Size = Literal["small", "medium", "large"]

FIRST: Mapping[str, bool] = {
    "CaseRegistered": False,
    "ChargingDecisionRequested": False,
    "PoliceChargedCaseSubmitted": True,
}
"""What a case may begin with, and whether its defendants are charged then."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One message of a path."""

    message_type: str
    outcomes: tuple[str, ...] = ()
    """For the first defendant, the second, ...; the last holds for all who follow."""
    days: int = 1
    """Since the message before."""
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Path:
    """A case from its first message to its last."""

    name: str
    about: str
    stages: Sequence[Stage]
    defendants: int = 1
    """How many it needs at least."""
    cases: int = 1
    """How many case numbers it begins with."""
    custody: bool = False

    @property
    def charged(self) -> bool:
        """Whether the police charge by themselves."""
        return FIRST[self.stages[0].message_type]

    @property
    def days(self) -> int:
        """How long it takes."""
        return sum(stage.days for stage in self.stages[1:])

    def reaching(self, message_type: str) -> Path | None:
        """The path up to the first message of a type; None if it has none."""
        for place, stage in enumerate(self.stages):
            if stage.message_type == message_type:
                stages = self.stages[: place + 1]
                return Path(self.name, self.about, stages, self.defendants, self.cases, self.custody)
        return None


@cache
def load_paths() -> Mapping[str, Path]:
    """All paths, by name.

    Raises:
        ContractError: A path begins with what no case begins with.
    """
    from casefile_contracts.draft.plain import parse_yaml  # programs that only read messages load no YAML

    rows = parse_yaml((files("casefile_contracts.generator") / "paths.yaml").read_text(encoding="utf-8"))
    return {name: _path(name, row) for name, row in rows.items()}


def path_to(message_type: str) -> Path:
    """The shortest way to a message of a type.

    Raises:
        ContractError: No path has one.
    """
    found = [path for each in load_paths().values() if (path := each.reaching(message_type))]
    if not found:
        known = {stage.message_type for each in load_paths().values() for stage in each.stages}
        raise ContractError(f"no path leads to {message_type}{meant(message_type, sorted(known))}")
    return min(found, key=lambda path: len(path.stages))


def _path(name: str, row: Mapping[str, Any]) -> Path:
    stages = [_stage(one) for one in row["messages"]]
    if stages[0].message_type not in FIRST:
        raise ContractError(f"{name}: no case begins with {stages[0].message_type}")
    rest = {key: row[key] for key in ("defendants", "cases", "custody") if key in row}
    return Path(name, row["about"], stages, **rest)


def _stage(row: Any) -> Stage:
    if isinstance(row, str):
        return Stage(row)
    (message_type, said), *_ = row.items()
    if not isinstance(said, dict):
        said = {"outcome": said}
    outcome = said.get("outcome", ())
    given = {key: value for key, value in said.items() if key not in ("outcome", "days")}
    return Stage(message_type, (outcome,) if isinstance(outcome, str) else tuple(outcome), said.get("days", 1), given)
