"""The slot of a worker: a lock that only one process can hold, freed by the system however that process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casefile_gateway.errors import SlotTakenError


@contextmanager
def slot_lock(folder: Path) -> Iterator[None]:
    """Hold the slot whose files are in `folder`.

    Raises:
        SlotTakenError: Another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise SlotTakenError(f"{path} is held by process {_holder(path)}; give each worker its own slot") from error
        file.truncate(0)
        file.write(str(os.getpid()).encode())
        file.flush()
        yield


def _holder(path: Path) -> str:
    return path.read_text(encoding="ascii").strip() or "unknown"
