"""The commands of this room: `casefile receive` and the reference desk."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casefile_contracts.options import Register, Servers

if TYPE_CHECKING:
    from casefile_consumers.acknowledgement import Recipient
    from casefile_consumers.deliveries import Deliveries

Organisation = Annotated[
    str | None,
    typer.Option(envvar="CASEFILE_ORGANISATION", help="Recipient; the register's only CPS area if not given."),
]
System = Annotated[
    str | None, typer.Option(envvar="CASEFILE_SYSTEM", help="System of the recipient; its only one if not given.")
]
DatabaseFile = Annotated[Path | None, typer.Option("--database", help="SQLite file that remembers what was delivered.")]
Follow = Annotated[bool, typer.Option("--follow", help="Wait for more when everything has been received.")]


def register(app: typer.Typer) -> None:
    """Add this room's commands to `casefile`."""
    app.command()(receive)
    app.command()(desk)


def receive(
    participants: Register,
    organisation: Organisation = None,
    system: System = None,
    database: DatabaseFile = None,
    bootstrap_servers: Servers = None,
    follow: Follow = False,
    to: Annotated[Path | None, typer.Option(help="Write each message as a JSON file into this folder.")] = None,
    parked: Annotated[bool, typer.Option("--parked", help="List the parked cases and stop.")] = False,
    unpark: Annotated[str | None, typer.Option(metavar="URN", help="Let a parked case go on, then receive.")] = None,
) -> None:
    """Take delivered messages out of the exchange, once each and in order per case.

    Exit code 0: all received; 1: some cases wait for another try or are parked, see --parked.
    """
    from casefile_consumers.place import default_database, recipient_of
    from casefile_consumers.receiving import list_parked, receive_into, unpark_case
    from casefile_contracts.participants import Participants

    recipient = recipient_of(Participants.load(participants), organisation, system)
    file = database or default_database(recipient)
    if parked:
        list_parked(recipient, file, typer.echo)
        return
    if unpark is not None:
        unpark_case(recipient, file, unpark, typer.echo)
    with _inbox(recipient, file, bootstrap_servers, follow=follow) as inbox:
        complete = receive_into(inbox, to, typer.echo)
    raise typer.Exit(0 if complete else 1)


def desk(
    participants: Register,
    organisation: Organisation = None,
    system: System = None,
    database: DatabaseFile = None,
    bootstrap_servers: Servers = None,
    once: Annotated[bool, typer.Option("--once", help="Answer what is there, then stop.")] = False,
) -> None:
    """Run the reference CPS desk: triage, action plans and charging decisions by simple fixed rules, for trials."""
    from casefile_consumers.desk.work import run
    from casefile_consumers.place import default_database, recipient_of
    from casefile_contracts.participants import Participants

    recipient = recipient_of(Participants.load(participants), organisation, system)
    with _inbox(recipient, database or default_database(recipient), bootstrap_servers, follow=not once) as inbox:
        run(inbox, typer.echo)


def _inbox(recipient: Recipient, database: Path, servers: str | None, *, follow: bool) -> Deliveries:
    from casefile_consumers.opening import deliveries
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.telemetry import configure_logging

    configure_logging("casefile-consumer", logging.WARNING)  # what goes well has a line of its own
    return deliveries(
        KafkaSettings.load(servers),
        organisation=recipient.organisation,
        system=recipient.system,
        database=database,
        follow=follow,
    )
