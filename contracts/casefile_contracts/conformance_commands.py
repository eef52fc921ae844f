"""`casefile contracts vectors`: what implementations in other languages are held to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from casefile_contracts.options import Reference, SomeRelease


def register(contracts: typer.Typer) -> None:
    """Add `vectors` to `casefile contracts`."""
    contracts.command()(vectors)


def vectors(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder that the vectors are written to.")],
    release: SomeRelease = None,
    reference: Reference = None,
    chances: Annotated[
        int, typer.Option("--chances", min=0, help="Messages that a seed tampered with, for each golden one.")
    ] = 1,
) -> None:
    """Write messages of a release with their bytes, JSON form and findings, for implementations in any language."""
    from casefile_contracts.conformance import golden_messages, vector_files
    from casefile_contracts.release import load_release

    goldens = golden_messages()
    files = vector_files(load_release(release), goldens, reference, chances)
    out.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in out.glob("*.json")} - files.keys():
        (out / stale).unlink()
    for name, content in files.items():
        (out / name).write_bytes(content)
    names = [one["name"] for content in files.values() for one in json.loads(content).get("vectors", ())]
    typer.echo(f"{out}: {len(names):,} vectors in {len(files)} files, {sum(map(len, files.values())):,} bytes")
    for golden in sorted(name for name in goldens if f"golden: {name}" not in names):
        typer.echo(f"{golden} is left out: the release cannot read it", err=True)
