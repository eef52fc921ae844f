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


def build() -> typer.Typer:
    """The command with every installed room's sub-commands."""
    # Pretty tracebacks can show local variables, and those can be case data.
    app = typer.Typer(
        help=HELP,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(lambda: None)
    for point in sorted(entry_points(group="casefile.commands"), key=lambda found: found.name):
        point.load()(app)
    return app


def main() -> None:
    """Run `casefile`; an expected error is one line on stderr and its own exit code."""
    try:
        build()()
    except CaseFileError as error:
        sys.stderr.write(f"casefile: {error} [{error.code}]\n")
        sys.exit(error.exit_code)
