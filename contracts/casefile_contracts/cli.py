"""The `casefile` command, assembled from what each installed room registers.

A room names `register(app)` under the entry point group `casefile.commands`; a room that is not installed, or whose
extra is missing, simply brings no commands.
"""

from __future__ import annotations

import sys
from importlib.metadata import entry_points

import typer

from casefile_contracts.errors import CaseFileError

HELP = """Exchange criminal case files between police forces and the CPS.

First steps:  casefile up  ·  casefile topics apply  ·  casefile gateway  ·  casefile send FOLDER  ·  casefile receipts
"""


OWN = "contracts"
"""The entry point of this room, the lightest to import."""


def build(wanted: str | None = None) -> typer.Typer:
    """The command with the sub-commands of the installed rooms: of all, or as far as it takes to find one.

    Args:
        wanted: The sub-command that is to be run. Rooms after the one that has it are not imported.
    """
    # Pretty tracebacks can show local variables, and those can be case data.
    app = typer.Typer(
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)
    for point in sorted(entry_points(group="casefile.commands"), key=lambda found: (found.name != OWN, found.name)):
        point.load()(app)
        if wanted is not None and wanted in _names(app):
            break
    return app


def _names(app: typer.Typer) -> set[str | None]:
    commands = {command.name or getattr(command.callback, "__name__", None) for command in app.registered_commands}
    groups = {group.name or getattr(group.typer_instance, "info", group).name for group in app.registered_groups}
    return commands | groups


def main() -> None:
    """Run `casefile`; an expected error is one line on stderr and its own exit code."""
    try:
        build(sys.argv[1] if len(sys.argv) > 1 else None)()
    except CaseFileError as error:
        sys.stderr.write(f"casefile: {error} [{error.code}]\n")
        sys.exit(error.exit_code)
