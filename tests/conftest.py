"""Fixtures of every test: the real broker of `casefile_contracts.testing.plugin`."""

from __future__ import annotations

pytest_plugins = ["casefile_contracts.testing.plugin"]
