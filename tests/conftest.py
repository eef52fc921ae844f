"""Fixtures of every test: the real broker, and events as if nobody had set them up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

pytest_plugins = ["casefile_contracts.testing.plugin"]


@pytest.fixture(autouse=True)
def unconfigured_events() -> Iterator[None]:
    """A command run inside a test leaves events going to a stream that closes with the test."""
    yield
    structlog.reset_defaults()
