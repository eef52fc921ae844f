"""Options that several commands take, spelt once: the same name, variable and words wherever they stand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Servers = Annotated[
    str | None,
    typer.Option(
        "--bootstrap-servers", envvar="CASEFILE_KAFKA_BOOTSTRAP_SERVERS", help="Address of a Kafka broker: host:port."
    ),
]
Register = Annotated[
    Path,
    typer.Option(
        "--participants", envvar="CASEFILE_PARTICIPANTS", help="Folder of the register of participants, a file each."
    ),
]
Reference = Annotated[
    Path | None,
    typer.Option(
        "--reference",
        envvar="CASEFILE_REFERENCE",
        help="Folder of more code lists, one CSV file a list (offence_code.csv: columns code, from, to).",
    ),
]
