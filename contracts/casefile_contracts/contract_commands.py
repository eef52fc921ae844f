"""`casefile contracts ...`: look into the contract, and bring a draft of it to release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casefile_contracts.options import SomeRelease

if TYPE_CHECKING:
    from casefile_contracts.draft.source import Draft

HELP = """The contract: what messages there are, and how a draft of them becomes a release.

Reading:   casefile contracts list  ·  casefile contracts show TriageAccepted
Changing:  edit what is under schemas/casefile_schemas/draft, then  lint  ·  check DRAFT  ·  release VERSION
"""

Release = Annotated[str, typer.Option("--release", metavar="VERSION", help="Number of the release, for example 1.1.")]

contracts = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add `contracts` to `casefile`."""
    from casefile_contracts import evolution_commands

    evolution_commands.register(contracts)
    app.add_typer(contracts, name="contracts")


@contracts.command("list")
def list_messages(release: SomeRelease = None) -> None:
    """Show the message types of a release: id, name, who may send it, what it says."""
    from casefile_contracts.release import load_release

    loaded = load_release(release)
    width = max(map(len, loaded.messages))
    typer.echo(f"release {loaded.version}")
    for message in loaded.messages.values():
        typer.echo(
            f"{message.schema_id:5}  {message.name:{width}}  {', '.join(message.senders):20}  {message.schema['doc']}"
        )


@contracts.command()
def show(
    message_type: Annotated[str, typer.Argument(metavar="TYPE", help="Name of a message type, as `list` shows it.")],
    release: SomeRelease = None,
) -> None:
    """Print the Avro schema of a message type, with the contract's own attributes."""
    import json

    from casefile_contracts.release import load_release

    loaded = load_release(release)
    message = loaded.messages.get(message_type)
    if message is None:
        raise typer.BadParameter(f"release {loaded.version} has no {message_type}; it has {', '.join(loaded.messages)}")
    typer.echo(json.dumps(message.schema, indent=2, ensure_ascii=False))


@contracts.command()
def lint() -> None:
    """Say everything that is wrong with the draft, one line a problem; exit 1 if there is anything."""
    draft = _linted_draft()
    typer.echo(f"{len(draft.types)} types, {len(draft.rules)} rules, {len(draft.tables)} tables: nothing to say")


@contracts.command("compile")
def compile_release(release: Release) -> None:
    """Lint the draft and write it as a release that is not frozen yet."""
    from casefile_contracts.draft.compiler import compile_draft
    from casefile_contracts.draft.lock import write_release
    from casefile_schemas import ROOT

    write_release(ROOT, release, compile_draft(_linted_draft()))
    typer.echo(f"{ROOT / 'releases' / release}")


@contracts.command()
def models(release: SomeRelease = None) -> None:
    """Generate the pydantic models of a release."""
    from casefile_contracts.draft.models import models_source, module_name
    from casefile_contracts.release import load_release

    loaded = load_release(release)
    path = Path(__file__).parent / "models" / f"{module_name(loaded.version)}.py"
    path.write_text(models_source(loaded), encoding="utf-8")
    typer.echo(f"{path}")


def _linted_draft() -> Draft:
    from casefile_contracts.draft.lint import refuse_lint
    from casefile_contracts.draft.source import load_draft
    from casefile_schemas import ROOT

    draft = load_draft(ROOT / "draft")
    refuse_lint(draft)
    return draft
