"""`casefile generate`: fictional cases for tests, load and demonstrations, and messages that break one rule."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from casefile_contracts.options import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casefile_contracts.contract import Contract
    from casefile_contracts.generator.coverage import Coverage
    from casefile_contracts.generator.writing import Case

USAGE = 2
INCOMPLETE = 1
SEEDS = 1_000_000


class Size(StrEnum):
    """How much a case holds."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Format(StrEnum):
    """A way to write messages."""

    JSON = "json"
    JSONL = "jsonl"
    AVRO = "avro"


class Organisation(StrEnum):
    """A fictional force."""

    POLICE_98 = "police-98"
    POLICE_99 = "police-99"


EPILOGUE = """Examples:

casefile generate --list-paths (what there is to choose from)

casefile generate --seed 7 --cases 100 --path charged_crown --size large --out cases/

casefile generate --type HearingOutcomeNotified > hearing.jsonl (the shortest case that has one, up to it)

casefile generate --break X05 | casefile check - (the last message of the case breaks X05, and nothing else)

casefile generate --coverage --reference lists/ (which rules and fields the whole corpus reaches)
"""


def register(app: typer.Typer) -> None:
    """Add `generate` to `casefile`."""
    app.command(epilog=EPILOGUE)(generate)


def generate(
    path: Annotated[
        str | None,
        typer.Option("--path", metavar="NAME", help="Way through the lifecycle, or walk; by turns if not given."),
    ] = None,
    message_type: Annotated[
        str | None, typer.Option("--type", metavar="TYPE", help="Message type that each case is to end with.")
    ] = None,
    broken: Annotated[
        str | None, typer.Option("--break", metavar="RULE", help="Rule that the last message of each case is to break.")
    ] = None,
    cases: Annotated[int, typer.Option("--cases", min=1, max=SEEDS, help="How many cases.")] = 1,
    seed: Annotated[
        int, typer.Option("--seed", min=0, max=SEEDS - 1, help="Number of the first case; the same gives the same.")
    ] = 0,
    size: Annotated[Size, typer.Option("--size", help="1, 2 or 7 defendants, and material to go with them.")] = (
        Size.MEDIUM
    ),
    organisation: Annotated[Organisation, typer.Option("--organisation", help="The force that sends.")] = (
        Organisation.POLICE_99
    ),
    now: Annotated[
        str | None,
        typer.Option(
            "--now", metavar="TIME", help="When the cases end, as 2026-03-02T10:15:00.000Z; now if not given."
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="json: a file a message; jsonl: a line a message; avro: the bytes.")
    ] = Format.JSONL,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Folder to write to; standard output if not given.")
    ] = None,
    reference: Reference = None,
    list_paths: Annotated[bool, typer.Option("--list-paths", help="Show the paths, and end.")] = False,
    coverage: Annotated[
        bool, typer.Option("--coverage", help="Show which rules and fields the whole corpus reaches, and end.")
    ] = False,
) -> None:
    """Write fictional cases: people, numbers and places that are nobody's, the same for the same seed and time.

    Every message is free of findings if the messages of a case are checked in their order. With --break, the last
    message of each case breaks the rule that is named, and no other; what only the exchange can find is written as it
    should be, and what to do wrong is said.

    Exit code 0: done; 1: the corpus does not reach everything; 2: the command was used wrongly.
    """
    from casefile_contracts.contract import load_contract
    from casefile_contracts.errors import CaseFileError
    from casefile_contracts.generator.writing import Order, broken_cases, whole_cases

    if list_paths:
        _show_paths()
        return
    if form is not Format.JSONL and out is None and not coverage:
        _refuse(f"--format {form} writes a file a message: say where with --out")
    if broken is not None and message_type is not None:
        _refuse("--break chooses the message that it breaks; leave out --type")
    if seed + cases > SEEDS:
        _refuse(f"--seed and --cases lead beyond the last case that has a number of its own, {SEEDS - 1:,}")
    try:
        contract = load_contract(reference=reference)
        moment = _millis(now)
        if coverage:
            _report(_survey(contract, moment))
            return
        order = Order(contract, range(seed, seed + cases), moment, size.value, organisation.value, path)
        told = whole_cases(order, message_type) if broken is None else broken_cases(order, broken)
        _write(contract, told, form, out)
    except BrokenPipeError:
        raise  # whoever read along has seen enough; the command ends without a word
    except OverflowError:
        _refuse("--now leaves no room in the calendar for what comes before or after it")
    except (CaseFileError, OSError) as error:
        _refuse(str(error))


def _refuse(why: str) -> NoReturn:
    typer.echo(f"casefile generate: {why}", err=True)
    raise typer.Exit(USAGE)


def _millis(now: str | None) -> int:
    from casefile_contracts.codec.logical import timestamp_millis
    from casefile_contracts.errors import SettingsError
    from casefile_contracts.now import utc_millis

    try:
        return utc_millis() if now is None else timestamp_millis(now)
    except ValueError as error:
        raise SettingsError(f"--now is {error}; give it as 2026-03-02T10:15:00.000Z") from error


def _write(contract: Contract, cases: Iterable[Case], form: Format, out: Path | None) -> None:
    from casefile_contracts.generator.writing import lines, write_files

    said: set[str] = set()
    for case in cases:
        if case.says not in said | {""}:
            said.add(case.says)
            typer.echo(f"casefile generate: {case.says}", err=True)
        if out is None:
            for line in lines(case):
                typer.echo(line)
        else:
            write_files(contract, case, form.value, out)


def _show_paths() -> None:
    from casefile_contracts.generator.paths import load_paths
    from casefile_contracts.generator.walking import WALK

    width = max(map(len, load_paths()))
    for name, path in load_paths().items():
        typer.echo(f"{name:{width}}  {path.about} ({len(path.stages)} messages, {path.days} days)")
    typer.echo(f"{WALK:{width}}  Any walk through the lifecycle table that the seed leads to")


def _survey(contract: Contract, now: int) -> Coverage:
    from casefile_contracts.generator.coverage import Surveyor

    return Surveyor(contract, now).coverage()


def _report(found: Coverage) -> None:
    for rule, count in sorted(found.hits.items()):
        typer.echo(f"{rule:6} {count}")
    for rule, why in sorted(found.described.items()):
        typer.echo(f"{rule:6} found by the exchange alone: {why}")
    for rule, why in sorted(found.undecided.items()):
        typer.echo(f"{rule:6} undecided: {why}")
    typer.echo(f"{found.messages} generated messages, {found.findings} findings; {len(found.hits)} rules hit.")
    for rule in found.missed:
        typer.echo(f"never hit: {rule}")
    for field in found.unfilled:
        typer.echo(f"never filled: {field}")
    if not found.complete:
        raise typer.Exit(INCOMPLETE)
