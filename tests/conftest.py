"""Fixtures of every test: the real broker, and events as if nobody had set them up."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from uuid import uuid4

import pytest
import structlog

pytest_plugins = ["casefile_contracts.testing.plugin"]

CACHE = "CASEFILE_CACHE"


def pytest_configure(config: pytest.Config) -> None:
    """Compiled checks are kept for this session alone; interrupts reach whom they are for."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell has what it runs in the background ignore it
    if not hasattr(config, "workerinput"):
        os.environ[CACHE] = tempfile.mkdtemp(prefix="casefile-cache-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Nothing stays behind."""
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(CACHE), ignore_errors=True)


@pytest.fixture(autouse=True)
def unconfigured_events() -> Iterator[None]:
    """A command run inside a test leaves events going to a stream that closes with the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def environment_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Relays of one test share no group, no membership and no transaction with those of a test before it."""
    monkeypatch.setenv("CASEFILE_GATEWAY_ENVIRONMENT", f"test-{uuid4().hex[:12]}")
