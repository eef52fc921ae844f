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
SomeRelease = Annotated[
    str | None, typer.Option("--release", metavar="VERSION", help="Number of the release; the latest if not given.")
]
Reference = Annotated[
    Path | None,
    typer.Option(
        "--reference",
        envvar="CASEFILE_REFERENCE",
        help="Folder of more code lists: a CSV file a list (offence_code.csv: columns code, from, to), or the versions"
        " that `casefile reference load` keeps there.",
    ),
]
