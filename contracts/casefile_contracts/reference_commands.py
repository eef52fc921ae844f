"""`casefile reference ...`: the operator's lists of codes, in numbered versions that a running gateway follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from datetime import date

    from casefile_contracts.reference.store import Version

HELP = """Reference data: offence codes, organisation units, CPS units and which CPS unit serves which police unit.

A folder given as --reference (CASEFILE_REFERENCE) to the gateway, `check` and `send` may hold plain CSV files, or the
versions that `load` keeps there. A running gateway picks up a new version within seconds, without a restart.
"""

Store = Annotated[
    Path,
    typer.Option("--reference", envvar="CASEFILE_REFERENCE", help="Folder of the versions; made by the first load."),
]

reference = typer.Typer(help=HELP, no_args_is_help=True, rich_markup_mode=None)


def register(app: typer.Typer) -> None:
    """Add `reference` to `casefile`."""
    app.add_typer(reference, name="reference")


@reference.command()
def load(
    sources: Annotated[
        list[str],
        typer.Argument(
            metavar="[LIST=]FILE...",
            help="CSV files with columns code, from, to, value; without LIST= a published table known by its columns.",
        ),
    ],
    store: Store,
    effective: Annotated[
        str | None, typer.Option("--effective", metavar="DATE", help="First day on which it holds; today if not given.")
    ] = None,
    may_shrink: Annotated[
        bool, typer.Option("--may-shrink", help="Let a list lose more than a tenth of its codes.")
    ] = False,
) -> None:
    """Make a new version: the lists of these files, and every other list as it was before. All or nothing.

    Example: casefile reference load --reference data cjs_offences.csv organisation_units.csv cps_unit_of=routing.csv
    """
    from casefile_contracts.now import utc_millis
    from casefile_contracts.reference.store import ReferenceStore, read_sources

    pairs = [_pair(source) for source in sources]
    _refuse_unused({name for name, _ in pairs if name})
    version = ReferenceStore(store).load(
        read_sources(pairs), effective=_day(effective), now=utc_millis(), may_shrink=may_shrink
    )
    _show(version)


@reference.command()
def show(
    store: Store,
    on: Annotated[
        str | None, typer.Option("--on", metavar="DATE", help="The day that is asked about; today if not given.")
    ] = None,
) -> None:
    """Show the version in force, what it holds, and the lists that rules ask for and nobody has loaded."""
    from casefile_contracts.errors import SettingsError
    from casefile_contracts.reference.asked import operator_lists
    from casefile_contracts.reference.store import ReferenceStore
    from casefile_contracts.release import load_release

    found, day = ReferenceStore(store), _day(on)
    version = found.current(day)
    if version is None:
        raise SettingsError(f"{store}: holds no version of reference data that is effective on {day}")
    found.verify(version)
    _show(version)
    for missing in sorted(operator_lists(load_release()) - version.lists.keys()):
        typer.echo(f"  {missing:24} not loaded: rules that ask it find nothing")


@reference.command()
def versions(store: Store) -> None:
    """List all versions, oldest first."""
    from casefile_contracts.errors import SettingsError
    from casefile_contracts.reference.store import ReferenceStore

    found = ReferenceStore(store).versions()
    if not found:
        raise SettingsError(f"{store}: holds no version of reference data")
    for version in found:
        lists = ", ".join(sorted(version.lists))
        typer.echo(f"{version.number:4}  effective {version.effective}  loaded {version.loaded_at}  {lists}")


@reference.command()
def code(
    list_name: Annotated[str, typer.Argument(metavar="LIST", help="Name of the list.")],
    value: Annotated[str, typer.Argument(metavar="CODE", help="The code that is asked about.")],
    store: Store,
    on: Annotated[
        str | None,
        typer.Option("--on", metavar="DATE", help="Day; if not given, any day of the version in force today."),
    ] = None,
) -> None:
    """Say whether a list has a code, and what the list says of it; exit 1 if it has not.

    Example: casefile reference code cps_unit_of 99ZZ00
    """
    from datetime import date

    from casefile_contracts.errors import SettingsError
    from casefile_contracts.reference import ReferenceData
    from casefile_contracts.reference.store import folder_in_force
    from casefile_contracts.release import load_release

    data = ReferenceData.from_release(load_release()).with_folder(folder_in_force(store, _day(on)))
    day = None if on is None else (_day(on) - date(1970, 1, 1)).days
    known = data.known(list_name, value, day)
    if known is None:
        raise SettingsError(f"{list_name} is not loaded")
    said = data.value(list_name, value, day)
    typer.echo(f"{value}: {'known' if known else 'not known'}{f', {said}' if said else ''}")
    raise typer.Exit(0 if known else 1)


def _pair(source: str) -> tuple[str | None, Path]:
    name, mark, path = source.partition("=")
    return (name, Path(path)) if mark and name.isidentifier() else (None, Path(source))


def _refuse_unused(names: set[str]) -> None:
    from casefile_contracts.errors import SettingsError
    from casefile_contracts.reference.asked import operator_lists, shipped_lists
    from casefile_contracts.release import load_release

    release = load_release()
    wanted = operator_lists(release)
    if unused := sorted(names - wanted - shipped_lists(release)):
        raise SettingsError(f"no rule asks {', '.join(unused)}; to be loaded are {', '.join(sorted(wanted))}")


def _day(text: str | None) -> date:
    from datetime import date

    from casefile_contracts.errors import SettingsError
    from casefile_contracts.now import today

    try:
        return date.fromisoformat(text) if text else today()
    except ValueError as error:
        raise SettingsError(f"{text} is no date; write YYYY-MM-DD") from error


def _show(version: Version) -> None:
    typer.echo(f"version {version.number}, effective {version.effective}, loaded {version.loaded_at}")
    for name, about in sorted(version.lists.items()):
        typer.echo(f"  {name:24} {about['codes']:>7,} codes  {about['source']}")
