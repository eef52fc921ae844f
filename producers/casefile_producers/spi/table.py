"""The mapping table: `new_case.yaml`, read into blocks of rules. What its notation means stands at its top."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

_STEP = re.compile(r"(?P<name>[a-z_]+)(?P<item>\[(?:(?P<key>[a-z_]+)=(?P<value>[A-Z_]+))?\])?")


@dataclass(frozen=True)
class Step:
    """One name of a field's path; `item` asks for a new item of a list, with these fields set."""

    name: str
    item: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Rule:
    """Where one element goes: a value by a conversion, or its children by another block."""

    absolute: bool
    path: tuple[Step, ...]
    conversion: str | None
    keep_blank: bool
    block: str | None


@dataclass(frozen=True)
class Table:
    """Rules by block and element, and why some values are carried nowhere."""

    blocks: Mapping[str, Mapping[str, Rule]]
    not_carried: Mapping[str, str]


@lru_cache(maxsize=1)
def table() -> Table:
    """The table that ships with this adapter."""
    content = yaml.safe_load(files("casefile_producers.spi").joinpath("new_case.yaml").read_text(encoding="utf-8"))
    return Table(
        {name: {element: _rule(text) for element, text in rows.items()} for name, rows in content["blocks"].items()},
        content["not_carried"],
    )


def _rule(text: str) -> Rule:
    field, sign, how = (part.strip() for part in re.split(r"([|>])", text, maxsplit=1))
    path = tuple(_step(each) for each in field.lstrip("/").split(".") if each)
    if sign == ">":
        return Rule(field.startswith("/"), path, conversion=None, keep_blank=False, block=how)
    return Rule(field.startswith("/"), path, how.rstrip("!"), keep_blank=how.endswith("!"), block=None)


def _step(text: str) -> Step:
    found = _STEP.fullmatch(text)
    if not found:
        raise ValueError(f"not a field: {text}")
    item: dict[str, Any] | None = {} if found["item"] else None
    if item is not None and found["key"]:
        item[found["key"]] = found["value"]
    return Step(found["name"], item)
