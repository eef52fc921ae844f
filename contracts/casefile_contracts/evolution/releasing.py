"""From a draft to a frozen release, in one go: linted, judged, compiled, locked, frozen, with its models and changelog.

A number says what it may break. From 1.0 on only another first number may break a live release; before that a new
second number may. A live release is any that a participant speaks, and the last one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from casefile_contracts.draft.compiler import compile_draft
from casefile_contracts.draft.lint import refuse_lint
from casefile_contracts.draft.lock import freeze_release, lock_release, write_release
from casefile_contracts.draft.models import models_source, module_name
from casefile_contracts.draft.source import load_draft
from casefile_contracts.errors import DraftError, LockError
from casefile_contracts.evolution.affected import Effect, effects, verdicts
from casefile_contracts.evolution.changelog import changelog
from casefile_contracts.evolution.changes import Level
from casefile_contracts.evolution.judging import Judgement, judge
from casefile_contracts.evolution.loading import load_side, side_of
from casefile_contracts.evolution.register import refuse_unknown
from casefile_contracts.participants import Participants
from casefile_contracts.release import read_lock, read_release, version_key

CHANGELOG = "CHANGELOG.md"


@dataclass(frozen=True)
class Plan:
    """A release that could be made, and what it would be to everybody."""

    version: str
    files: Mapping[str, bytes]
    """Every file of the release, its changelog among them; all go into the lock."""
    judgements: tuple[Judgement, ...]
    """Against every live release, the last one first."""
    effects: tuple[Effect, ...]
    participants: Mapping[str, Level]

    def refusals(self) -> Iterator[str]:
        """Why the number does not fit what would break; empty if it does."""
        for judgement in self.judgements:
            if judgement.level is Level.BREAKING and not may_break(judgement.old, self.version):
                wanted = next_major(self.version)
                yield f"breaks {judgement.old}, which {self.version} may not: give it the number {wanted}"


def may_break(old: str, new: str) -> bool:
    """Whether a release of that number may break another: 1.0 may break 0.2, and 0.2 may break 0.1."""
    before, after = version_key(old), version_key(new)
    return after[0] > before[0] or (after[0] == 0 and after[1] > before[1])


def next_major(version: str) -> str:
    """The number of a release that may break."""
    return f"{version_key(version)[0] + 1}.0"


def plan(root: Path, version: str, today: date, participants: Participants | None = None) -> Plan:
    """Everything that releasing the draft would do, and nothing done yet.

    Raises:
        DraftError: The draft is not free of lint.
        LockError: The number is taken by a frozen release, or is not after the last one.
        SettingsError: A participant speaks what is not there.
    """
    draft = load_draft(root / "draft")
    refuse_lint(draft)
    frozen = _frozen(root, version)
    compiled = compile_draft(draft)
    new = side_of(version, compiled, today)
    live = {last: load_side(last, root, today) for last in frozen[-1:]}
    if participants:
        live |= refuse_unknown(participants, lambda number: load_side(number, root, today))
        live.pop(version, None)
    judgements = {number: judge(side, new) for number, side in live.items()}
    found = effects(participants, judgements) if participants else []
    page = changelog(version, judgements.get(frozen[-1]) if frozen else None)
    files = {**compiled, CHANGELOG: page.encode()}
    lock_release(read_lock(root), version, files)
    levels = verdicts(participants, found) if participants else {}
    return Plan(version, files, tuple(judgements.values()), tuple(found), levels)


def _frozen(root: Path, version: str) -> list[str]:
    """The frozen releases in order; a new number comes after all of them."""
    releases = read_lock(root)["releases"]
    frozen = sorted((number for number, entry in releases.items() if entry["frozen"]), key=version_key)
    if version in frozen:
        raise LockError(f"release {version} is frozen: give the draft a new release number")
    if frozen and version_key(version) < version_key(frozen[-1]):
        raise LockError(f"release {version} would come before {frozen[-1]}, which is frozen")
    return frozen


def carry_out(root: Path, models: Path, made: Plan) -> list[Path]:
    """Write the release, freeze it, generate its models.

    Args:
        models: Folder of the generated models.

    Returns:
        What was written.

    Raises:
        DraftError: It breaks what its number may not break; nothing is written.
    """
    if refusals := list(made.refusals()):
        raise DraftError("\n".join(refusals))
    write_release(root, made.version, made.files)
    freeze_release(root, made.version)
    module = models / f"{module_name(made.version)}.py"
    module.write_text(models_source(read_release(root, made.version)), encoding="utf-8")
    folder = root / "releases" / made.version
    return [folder, folder / CHANGELOG, root / "lock.json", module]
