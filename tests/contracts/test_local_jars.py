"""The broker's jars: only the pinned ones, whole, and fetched once."""

from __future__ import annotations

import errno
import hashlib
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.local import jars
from casefile_contracts.local.jars import Jar, cache_folder, fetch_jars, pinned_jars


def content(name: str) -> bytes:
    return f"the jar {name}".encode()


JARS = [Jar("org.example", name, "1.0", hashlib.sha256(content(name)).hexdigest()) for name in ("one", "two", "three")]


class Shop:
    """Hands out jars as it is told, and remembers what it was asked for."""

    def __init__(self, serve: Callable[[Jar, int], bytes] = lambda jar, _attempt: content(jar.artifact)) -> None:
        self.serve = serve
        self.asked: list[str] = []
        self._lock = threading.Lock()

    def __call__(self, jar: Jar, folder: Path) -> Path:
        with self._lock:
            self.asked.append(jar.artifact)
            attempt = self.asked.count(jar.artifact)
        folder.mkdir(parents=True)
        path = folder / "download"
        path.write_bytes(self.serve(jar, attempt))
        return path


@pytest.fixture(autouse=True)
def three_jars(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jars, "pinned_jars", lambda: JARS)


def test_the_broker_runs_on_forty_six_pinned_jars() -> None:
    found = pinned_jars()

    assert len({jar.filename for jar in found}) == 46
    assert "kafka_2.13-4.3.1.jar" in {jar.filename for jar in found}
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in found)


def test_missing_jars_are_fetched_once_and_counted(tmp_path: Path) -> None:
    shop = Shop()
    told: list[tuple[int, int]] = []

    first = fetch_jars(tmp_path / "cache", lambda done, wanted: told.append((done, wanted)), shop)
    second = fetch_jars(tmp_path / "cache", download=shop)

    assert first == second == [tmp_path / "cache" / f"{name}-1.0.jar" for name in ("one", "two", "three")]
    assert [path.read_bytes() for path in first] == [content(name) for name in ("one", "two", "three")]
    assert sorted(shop.asked) == ["one", "three", "two"]
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_only_what_is_missing_is_fetched(tmp_path: Path) -> None:
    fetch_jars(tmp_path, download=Shop())
    (tmp_path / "two-1.0.jar").unlink()
    shop = Shop()

    fetch_jars(tmp_path, download=shop)

    assert shop.asked == ["two"]


def test_a_jar_that_was_changed_on_disk_is_replaced(tmp_path: Path) -> None:
    fetch_jars(tmp_path, download=Shop())
    (tmp_path / "one-1.0.jar").write_bytes(b"something else")

    fetch_jars(tmp_path, download=Shop())

    assert (tmp_path / "one-1.0.jar").read_bytes() == content("one")


def test_a_jar_with_another_content_is_refused_and_never_installed(tmp_path: Path) -> None:
    shop = Shop(lambda jar, _attempt: b"evil" if jar.artifact == "two" else content(jar.artifact))

    with pytest.raises(LocalKafkaError, match=r"two-1.0.jar .*not the pinned jar \(SHA-256 differs\)"):
        fetch_jars(tmp_path, download=shop)

    assert not (tmp_path / "two-1.0.jar").exists()
    assert shop.asked.count("two") == 3


def test_a_download_that_fails_is_tried_again(tmp_path: Path) -> None:
    def serve(jar: Jar, attempt: int) -> bytes:
        if attempt == 1:
            raise ConnectionError
        return content(jar.artifact)[: None if attempt == 3 else 4]

    shop = Shop(serve)

    fetch_jars(tmp_path, download=shop)

    assert sorted(shop.asked) == ["one"] * 3 + ["three"] * 3 + ["two"] * 3


def test_no_network_is_one_sentence_and_leaves_nothing_behind(tmp_path: Path) -> None:
    def serve(jar: Jar, attempt: int) -> bytes:
        raise ConnectionError

    with pytest.raises(LocalKafkaError, match="from Maven Central: ConnectionError; is this machine online"):
        fetch_jars(tmp_path / "cache", download=Shop(serve))

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_full_disk_is_said_as_such(tmp_path: Path) -> None:
    def serve(jar: Jar, attempt: int) -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(LocalKafkaError, match="No space left on device"):
        fetch_jars(tmp_path, download=Shop(serve))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LocalKafkaError, match=r"cannot keep Kafka's jars in .*/file/cache: Not a directory"):
        fetch_jars(tmp_path / "file" / "cache", download=Shop())


def test_programs_that_fetch_at_the_same_time_do_not_disturb_each_other(tmp_path: Path) -> None:
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(lambda _: fetch_jars(tmp_path, download=Shop()), range(6)))

    assert {tuple(paths) for paths in results} == {tuple(results[0])}
    assert [path.read_bytes() for path in results[0]] == [content(name) for name in ("one", "two", "three")]
    assert len(list(tmp_path.iterdir())) == 3


def test_the_cache_follows_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    assert cache_folder() == tmp_path / "casefile-exchange" / "kafka-4.3.1"
