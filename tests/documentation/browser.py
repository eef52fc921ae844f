"""A real browser, without a screen and without any network of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

DESKTOP, PHONE, PAPER = (1280, 900), (375, 812), (718, 1047)
"""The last is A4 with margins of a centimetre."""


@contextmanager
def browser(profile: Path) -> Iterator[webdriver.Chrome]:
    """Chromium under its driver; skips where they are missing, except in continuous integration."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    if not program or not driver:
        reason = "no chromium with its driver: apt-get install chromium chromium-driver"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = program
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    for flag in (*FLAGS, f"--user-data-dir={profile}"):
        options.add_argument(flag)
    found = webdriver.Chrome(options=options, service=Service(driver))
    try:
        yield found
    finally:
        found.quit()


def resize(found: webdriver.Chrome, size: tuple[int, int]) -> None:
    """A screen of this size; the smaller one is a phone's."""
    width, height = size
    screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": size == PHONE}
    found.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)


def colours(found: webdriver.Chrome, scheme: str) -> None:
    """`light` or `dark`, as the reader's system prefers."""
    _media(found, "", scheme)


def printed(found: webdriver.Chrome, scheme: str) -> None:
    """As on paper, where the reader's system prefers `light` or `dark`."""
    _media(found, "print", scheme)


def _media(found: webdriver.Chrome, media: str, scheme: str) -> None:
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    found.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def requested(found: webdriver.Chrome) -> list[str]:
    """The addresses that were asked for since the last call."""
    events: list[Any] = [json.loads(entry["message"])["message"] for entry in found.get_log("performance")]
    return [each["params"]["request"]["url"] for each in events if each["method"] == "Network.requestWillBeSent"]
