"""The commands of this room: `casefile send` and `casefile receipts`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casefile_contracts.options import Reference, Register, Servers
from casefile_producers.formats import Format

if TYPE_CHECKING:
    from casefile_producers.sendfolder import FolderSending

STILL_WAITING = 75


Organisation = Annotated[
    str | None,
    typer.Option(envvar="CASEFILE_ORGANISATION", help="Sender; the register's only police organisation if not given."),
]
System = Annotated[
    str | None, typer.Option(envvar="CASEFILE_SYSTEM", help="System of the sender; its only one if not given.")
]
Recipient = Annotated[
    str | None,
    typer.Option(
        envvar="CASEFILE_RECIPIENT", help="cps-north or cps-north/cms; the register's only CPS area if not given."
    ),
]
OutboxFile = Annotated[
    Path | None,
    typer.Option("--outbox", envvar="CASEFILE_OUTBOX", help="SQLite file that keeps every message until its receipt."),
]


def register(app: typer.Typer) -> None:
    """Add this room's commands to `casefile`."""
    app.command()(send)
    app.command()(receipts)


def send(
    folder: Annotated[Path, typer.Argument(help="Files go from here to its sent/ or failed/.")],
    participants: Register,
    organisation: Organisation = None,
    system: System = None,
    recipient: Recipient = None,
    format: Annotated[Format, typer.Option(help="What the files are.")] = Format.AUTO,
    outbox: OutboxFile = None,
    bootstrap_servers: Servers = None,
    reference: Reference = None,
    watch: Annotated[bool, typer.Option("--watch", help="Go on with whatever comes into the folder.")] = False,
    send_anyway: Annotated[
        bool, typer.Option("--send-anyway", help="Send what breaks rules too, and let the exchange judge it.")
    ] = False,
    test: Annotated[bool, typer.Option("--test", help="Mark every message as not about a real case.")] = False,
) -> None:
    """Send the case files of a folder: SPI XML, JSON or JSON Lines.

    Each is checked by the rules that the exchange applies, kept in the outbox, and confirmed by the broker before it
    moves to sent/. What cannot be sent moves to failed/, with its reasons beside it. Exit code 0: all sent; 1: some
    failed; 75: no broker confirms, what is queued goes with the next run.
    """
    from rich.console import Console

    from casefile_contracts.contract import load_contract
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.participants import Participants
    from casefile_producers.exchange import Exchange
    from casefile_producers.folder import Folder
    from casefile_producers.routing import default_outbox, route_of
    from casefile_producers.sendfolder import FolderSending

    _log("send", people_read_along=not watch)
    files = Folder(folder, format, watched=watch)
    route = route_of(Participants.load(participants), organisation, system, recipient)
    keep = outbox or default_outbox(route.sender[0])
    with Exchange.open(
        KafkaSettings.load(bootstrap_servers),
        route,
        keep,
        test=test,
        send_anyway=send_anyway,
        contract=load_contract(reference=reference),
    ) as exchange:
        _run(FolderSending(exchange, files, Console(stderr=True)), watch=watch)


def _run(sending: FolderSending, *, watch: bool) -> None:
    try:
        sending.for_ever() if watch else sending.once()
    except KeyboardInterrupt:
        typer.echo("interrupted", err=True)
    finally:
        typer.echo(sending.account())
    raise typer.Exit(1 if sending.counted["failed"] else 0)


def _log(program: str, *, people_read_along: bool) -> None:
    """What stops a run is said in one sentence at its end; only a program that goes on logs what it met."""
    import logging

    from casefile_contracts.telemetry import configure_logging

    configure_logging(program, logging.CRITICAL if people_read_along else logging.INFO)


def receipts(
    participants: Register,
    organisation: Organisation = None,
    outbox: OutboxFile = None,
    bootstrap_servers: Servers = None,
    follow: Annotated[bool, typer.Option("--follow", help="Go on with whatever comes.")] = False,
    wait: Annotated[
        float | None,
        typer.Option("--wait", metavar="SECONDS", help="Until every message has its receipt, so long at most."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show what became of the messages that were sent, with every finding, and which still wait.

    Each receipt is shown once; the outbox remembers how far the topic was read and keeps the receipts themselves. Exit
    code 75: after `--wait`, some still have none.
    """
    import time

    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.participants import Participants
    from casefile_producers.outbox import Outbox
    from casefile_producers.routing import default_outbox, sender_of
    from casefile_producers.showreceipts import ReceiptsDesk

    _log("receipts", people_read_along=not follow)
    sender = sender_of(Participants.load(participants), organisation).organisation
    with Outbox(outbox or default_outbox(sender)) as kept:
        desk = ReceiptsDesk(KafkaSettings.load(bootstrap_servers), sender, kept, typer.echo, as_json=as_json)
        try:
            desk.show_new()
            if follow or (wait is not None and kept.is_waiting()):
                deadline = None if follow else time.monotonic() + (wait or 0)
                desk.show_until(deadline, stop_when_none_waits=not follow)
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
        left = desk.show_waiting()
    raise typer.Exit(STILL_WAITING if wait is not None and left else 0)
