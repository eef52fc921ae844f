"""The register of participants: which organisations exchange case files, and through which systems.

Operator data: one YAML file an organisation, named after it (`police-98.yaml`), in the folder that programs are given
as `--participants` or `CASEFILE_PARTICIPANTS`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from casefile_contracts.errors import SettingsError

Organisation = Annotated[str, StringConstraints(pattern=r"^(police-[0-9]{2}|cps-[a-z][a-z0-9-]{0,30})$")]
ForceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}$")]
System = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$")]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,3}[.][0-9]{1,3}$")]
MessageName = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Za-z0-9]{0,59}$")]
Pointer = Annotated[str, StringConstraints(pattern=r"^(/([a-z][a-z0-9_]*|[*]))+$")]

ALL_FIELDS = "all"
"""What a reader relies on that says no more than that it reads."""


@dataclass(frozen=True)
class Speech:
    """What one system of a participant sends and reads, by one release of the contract."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    system: System
    release: Version
    sends: tuple[MessageName, ...] = ()
    """Message types."""
    reads: Mapping[MessageName, tuple[Pointer | Literal["all"], ...] | Literal["all"]] = field(default_factory=dict)
    """For each message type the fields that the system relies on, as JSON pointers with `*` for any item, or `all`."""


@dataclass(frozen=True)
class Participant:
    """One organisation of the exchange."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    organisation: Organisation
    name: Annotated[str, Field(min_length=1, max_length=100)]
    kind: Literal["police", "cps"]
    forces: Annotated[tuple[ForceCode, ...], Field(min_length=1)]
    """Force codes: of a police organisation its own, of a CPS area those it serves."""
    systems: Annotated[tuple[System, ...], Field(min_length=1)]
    """Systems that may speak for it."""
    speaks: tuple[Speech, ...] = ()
    """What they send and read in which release; whoever changes the contract is told whom that breaks."""

    def system(self, name: str | None, option: str) -> str:
        """The system of that name; may be left out if there is only one.

        Args:
            option: What the operator says it with.

        Raises:
            SettingsError: There is no such system, or more than one is possible.
        """
        known = ", ".join(self.systems)
        if name is None and len(self.systems) > 1:
            raise SettingsError(f"say which with {option}: {self.organisation} has {known}")
        chosen = name or self.systems[0]
        if chosen not in self.systems:
            raise SettingsError(f"{option} {chosen} is not a system of {self.organisation}; it has {known}")
        return chosen


class Participants:
    """All organisations of the exchange, in alphabetical order."""

    def __init__(self, participants: Iterable[Participant]) -> None:
        self._by_organisation = {
            one.organisation: one for one in sorted(participants, key=lambda one: one.organisation)
        }

    @classmethod
    def load(cls, folder: Path) -> Participants:
        """Read the register.

        Raises:
            SettingsError: The folder or a file in it is not as it should be; every problem is one line.
        """
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            raise SettingsError(f"{folder}: holds no participant; one YAML file an organisation is expected")
        problems: list[str] = []
        found = [one for path in paths if (one := _read(path, problems))]
        if problems:
            raise SettingsError("\n".join(problems))
        return cls(found)

    def get(self, organisation: str) -> Participant | None:
        """The organisation, if it takes part."""
        return self._by_organisation.get(organisation)

    def choose(self, organisation: str | None, kind: Literal["police", "cps"], option: str) -> Participant:
        """The organisation of that name; may be left out if there is only one of the kind.

        Args:
            option: What the operator says it with.

        Raises:
            SettingsError: It takes no part, or more than one is possible.
        """
        if organisation is None:
            possible = [one for one in self if one.kind == kind]
            if len(possible) != 1:
                names = ", ".join(one.organisation for one in possible) or "none"
                raise SettingsError(f"say which with {option}: the register has {names}")
            return possible[0]
        found = self.get(organisation)
        if found is None:
            known = ", ".join(self.organisations)
            raise SettingsError(f"{option} {organisation} is not a participant; there are {known}")
        return found

    @property
    def organisations(self) -> tuple[str, ...]:
        """Their names."""
        return tuple(self._by_organisation)

    def __iter__(self) -> Iterator[Participant]:
        return iter(self._by_organisation.values())

    def __len__(self) -> int:
        return len(self._by_organisation)


def _read(path: Path, problems: list[str]) -> Participant | None:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        participant = _ADAPTER.validate_python(content)
    except ValidationError as error:
        problems += [f"{path}: {'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()]
        return None
    except (OSError, ValueError, yaml.YAMLError) as error:
        problems.append(f"{path}: {' '.join(str(error).split())}")
        return None
    problems += [f"{path}: {problem}" for problem in _contradictions(participant, path)]
    return participant


def _contradictions(participant: Participant, path: Path) -> Iterator[str]:
    kind, _, code = participant.organisation.partition("-")
    if path.stem != participant.organisation:
        yield f"organisation: must be {path.stem}, as the file is called"
    if kind != participant.kind:
        yield f"kind: must be {kind}, as the organisation is called"
    for speech in participant.speaks:
        if speech.system not in participant.systems:
            yield f"speaks: {speech.system} is not one of its systems, {', '.join(participant.systems)}"
    if kind == "police" and code not in participant.forces:
        yield f"forces: must include {code}, as the organisation is called"


_ADAPTER = TypeAdapter(Participant)
