"""`casefile contracts check | diff | release`: whom a change of the contract breaks, and how a draft is released."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from casefile_contracts.evolution.affected import Effect
    from casefile_contracts.evolution.changes import Level
    from casefile_contracts.evolution.judging import Judgement
    from casefile_contracts.participants import Participants

BROKEN = 1
UNUSABLE = 2


class Format(StrEnum):
    """For whom the report is."""

    HUMAN = "human"
    JSON = "json"


Register = Annotated[
    Path | None,
    typer.Option(
        "--participants",
        envvar="CASEFILE_PARTICIPANTS",
        help="Folder of the register of participants: they are told by name, and what they speak is compared, too.",
    ),
]
Output = Annotated[Format, typer.Option("--format", help="Lines for people, or one JSON object for programs.")]
Day = Annotated[
    datetime | None,
    typer.Option(
        "--on", formats=["%Y-%m-%d"], help="Day to judge on: what has ended before is over. Today if not given."
    ),
]
Everything = Annotated[bool, typer.Option("--all", help="Show harmless changes as well.")]
SOURCE = "Number of a release, folder of a release, or folder of a draft."


def register(app: typer.Typer) -> None:
    """Add these commands to `casefile contracts`."""
    app.command("check")(check)
    app.command("diff")(diff)
    app.command("release")(release)
    app.command("mutations", hidden=True)(mutations)


def check(
    draft: Annotated[str, typer.Argument(metavar="DRAFT", help=SOURCE)],
    against: Annotated[list[str] | None, typer.Option("--against", metavar="RELEASE", help=SOURCE)] = None,
    participants: Register = None,
    output: Output = Format.HUMAN,
    on: Day = None,
    everything: Everything = False,
    strict: Annotated[bool, typer.Option("--strict", help="Take a risk for a break.")] = False,
) -> None:
    """Say whom a draft breaks: readers, senders and kept messages of each release given, and each participant.

    Exit code 0: nobody; 1: somebody; 2: it cannot be judged.
    """
    from casefile_contracts.errors import CaseFileError
    from casefile_contracts.evolution.changes import Level, worst
    from casefile_contracts.evolution.reporting import as_data, lines

    try:
        judgements, found, levels = _judged(draft, against or [], participants, _day(on))
    except CaseFileError as error:
        raise _unusable(error) from error
    verdict = worst([*(one.level for one in judgements), *levels.values()])
    if output is Format.JSON:
        _echo_json(as_data(judgements, levels, found, verdict))
    else:
        least = Level.HARMLESS if everything else Level.RISKY
        typer.echo("\n".join(lines(judgements, levels, found, least)))
    raise typer.Exit(BROKEN if verdict >= (Level.RISKY if strict else Level.BREAKING) else 0)


def diff(
    old: Annotated[str, typer.Argument(metavar="A", help=SOURCE)],
    new: Annotated[str, typer.Argument(metavar="B", help=SOURCE)],
    output: Output = Format.HUMAN,
    on: Day = None,
) -> None:
    """Show every change from one release or draft to another.

    Exit code 0: there is none; 1: there is; 2: they cannot be compared.
    """
    from casefile_contracts.errors import CaseFileError
    from casefile_contracts.evolution.reporting import change_data, change_lines

    try:
        (judgement,), _, _ = _judged(new, [old], None, _day(on))
    except CaseFileError as error:
        raise _unusable(error) from error
    if output is Format.JSON:
        _echo_json({"old": old, "new": new, "changes": [change_data(change) for change in judgement.changes]})
    else:
        shown = list(change_lines(judgement.changes))
        typer.echo("\n".join(shown) if shown else f"{old} and {new} are the same")
    raise typer.Exit(BROKEN if judgement.changes else 0)


def release(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="Number of the new release, for example 1.1.")],
    participants: Register = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show everything, write nothing.")] = False,
    on: Day = None,
) -> None:
    """Release the draft: lint, judge, compile, lock, freeze, and write its models and changelog.

    From 1.0 on, what breaks a live release needs another first number. Exit code 0: released, or could be; 1: it
    breaks what its number may not break; 2: it cannot be released.
    """
    from casefile_contracts import models
    from casefile_contracts.errors import CaseFileError
    from casefile_contracts.evolution.changes import Level
    from casefile_contracts.evolution.releasing import carry_out, plan
    from casefile_contracts.evolution.reporting import lines
    from casefile_schemas import ROOT

    try:
        made = plan(ROOT, version, _day(on), _participants(participants))
        typer.echo("\n".join(lines(made.judgements, made.participants, made.effects, Level.RISKY)))
        refusals = list(made.refusals())
        for refusal in refusals:
            typer.echo(f"casefile: {refusal}", err=True)
        if refusals:
            raise typer.Exit(BROKEN)
        if dry_run:
            typer.echo(f"release {version}: {len(made.files)} files, not written")
            return
        for path in carry_out(ROOT, Path(models.__path__[0]), made):
            typer.echo(f"{path}")
    except CaseFileError as error:
        raise _unusable(error) from error


def mutations(
    base: Annotated[str, typer.Argument(metavar="RELEASE", help="Number of the release that is changed.")],
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where its mutations are kept.")],
    on: Day = None,
) -> None:
    """Plant the labelled changes of a release again: what the judge is measured by."""
    from casefile_contracts.evolution.loading import load_side
    from casefile_contracts.evolution.mutations.corpus import plant, write
    from casefile_schemas import ROOT

    planted = plant(load_side(base, ROOT, _day(on)))
    typer.echo(f"{write(folder, base, planted)}: {len(planted)} mutations")


def _judged(
    draft: str, against: Iterable[str], register: Path | None, day: date
) -> tuple[list[Judgement], list[Effect], dict[str, Level]]:
    """The draft beside every release given or spoken, and what that is to each participant."""
    from casefile_contracts.evolution.affected import effects, verdicts
    from casefile_contracts.evolution.judging import judge
    from casefile_contracts.evolution.loading import load_side
    from casefile_contracts.evolution.register import refuse_unknown
    from casefile_contracts.release import latest_version
    from casefile_schemas import ROOT

    participants = _participants(register)
    live = refuse_unknown(participants, lambda version: load_side(version, ROOT, day)) if participants else {}
    new = load_side(draft, ROOT, day)
    sources = [*against] or ([] if live else [latest_version(ROOT)])
    sides = live | {source: load_side(source, ROOT, day) for source in sources if source not in live}
    judgements = {version: judge(side, new) for version, side in sides.items()}
    found = effects(participants, judgements) if participants else []
    return list(judgements.values()), found, verdicts(participants, found) if participants else {}


def _participants(folder: Path | None) -> Participants | None:
    from casefile_contracts.participants import Participants

    return Participants.load(folder) if folder else None


def _day(given: datetime | None) -> date:
    from casefile_contracts.now import today

    return given.date() if given else today()


def _echo_json(content: Any) -> None:
    import json

    typer.echo(json.dumps(content, indent=2, ensure_ascii=False))


def _unusable(error: Exception) -> typer.Exit:
    typer.echo(f"casefile: {error}", err=True)
    return typer.Exit(UNUSABLE)
