"""`casefile gateway`, `trace` and `account`: run the exchange, and ask its ledger."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from casefile_contracts.options import Reference, Register, Servers


def register(app: typer.Typer) -> None:
    """Add this room's commands to `casefile`."""
    app.command()(gateway)
    app.command()(trace)
    app.command()(account)


def gateway(
    participants: Register,
    bootstrap_servers: Servers = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="Relay processes; the partitions are shared out.")] = 1,
    slot: Annotated[
        int | None, typer.Option(min=0, help="Run one worker in this process, in this slot, and nothing else.")
    ] = None,
    http: Annotated[bool, typer.Option("--http/--no-http", help="Whether to open the HTTP door.")] = True,
    http_port: Annotated[int, typer.Option(help="Port of the HTTP door.")] = 8080,
    http_host: Annotated[str, typer.Option(help="Address of the HTTP door; loopback only.")] = "127.0.0.1",
    state: Annotated[Path | None, typer.Option(help="Folder for what can be rebuilt: views, journals, locks.")] = None,
    metrics_port: Annotated[
        int | None, typer.Option(help="Metrics of the first worker; the next ones follow. 0: none.")
    ] = None,
    reference: Reference = None,
) -> None:
    """Run the gateway: check, route, receipt and account for every message, until it is told to stop.

    Exit codes: 0 drained, 64 configuration, 70 fatal, 74 input or output, 75 temporary, 78 refused by the environment.
    """
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.telemetry import configure_logging
    from casefile_gateway.environment import declared_partitions
    from casefile_gateway.process import until_told
    from casefile_gateway.programs import DoorProgram, Setup, WorkerProgram
    from casefile_gateway.settings import GatewaySettings
    from casefile_gateway.supervisor import Program, supervise

    if http and slot is None:
        _insist_on_door()
    settings = GatewaySettings.load(state=state, metrics_port=metrics_port)
    setup = Setup(KafkaSettings.load(bootstrap_servers), settings, participants, reference)
    declared_partitions(setup.kafka, setup.register())  # what is missing is said at once, in one line
    if slot is not None:
        WorkerProgram(setup, slot)()
    configure_logging("gateway")
    programs: dict[str, Program] = {
        f"relay-{number}": WorkerProgram(setup, number, os.getpid()) for number in range(workers)
    }
    if http:
        programs["door"] = DoorProgram(setup, http_host, http_port, os.getpid())
    raise typer.Exit(supervise(programs, until_told()))


def trace(
    urn: Annotated[str, typer.Argument(help="Unique reference number of the case.")],
    bootstrap_servers: Servers = None,
) -> None:
    """Show a case's timeline from the ledger: who sent what to whom, what became of it, and where it stands."""
    from casefile_contracts.contract import Contract
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_gateway.tracing import case_entries, timeline

    entries = case_entries(KafkaSettings.load(bootstrap_servers), Contract.load(), urn)
    for line in timeline(entries):
        typer.echo(line)
    raise typer.Exit(0 if entries else 1)


def account(
    participants: Register,
    bootstrap_servers: Servers = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object instead of a table.")] = False,
    wait: Annotated[
        float | None, typer.Option(metavar="SECONDS", help="Wait until everything is decided and delivered.")
    ] = None,
) -> None:
    """Account for every message: each one on an outbox must stand in the ledger exactly once.

    Exit code 0 only if it balances; with --wait, only if in addition nothing is in flight and everything accepted was
    delivered.
    """
    from casefile_contracts.contract import Contract
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.participants import Participants
    from casefile_gateway.accounting import report, settled_account

    kafka, register_of = KafkaSettings.load(bootstrap_servers), Participants.load(participants)
    taken, ok = settled_account(kafka, Contract.load(), register_of, wait, lambda line: typer.echo(line, err=True))
    typer.echo(report(taken, as_json=json))
    raise typer.Exit(0 if ok else 1)


def _insist_on_door() -> None:
    from importlib.util import find_spec

    from casefile_contracts.errors import SettingsError

    if find_spec("fastapi") is None or find_spec("uvicorn") is None:
        raise SettingsError("the HTTP door needs: pip install 'casefile-exchange[gateway]'; or leave it out: --no-http")
