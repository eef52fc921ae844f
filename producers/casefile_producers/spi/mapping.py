"""A NewCaseMessage and its envelopes become the body of a PoliceChargedCaseSubmitted, by the mapping table.

Every value that is put into the message is marked at the node it came from; the report is what a later sweep over all
nodes finds marked and unmarked. So a value can be overlooked by the table, but not by the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lxml import etree

from casefile_producers.spi.conversions import CONVERSIONS
from casefile_producers.spi.placing import Place
from casefile_producers.spi.table import Rule, Table
from casefile_producers.spi.unwrapping import Unwrapped, is_ours, local_name


class Opened(NamedTuple):
    """An object of the message that an element was read into, and the object of the element around it."""

    block: str
    place: Place
    around: Place


@dataclass
class Mapped:
    """The message under construction, and what became of which node.

    `carried` holds the pointers of the values that each node went to; `refused` says why a node that the table takes
    was not carried.
    """

    message: dict[str, Any] = field(default_factory=dict)
    opened: list[Opened] = field(default_factory=list)
    carried: dict[etree._Element, list[str]] = field(default_factory=dict)
    refused: dict[etree._Element, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def all(self, block: str) -> Iterator[Opened]:
        """The objects that were read by one block, in document order."""
        return (each for each in self.opened if each.block == block)

    def repoint(self, moves: Mapping[str, str]) -> None:
        """Note that objects have moved, from pointer to pointer."""
        for pointers in self.carried.values():
            pointers[:] = [_moved(each, moves) for each in pointers]

    def also(self, derived: Mapping[str, str]) -> None:
        """Note that the values at these pointers went to another place as well."""
        for pointers in self.carried.values():
            pointers += [derived[each] for each in pointers if each in derived]


def map_case(unwrapped: Unwrapped, table: Table) -> Mapped:
    """Fill a message from the case and from the envelopes around it."""
    walk = _Walk(table)
    for layer in unwrapped.layers:
        root = layer.document.root
        walk.children(root, local_name(root), walk.root)
    if unwrapped.case is not unwrapped.layers[-1].document.root:
        walk.children(unwrapped.case, local_name(unwrapped.case), walk.root)
    return walk.mapped


class _Walk:
    def __init__(self, table: Table) -> None:
        self._table = table
        self.mapped = Mapped()
        self.root = Place(self.mapped.message, "")

    def children(self, element: etree._Element, block: str, place: Place) -> None:
        rules = self._table.blocks.get(block, {})
        for child in element:
            rule = rules.get(local_name(child))
            if rule and is_ours(child):
                self._apply(rule, child, place)

    def _apply(self, rule: Rule, element: etree._Element, place: Place) -> None:
        start = self.root if rule.absolute else place
        if rule.block is None:
            self._value(rule, element, start)
        elif rule.block in ("name", "address") and not _has_value(element):
            return  # an object of blanks only would be a name without a name
        else:
            inner = start.open(rule.path)
            self.mapped.opened.append(Opened(rule.block, inner, place))
            self.children(element, rule.block, inner)

    def _value(self, rule: Rule, element: etree._Element, place: Place) -> None:
        text = own_text(element)
        if not text.strip() and not rule.keep_blank:
            return
        pointer = place.put(rule.path, CONVERSIONS[rule.conversion or "line"](text))
        if pointer:
            self.mapped.carried[element] = [pointer]
        elif text.strip():
            self.mapped.refused[element] = "Comes twice with different values; the first was taken."


def _moved(pointer: str, moves: Mapping[str, str]) -> str:
    head, tail = pointer, ""
    while head and head not in moves:
        head, _, last = head.rpartition("/")
        tail = f"/{last}{tail}"
    return moves[head] + tail if head else pointer


def own_text(element: etree._Element) -> str:
    """The text directly in an element, without that of its children."""
    return (element.text or "") + "".join(child.tail or "" for child in element)


def _has_value(element: etree._Element) -> bool:
    return any(own_text(each).strip() for each in element.iter())
