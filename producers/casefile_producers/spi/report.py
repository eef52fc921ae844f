"""The mapping report: every value of a file, and where it went or why it went nowhere.

Computed by a sweep over all nodes of all layers after the mapping. It names paths and pointers, never values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from casefile_producers.spi.mapping import Mapped, own_text
from casefile_producers.spi.table import Table
from casefile_producers.spi.unwrapping import Layer, Unwrapped, is_ours, local_name

NO_FIELD = "The contract has no field for it."
FOREIGN = "It is of a namespace that the exchange does not know."
MIXED = "Text between elements, where SPI has none."
COMMENT = "A comment is no data."


@dataclass(frozen=True)
class Carried:
    """A value that is in the message, at these JSON pointers."""

    path: str
    pointers: tuple[str, ...]


@dataclass(frozen=True)
class NotCarried:
    """A value that is not in the message."""

    path: str
    reason: str


@dataclass(frozen=True)
class MappingReport:
    """What became of every value of a file. Paths start at the outermost element of their layer."""

    layers: tuple[str, ...]
    carried: tuple[Carried, ...]
    not_carried: tuple[NotCarried, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """For people and tools; holds no value of the file."""
        return {
            "layers": list(self.layers),
            "values": {"carried": len(self.carried), "not_carried": len(self.not_carried)},
            "notes": list(self.notes),
            "not_carried": [vars(each) for each in self.not_carried],
            "carried": [{"path": each.path, "pointers": list(each.pointers)} for each in self.carried],
        }


def report(unwrapped: Unwrapped, mapped: Mapped, table: Table) -> MappingReport:
    """Sweep over every node of every layer."""
    found = [each for layer in unwrapped.layers for each in _sweep(layer, mapped, table)]
    return MappingReport(
        tuple(layer.name for layer in unwrapped.layers),
        tuple(each for each in found if isinstance(each, Carried)),
        tuple(each for each in found if isinstance(each, NotCarried)),
        tuple(mapped.notes),
    )


def _sweep(layer: Layer, mapped: Mapped, table: Table) -> Iterator[Carried | NotCarried]:
    for element, path in _paths(layer.document.root, layer.name):
        for name, value in element.attrib.items():
            if value.strip():
                short = "@" + etree.QName(name).localname
                yield NotCarried(f"{path}/{short}", table.not_carried.get(short, NO_FIELD))
        if own_text(element).strip() and element is not layer.carrier:
            pointers = mapped.carried.get(element)
            yield Carried(path, tuple(pointers)) if pointers else NotCarried(path, _reason(element, mapped, table))
    for number in range(layer.document.comments):
        yield NotCarried(f"{layer.name}/comment()[{number + 1}]", COMMENT)


def _reason(element: etree._Element, mapped: Mapped, table: Table) -> str:
    if element in mapped.refused:
        return mapped.refused[element]
    if not is_ours(element):
        return FOREIGN
    if len(element):
        return MIXED
    return table.not_carried.get(local_name(element), NO_FIELD)


def _paths(element: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Every element with the local names that lead to it, numbered where siblings share a name."""
    yield element, path
    names = [local_name(child) for child in element]
    shared, number = Counter(names), Counter[str]()
    for child, name in zip(element, names, strict=True):
        number[name] += 1
        yield from _paths(child, f"{path}/{name}[{number[name]}]" if shared[name] > 1 else f"{path}/{name}")
