"""`casefile check`: what the exchange would say about a case file, before it is sent."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from casefile_contracts.options import Reference

if TYPE_CHECKING:
    from casefile_contracts.contract import Contract
    from casefile_contracts.findings import Finding

UNUSABLE = 2


def register(app: typer.Typer) -> None:
    """Add `check` to `casefile`."""
    app.command()(check)


def check(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Messages in JSON form, one a file; `-` reads standard input."),
    ],
    release: Annotated[
        str | None, typer.Option("--release", metavar="VERSION", help="Number of the release; the latest if not given.")
    ] = None,
    reference: Reference = None,
) -> None:
    """Check case files by the rules that the exchange applies, and print every finding.

    Each finding is one line: rule, severity, place (a JSON pointer), what is wrong, what to do. Nothing from the file
    itself is printed. Exit code 0: all may be sent; 1: at least one would be rejected; 2: at least one is no message
    at all.
    """
    from casefile_contracts.contract import load_contract

    contract = load_contract(release, reference)
    raise typer.Exit(max(_check_file(contract, name) for name in files))


def _check_file(contract: Contract, name: str) -> int:
    from casefile_contracts.findings import rejects

    try:
        findings = findings_of(contract, _read(name), now=time.time_ns() // 1_000_000)
    except _UnusableFileError as error:
        typer.echo(f"{name}: {error}", err=True)
        return UNUSABLE
    verdict = "would be rejected" if rejects(findings) else "may be sent"
    typer.echo(f"{name}: {verdict}, {len(findings)} finding{'' if len(findings) == 1 else 's'}")
    for finding in findings:
        typer.echo(f"  {_line(finding)}")
    return int(rejects(findings))


def findings_of(contract: Contract, obj: Any, *, now: int) -> list[Finding]:
    """All findings on a JSON form: those of its shape or, once it has the shape of a message, those of the rules."""
    message, findings = contract.from_json(obj)
    return findings if message is None else findings + contract.check(message, now=now)


class _UnusableFileError(Exception):
    """A file that holds no JSON value, for a reason to be printed."""


def _read(name: str) -> Any:
    from casefile_contracts.codec.jsonform import loads
    from casefile_contracts.codec.wire import REASONS
    from casefile_contracts.errors import UnreadableError

    try:
        return loads(sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes())
    except OSError as error:
        raise _UnusableFileError(f"cannot be read: {error.strerror}") from error
    except UnreadableError as error:
        raise _UnusableFileError(f"is no message in JSON form: {REASONS[error.reason]}") from error


def _line(finding: Finding) -> str:
    place = finding.pointer or "whole message"
    return f"{finding.rule} {finding.severity}  {place}  {finding.text} {finding.fix}".rstrip()
