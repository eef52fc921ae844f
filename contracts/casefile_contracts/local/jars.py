"""The broker's jars: pinned in `jars.csv`, fetched once per user, checked against their SHA-256 at every start.

Only exact coordinates are fetched. Resolving the dependencies anew could mix versions that do not run together, and
would take what nobody has looked at.
"""

from __future__ import annotations

import csv
import hashlib
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from casefile_contracts.errors import LocalKafkaError

VERSION = "4.3.1"
THREADS = 8
TRIES = 3
TIMEOUT_SECONDS = 60

Progress = Callable[[int, int], None]
"""Called with the number of jars in place and the number wanted, if any had to be fetched."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One artifact of Maven Central, by exact version and content."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """The name that Maven gives the file."""
        return f"{self.artifact}-{self.version}.jar"


Download = Callable[[Jar, Path], Path]
"""Fetches one jar into an empty folder and returns the file; an OSError or RuntimeError says that it could not."""


def pinned_jars() -> list[Jar]:
    """Every jar that the broker runs with."""
    text = files(__package__).joinpath("jars.csv").read_text("utf-8")
    return [Jar(**row) for row in csv.DictReader(text.splitlines())]


def cache_folder() -> Path:
    """Where this user's jars are kept: under `XDG_CACHE_HOME`, else `~/.cache`."""
    root = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(root) / "casefile-exchange" / f"kafka-{VERSION}"


def from_maven_central(jar: Jar, folder: Path) -> Path:
    """Fetch one jar by its exact coordinate."""
    try:
        from jgo.maven import MavenContext
    except ImportError as error:
        raise LocalKafkaError("the local broker needs: pip install 'casefile-exchange[local]'") from error
    project = MavenContext(repo_cache=folder, timeout=TIMEOUT_SECONDS).project(jar.group, jar.artifact)
    return Path(project.at_version(jar.version).artifact().resolve())


def silent(done: int, wanted: int) -> None:
    """Progress that nobody watches."""


def fetch_jars(
    folder: Path | None = None,
    progress: Progress = silent,
    download: Download = from_maven_central,
) -> list[Path]:
    """The jars of the broker's class path, fetched if they are not in the folder yet.

    Runs at the same time disturb each other in nothing: a jar appears under its name only when it is whole and right.

    Raises:
        LocalKafkaError: A jar cannot be fetched, is not the pinned one, or cannot be written.
    """
    folder = folder or cache_folder()
    jars = pinned_jars()
    try:
        _fetch_missing(jars, folder, progress, download)
    except OSError as error:
        raise LocalKafkaError(f"cannot keep Kafka's jars in {folder}: {error.strerror or error}") from error
    return [folder / jar.filename for jar in jars]


def _fetch_missing(jars: list[Jar], folder: Path, progress: Progress, download: Download) -> None:
    missing = [jar for jar in jars if not _is(jar, folder / jar.filename)]
    if not missing:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".incoming-") as incoming, ThreadPoolExecutor(THREADS) as pool:
        installed = [pool.submit(_install, jar, folder, Path(incoming, jar.artifact), download) for jar in missing]
        try:
            _await(installed, len(jars), progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _await(installed: list[Future[None]], wanted: int, progress: Progress) -> None:
    done = wanted - len(installed)
    progress(done, wanted)
    for future in as_completed(installed):
        future.result()
        done += 1
        progress(done, wanted)


def _install(jar: Jar, folder: Path, incoming: Path, download: Download) -> None:
    for attempt in range(TRIES):
        try:
            fetched = download(jar, incoming / str(attempt))
        except (OSError, RuntimeError) as error:
            problem = _reason(error)
            cause: Exception | None = error
            continue
        if _is(jar, fetched):
            fetched.replace(folder / jar.filename)
            return
        problem, cause = "what came is not the pinned jar (SHA-256 differs)", None
    raise LocalKafkaError(f"cannot fetch {jar.filename} from Maven Central: {problem}") from cause


def _reason(error: Exception) -> str:
    # An error of the disk has a short name of its own; one of the network is an essay.
    named = isinstance(error, OSError) and error.strerror
    return named or f"{type(error).__name__}; is this machine online?"


def _is(jar: Jar, path: Path) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == jar.sha256
