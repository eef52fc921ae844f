"""`casefile up`, `down` and `topics`: a Kafka broker on this machine, and the topics of any."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.options import Register, Servers

if TYPE_CHECKING:
    from casefile_contracts.kafka.declaring import TopicSpec
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.local.broker import Broker
    from casefile_contracts.local.runtime import Runtime

DATA = Path(".casefile") / "kafka"
PORT = 9092

Data = Annotated[Path, typer.Option("--data", help="Folder of the broker: its data, configuration and log.")]
Partitions = Annotated[int, typer.Option(min=1, help="Of every topic alike; cannot be changed later.")]
Replication = Annotated[
    int | None, typer.Option(min=1, help="Copies of each record; three, or as many as there are brokers.")
]


def register(app: typer.Typer) -> None:
    """Add `up`, `down` and `topics` to `casefile`."""
    app.command()(up)
    app.command()(down)
    topics = typer.Typer(no_args_is_help=True, help="The participants' topics: create, check and show them.")
    topics.command()(apply)
    topics.command()(show)
    app.add_typer(topics, name="topics")


def up(
    port: Annotated[int, typer.Option(min=1024, max=65535, help="Port for clients.")] = PORT,
    data: Data = DATA,
    memory: Annotated[str, typer.Option(help="Heap of the broker, such as 512m or 2g.")] = "512m",
) -> None:
    """Start a real Kafka broker on this machine; what it holds stays there between runs.

    The first time, 43 MB are fetched. A broker that is up already is left alone.
    """
    from casefile_contracts.local.ports import with_controller

    broker, heap = _broker(data), _heap(memory)
    runtime = _prepare()
    typer.echo("Starting Kafka, a few seconds ...", err=True)
    started = broker.start(runtime, with_controller(port), heap)
    typer.echo(f"Kafka {'is up' if started else 'was up already'} at {broker.address}; data and log in {data}")
    typer.echo(f"export CASEFILE_KAFKA_BOOTSTRAP_SERVERS={broker.address}")


def down(data: Data = DATA) -> None:
    """Stop the broker that `up` started; its data stays."""
    stopped = data.exists() and _broker(data).stop()
    typer.echo(f"Kafka is down; its data stays in {data}" if stopped else f"no Kafka is up in {data}")


def apply(
    participants: Register,
    bootstrap_servers: Servers = None,
    partitions: Partitions = 6,
    replication: Replication = None,
) -> None:
    """Create the topics that are missing and set what is not as declared; safe to repeat."""
    from casefile_contracts.kafka import topics

    settings, specs = _declared(participants, bootstrap_servers, partitions, replication)
    changes = topics.apply(settings, specs)
    for change in changes:
        typer.echo(change)
    typer.echo(f"{len(specs)} topics are as declared; {len(changes)} changes made")


def show(
    participants: Register,
    bootstrap_servers: Servers = None,
    partitions: Partitions = 6,
    replication: Replication = None,
) -> None:
    """Show how the topics differ from what is declared; changes nothing. Exit code 78 if they do."""
    from casefile_contracts.kafka import topics

    settings, specs = _declared(participants, bootstrap_servers, partitions, replication)
    for spec in specs:
        typer.echo(
            f"{spec.name}  {spec.partitions} partitions  kept {int(spec.config['retention.ms']) // 86_400_000} d"
        )
    topics.verify(settings, specs)
    typer.echo(f"{len(specs)} topics are as declared")


def _broker(data: Path) -> Broker:
    if sys.platform == "win32":
        raise LocalKafkaError("the local broker runs on Linux and macOS; on Windows use docker compose up")
    from casefile_contracts.local.broker import Broker

    return Broker(data)


def _prepare() -> Runtime:
    from casefile_contracts.local.jars import VERSION
    from casefile_contracts.local.runtime import Runtime

    def report(done: int, wanted: int) -> None:
        if done % 10 == 0 or done == wanted:
            typer.echo(f"Fetching Kafka {VERSION}, only this once: {done} of {wanted} files", err=True)

    return Runtime.prepare(report)


def _heap(memory: str) -> str:
    number, unit = memory[:-1], memory[-1:]
    if not (number.isdecimal() and int(number) and unit in {"m", "g"}):
        raise typer.BadParameter("a number and m or g, such as 512m", param_hint="--memory")
    return memory


def _declared(
    participants: Path, servers: str | None, partitions: int, replication: int | None
) -> tuple[KafkaSettings, list[TopicSpec]]:
    from casefile_contracts.kafka.administration import Administration
    from casefile_contracts.kafka.settings import KafkaSettings
    from casefile_contracts.kafka.topics import topics_for
    from casefile_contracts.participants import Participants

    settings = KafkaSettings.load(servers)
    register_of = Participants.load(participants)
    copies = replication or min(3, len(Administration(settings).brokers()))
    return settings, topics_for(register_of, partitions, copies)
