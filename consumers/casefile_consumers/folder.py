"""Delivered messages as files: one folder a case, named so that they sort in the order of the case."""

from __future__ import annotations

import os
from pathlib import Path

import orjson

from casefile_consumers.delivery import Delivery


def write(folder: Path, delivery: Delivery) -> Path:
    """Write the message in JSON form, whole or not at all; the same delivery again replaces its own file only."""
    case = folder / delivery.urn
    case.mkdir(parents=True, exist_ok=True)
    path = case / f"{delivery.position[1]:012d}-{delivery.message_type}.json"
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(orjson.dumps(delivery.message, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _make_durable(case)
    return path


def _make_durable(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
