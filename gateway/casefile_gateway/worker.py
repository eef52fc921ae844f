"""One relay worker: everything that it works with is made here, once, and handed to what uses it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog

from casefile_contracts.contract import Contract
from casefile_contracts.kafka import clients
from casefile_contracts.kafka.groups import Group
from casefile_contracts.kafka.identity import topic_id
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import LEDGER, outbox
from casefile_contracts.kafka.transactions import Transactor
from casefile_contracts.now import utc_millis
from casefile_contracts.participants import Participants
from casefile_contracts.telemetry import serve_metrics
from casefile_gateway import metrics, sandbox
from casefile_gateway.addressing import Desk
from casefile_gateway.crash import Reached, crash_points
from casefile_gateway.environment import declared_partitions
from casefile_gateway.errors import ViewError
from casefile_gateway.inspection import Inspector
from casefile_gateway.journal import Journal
from casefile_gateway.judging import Judge
from casefile_gateway.pipeline import Pipeline
from casefile_gateway.publishing import Publication
from casefile_gateway.reading import Reader
from casefile_gateway.relay import Relay
from casefile_gateway.renewal import following
from casefile_gateway.rulebook import Rulebook
from casefile_gateway.settings import GatewaySettings
from casefile_gateway.slot import slot_lock
from casefile_gateway.takeover import Views
from casefile_gateway.tuning import calm_collector
from casefile_gateway.watchdog import Watchdog

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Assembly:
    """What a worker is made from."""

    kafka: KafkaSettings
    settings: GatewaySettings
    participants: Participants
    contract: Contract
    slot: int = 0
    reference: Path | None = None
    """Folder of the operator's code lists, followed if it holds versions of them."""
    reached: Reached = field(default_factory=lambda: crash_points(os.environ))
    """Called with poll, begin, produce, flush, send_offsets, commit and view, each time that was done."""


def work(assembly: Assembly, stopping: Callable[[], bool], watchdog: Watchdog) -> None:
    """Relay until `stopping`, then finish what is at hand.

    Args:
        watchdog: Is told of every step; whoever started it decides what a step that hangs means.

    Raises:
        CaseFileError: With the exit code that says what happened and whether a restart can help.
    """
    settings = assembly.settings
    with slot_lock(settings.slot_folder(assembly.slot)), ExitStack() as stack:
        if settings.metrics_port:
            port = settings.metrics_port + assembly.slot
            stack.callback(serve_metrics(port, contract=assembly.contract.release.version).close)
        relay = _assemble(assembly, stack, watchdog)
        calm_collector()
        log.info("relay_started", slot=assembly.slot, pid=os.getpid(), contract=assembly.contract.release.version)
        relay.run(stopping)
    log.info("relay_drained", slot=assembly.slot)


def _assemble(assembly: Assembly, stack: ExitStack, watchdog: Watchdog) -> Relay:
    kafka, settings, contract = assembly.kafka, assembly.settings, assembly.contract
    partitions = declared_partitions(kafka, assembly.participants)
    folder, name = settings.slot_folder(assembly.slot), settings.instance(assembly.slot)
    book = Rulebook(contract.release)
    journal = stack.enter_context(Journal(folder / "journal"))
    views = stack.enter_context(_views(Views(kafka, contract, folder, topic_id(kafka, LEDGER))))
    transactor = Transactor(
        partial(clients.transactional_producer, kafka, name), after=assembly.reached, recycled=_recycled
    )
    stack.callback(_watched, watchdog, transactor.close)
    inspector = Inspector(contract, Desk(assembly.participants, partitions, book))
    stack.enter_context(following(contract, assembly.reference, inspector.use))
    reader = Reader(inspector, journal, sandbox.survives)
    judge = Judge(contract, book, utc_millis)
    publication = Publication(contract, assembly.participants)
    pipeline = Pipeline(reader, judge, publication, transactor, watchdog, assembly.reached)
    stack.callback(_watched, watchdog, pipeline.close)
    group = Group(kafka, settings.group, name, [outbox(one) for one in assembly.participants.organisations])
    stack.callback(_watched, watchdog, group.close)
    return Relay(group, views, reader, pipeline, watchdog, settings, assembly.reached)


@contextmanager
def _views(views: Views) -> Iterator[Views]:
    try:
        yield views
    except ViewError:
        views.discard()
        raise
    finally:
        views.close()


def _watched(watchdog: Watchdog, close: Callable[[], None]) -> None:
    with watchdog.step("close"):
        close()


def _recycled(cause: str) -> None:
    metrics.RECYCLED.labels(cause).inc()
    log.info("producer_recycled", cause=cause)
