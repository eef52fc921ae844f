"""`casefile contracts docs`: the contract as pages, AsyncAPI and JSON Schema."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from casefile_contracts.errors import SettingsError
from casefile_contracts.options import SomeRelease


def register(contracts: typer.Typer) -> None:
    """Add `docs` to `casefile contracts`."""
    contracts.command()(docs)


def docs(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write; what it held is replaced.")],
    release: SomeRelease = None,
    draft: Annotated[bool, typer.Option("--draft", help="Write about the draft as it lies, to preview it.")] = False,
) -> None:
    """Write the documentation of a release: pages to open from disk, AsyncAPI, JSON Schema, Avro, examples."""
    if draft and release:
        raise typer.BadParameter("name a release or the draft, not both")
    _refuse_missing_extra()
    from casefile_contracts.documentation import documentation, of_draft, of_release
    from casefile_contracts.documentation.folder import refuse_other, replace_folder

    refuse_other(out)
    files = documentation(of_draft() if draft else of_release(release))
    replace_folder(out, files)
    typer.echo(f"{out / 'index.html'}: {len(files)} files, {sum(map(len, files.values())) / 1e6:.1f} MB")


def _refuse_missing_extra() -> None:
    if find_spec("jinja2") is None:
        raise SettingsError("the documentation needs: pip install 'casefile-exchange[docs]'")
