"""The door served by uvicorn, on loopback only."""

from __future__ import annotations

import gc
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path

import structlog
import uvicorn
from fastapi import FastAPI

from casefile_contracts.contract import Contract
from casefile_contracts.errors import CaseFileError, SettingsError
from casefile_contracts.kafka import cluster, topics
from casefile_contracts.kafka.identity import topic_id
from casefile_contracts.kafka.offsets import ranges
from casefile_contracts.kafka.producing import Publisher
from casefile_contracts.kafka.reading import tail
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.participants import Participants
from casefile_contracts.release import load_release, read_lock
from casefile_gateway.http import app as application
from casefile_gateway.http.confirming import Confirming
from casefile_gateway.http.follower import Follower
from casefile_gateway.http.health import Remembered
from casefile_gateway.http.registry import Registry
from casefile_gateway.http.status import Statuses
from casefile_gateway.http.submission import Reception
from casefile_gateway.renewal import following
from casefile_schemas import ROOT

log = structlog.get_logger(__name__)

HOST = "127.0.0.1"
PORT = 8080
CONFIRMATION_SECONDS = 5.0
PROBE_SECONDS = 2.0
DRAIN_SECONDS = 20


def serve(
    settings: KafkaSettings,
    contract: Contract,
    participants: Participants,
    *,
    data: Path,
    host: str = HOST,
    port: int = PORT,
    reference: Path | None = None,
) -> None:
    """Open the door and return when the process is told to stop.

    Args:
        data: Folder for the projection of the ledger.
        host: An address of this machine's loopback; anything else is refused, since nobody is authenticated yet.
        port: 0 takes a free one.
        reference: Folder of the operator's code lists, followed if it holds versions of them.

    Raises:
        SettingsError: The address is not a loopback one, or taken.
        KafkaUnavailableError: No broker answers.
        TopicError: The topics have not been declared.
    """
    with listen(host, port) as listener:
        server = prepare(settings, contract, participants, data=data, reference=reference)
        log.info("http_door_opened", host=host, port=listener.getsockname()[1])
        server.run(sockets=[listener])


def listen(host: str, port: int) -> socket.socket:
    """A socket on loopback.

    Raises:
        SettingsError: The address is not a loopback one, or taken.
    """
    address = _loopback(host)
    listener = socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((str(address), port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise SettingsError(f"port {port} of {host} cannot be opened; is another door open there?") from error
    return listener


def prepare(
    settings: KafkaSettings,
    contract: Contract,
    participants: Participants,
    *,
    data: Path,
    reference: Path | None = None,
) -> uvicorn.Server:
    """A server that only has to be run; raises as `serve` does."""
    ledger, origin = topic_id(settings, topics.LEDGER), cluster.cluster_id(settings)
    partitions = len(ranges(settings, topics.LEDGER))
    statuses = Statuses(data / "http-statuses.db", ledger)
    writer = Confirming(lambda: Publisher(settings, "casefile-http", timeout=CONFIRMATION_SECONDS))
    follower = Follower(contract, statuses, lambda places: tail(settings, topics.LEDGER, places))
    reception = Reception(contract, participants, partitions)
    renewing = following(contract, reference, reception.use)
    app = application.build(
        reception=reception,
        writer=writer,
        statuses=statuses,
        participants=participants,
        registry=Registry(load_release(version) for version in read_lock(ROOT)["releases"]),
        cluster=lambda: origin,
        alive={"ledger_reader": lambda: follower.alive},
        ready={"kafka": Remembered(_answers(settings)), "ledger": lambda: follower.caught_up},
        lifespan=_lifespan(writer, follower, statuses, renewing),
    )
    return uvicorn.Server(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,  # a query may hold anything
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=5,
            timeout_graceful_shutdown=DRAIN_SECONDS,
        )
    )


def _loopback(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError as error:
        raise SettingsError(f"{host} is no address; the door opens on 127.0.0.1 or ::1") from error
    if not address.is_loopback:
        raise SettingsError(f"{host} can be reached by others, and nobody is authenticated yet: use 127.0.0.1 or ::1")
    return address


def _answers(settings: KafkaSettings) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            cluster.metadata(settings, PROBE_SECONDS)
        except CaseFileError:
            return False
        return True

    return answers


def _lifespan(
    writer: Confirming, follower: Follower, statuses: Statuses, renewing: AbstractContextManager[None]
) -> application.Lifespan:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        writer.start()
        follower.start()
        # What was loaded stays for good: collecting it again and again doubles the slowest answers.
        gc.collect()
        gc.freeze()
        try:
            with renewing:
                yield
        finally:
            follower.stop()
            writer.stop()
            statuses.close()
            gc.unfreeze()

    return lifespan
