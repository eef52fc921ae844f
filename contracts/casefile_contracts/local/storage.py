"""The broker's data folder, made ready once."""

from __future__ import annotations

import base64
import subprocess
import uuid

from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.local.home import Home
from casefile_contracts.local.runtime import QUICK_START, Runtime

FORMAT_SECONDS = 60


def format_data(home: Home, runtime: Runtime) -> None:
    """Give a new broker its identity; data that is there already stays as it is.

    Raises:
        LocalKafkaError: The folder cannot be written, or holds what this Kafka cannot read.
    """
    if (home.data / "meta.properties").exists():
        return
    arguments = ("format", "--standalone", "-t", new_cluster_id(), "-c", str(home.properties))
    command = runtime.command("kafka.tools.StorageTool", *arguments, memory="128m", options=QUICK_START)
    try:
        ended = subprocess.run(  # noqa: S603 - our own command
            command, capture_output=True, text=True, timeout=FORMAT_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LocalKafkaError(f"Kafka could not prepare {home.data} within {FORMAT_SECONDS} s") from error
    if ended.returncode:
        told = (ended.stderr or ended.stdout).strip().splitlines() or [f"exit code {ended.returncode}"]
        raise LocalKafkaError(f"Kafka could not prepare {home.data}: {told[-1]}")


def new_cluster_id() -> str:
    """Sixteen random bytes as Kafka writes them."""
    while True:
        drawn = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode("ascii")
        if not drawn.startswith("-"):  # on a command line that is an option
            return drawn
