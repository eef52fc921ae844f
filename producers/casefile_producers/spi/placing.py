"""Putting values into a message under construction, and knowing the JSON pointer of each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casefile_producers.spi.table import Step


@dataclass(frozen=True)
class Place:
    """An object in the message and its JSON pointer."""

    target: dict[str, Any]
    pointer: str

    def open(self, path: Iterable[Step]) -> Place:
        """The object at a path below, made if it is not there; a new one for each step that asks for an item."""
        place = self
        for step in path:
            place = place._item(step) if step.item is not None else place._object(step.name)
        return place

    def put(self, path: tuple[Step, ...], value: Any) -> str | None:
        """Set a value and return its pointer; None if another one is there already."""
        place, last = self.open(path[:-1]), path[-1]
        if last.item is not None:
            values = place.target.setdefault(last.name, [])
            values.append(value)
            return f"{place.pointer}/{last.name}/{len(values) - 1}"
        if place.target.setdefault(last.name, value) != value:
            return None
        return f"{place.pointer}/{last.name}"

    def _object(self, name: str) -> Place:
        return Place(self.target.setdefault(name, {}), f"{self.pointer}/{name}")

    def _item(self, step: Step) -> Place:
        items = self.target.setdefault(step.name, [])
        items.append(dict(step.item or {}))
        return Place(items[-1], f"{self.pointer}/{step.name}/{len(items) - 1}")
