from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from casefile_contracts.durable import make_durable


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, timeout=0, check_same_thread=False)


def test_a_process_that_opens_the_same_new_file_is_waited_for(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "new.db")) as first, closing(connect(tmp_path / "new.db")) as second:
        first.execute("BEGIN EXCLUSIVE")
        release = threading.Timer(0.3, first.execute, ["COMMIT"])
        release.start()

        make_durable(second, patience=30)

        release.join()
        assert second.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert second.execute("PRAGMA synchronous").fetchone() == (2,)


def test_it_is_not_waited_for_ever(tmp_path: Path) -> None:
    with closing(connect(tmp_path / "new.db")) as first, closing(connect(tmp_path / "new.db")) as second:
        first.execute("BEGIN EXCLUSIVE")

        with pytest.raises(sqlite3.OperationalError, match="locked"):
            make_durable(second, patience=0.1)
