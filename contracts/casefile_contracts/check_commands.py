"""`casefile check`: what the exchange would say about case files, before they are sent."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casefile_contracts.options import Reference, SomeRelease

if TYPE_CHECKING:
    from collections.abc import Iterable

    from casefile_contracts.contract import Contract
    from casefile_contracts.participants import Participants
    from casefile_contracts.preflight.examined import Examined

USAGE = 2


class Format(StrEnum):
    """A way to write reports."""

    HUMAN = "human"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"


EPILOGUE = """Examples:

casefile check charges.json · casefile check outgoing/ · casefile check 'outgoing/**/*.json' · casefile check - < a.json

casefile check --participants register/ --reference lists/ --strict outgoing/ (all that can be known beforehand)

casefile check --format sarif --output findings.sarif outgoing/ (for code scanning and editors; junit for CI)
"""


def register(app: typer.Typer) -> None:
    """Add `check` to `casefile`."""
    app.command(epilog=EPILOGUE)(check)


def check(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Messages: JSON (with or without envelope), a JSON message a line, or the Avro bytes that travel. "
            "Also folders and patterns; `-` reads standard input.",
        ),
    ],
    release: SomeRelease = None,
    reference: Reference = None,
    participants: Annotated[
        Path | None,
        typer.Option(
            "--participants",
            envvar="CASEFILE_PARTICIPANTS",
            help="Folder of the register of participants; without it nobody can tell who may send what to whom.",
        ),
    ] = None,
    form: Annotated[
        Format, typer.Option("--format", help="human; json for programs; sarif for code scanning; junit for CI.")
    ] = Format.HUMAN,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write there instead of to standard output.")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let warnings count as rejections.")] = False,
) -> None:
    """Check case files by the rules that the exchange applies, and print every finding.

    A finding says the rule, whether it rejects or warns, where it is (line and column, and a JSON pointer), what is
    wrong and what to do. Rules that could not be decided are listed with the reason. Nothing is sent, and nothing
    from the files is printed but their names.

    Exit code 0: all may be sent; 1: at least one would be rejected; 2: at least one is no message at all, or the
    command was used wrongly.
    """
    from casefile_contracts.contract import load_contract
    from casefile_contracts.errors import CaseFileError
    from casefile_contracts.preflight.examined import worst

    examined: list[Examined] = []
    try:
        contract = load_contract(release, reference)
        _write(form, contract, _kept(_examined(contract, files, participants), examined), output, strict=strict)
    except BrokenPipeError:
        raise  # whoever read along has seen enough; the command ends without a word
    except (OSError, CaseFileError) as error:
        typer.echo(f"casefile check: {error}", err=True)
        raise typer.Exit(USAGE) from error
    raise typer.Exit(int(worst(examined, strict=strict)))


def _examined(contract: Contract, files: list[str], register: Path | None) -> Iterable[Examined]:
    from casefile_contracts.now import utc_millis
    from casefile_contracts.preflight.examined import examine, sources
    from casefile_contracts.preflight.progress import shown

    now = utc_millis()
    participants = None if register is None else _participants(register)
    for source in shown(list(sources(files))):
        yield from examine(contract, source, now=now, participants=participants)


def _participants(register: Path) -> Participants:
    from casefile_contracts.participants import Participants  # takes long to import

    return Participants.load(register)


def _kept(examined: Iterable[Examined], kept: list[Examined]) -> Iterable[Examined]:
    for one in examined:
        kept.append(one)
        yield one


def _write(
    form: Format, contract: Contract, examined: Iterable[Examined], output: Path | None, *, strict: bool
) -> None:
    if output is None:
        for part in _parts(form, contract, examined, strict=strict):
            typer.echo(part, nl=False)
    else:
        output.write_text("".join(_parts(form, contract, examined, strict=strict)), encoding="utf-8")


def _parts(form: Format, contract: Contract, examined: Iterable[Examined], *, strict: bool) -> Iterable[str]:
    """The text of the reports; for people in parts, each as soon as it is known."""
    match form:
        case Format.HUMAN:
            from casefile_contracts.preflight.formats.human import lines

            yield from (f"{line}\n" for line in lines(examined, strict=strict))
        case Format.JSON:
            from casefile_contracts.preflight.formats import report_json

            yield report_json.document(examined, strict=strict)
        case Format.SARIF:
            from casefile_contracts.preflight.formats import sarif

            yield sarif.document(examined, contract.release.rules, strict=strict)
        case Format.JUNIT:
            from casefile_contracts.preflight.formats import junit

            yield junit.document(examined, strict=strict)
