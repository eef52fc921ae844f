"""Metrics for Prometheus: each room defines its own, a program lets them be read."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from ipaddress import IPv4Address
from threading import Thread
from wsgiref.simple_server import WSGIServer

from prometheus_client import Info, start_http_server
from pydantic import IPvAnyAddress, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from casefile_contracts.errors import SettingsError

BUILD = Info("casefile_build", "The version of this program, of its contract and of its Kafka client.")


class MetricsSettings(BaseSettings):
    """Where metrics are served; `CASEFILE_METRICS_HOST`."""

    model_config = SettingsConfigDict(env_prefix="CASEFILE_METRICS_", frozen=True)

    host: IPvAnyAddress = IPv4Address("127.0.0.1")
    """Whoever can reach it sees how much is exchanged, if not what."""


@dataclass(frozen=True, slots=True)
class MetricsEndpoint:
    """Where Prometheus reads this process's metrics."""

    server: WSGIServer
    thread: Thread

    @property
    def port(self) -> int:
        """The port it listens on."""
        return self.server.server_port

    def close(self) -> None:
        """Stop answering, and free the port."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


def serve_metrics(port: int, *, contract: str) -> MetricsEndpoint:
    """Let Prometheus read this process's metrics at `http://host:port/metrics`, on this machine if not set otherwise.

    Args:
        port: Any free one when 0.
        contract: Version of the contract that the program works with, told as part of `casefile_build_info`.

    Raises:
        SettingsError: The port or the address cannot be used.
    """
    host = _metrics_host()
    BUILD.info(
        {
            "version": version("casefile-exchange"),
            "contract": contract,
            "kafka_client": version("confluent-kafka"),
        }
    )
    try:
        return MetricsEndpoint(*start_http_server(port, host))
    except OSError as error:
        raise SettingsError(
            f"metrics cannot be served at {host}:{port} ({error.strerror}); set another port"
        ) from error


def _metrics_host() -> str:
    try:
        return str(MetricsSettings().host)
    except ValidationError as error:
        raise SettingsError("CASEFILE_METRICS_HOST is no IP address") from error
