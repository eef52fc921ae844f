"""A pattern as a graph of its characters, each leading to those that may follow it (Glushkov's automaton)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from casefile_contracts.rules.patterns import Chars, Choice, Node, Range, Repeat, Sequence


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a pattern: whether it may be empty, and the characters that it begins and ends with."""

    empty: bool
    first: frozenset[int]
    last: frozenset[int]


@dataclass(slots=True)
class Graph:
    """For each character of the pattern what it may be, and which may follow it."""

    chars: list[tuple[Range, ...]] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)


def add(graph: Graph, node: Node) -> Part:
    """Write a part of a pattern into the graph."""
    match node:
        case Chars(ranges):
            graph.chars.append(ranges)
            graph.follow.append(set())
            here = frozenset({len(graph.chars) - 1})
            return Part(False, here, here)
        case Sequence(parts):
            return _joined(graph, (add(graph, part) for part in parts))
        case Choice(branches):
            found = [add(graph, branch) for branch in branches]
            first = frozenset().union(*(one.first for one in found))
            last = frozenset().union(*(one.last for one in found))
            return Part(any(one.empty for one in found), first, last)
        case Repeat():
            return _joined(graph, _copies(graph, node))


def _copies(graph: Graph, node: Repeat) -> Iterator[Part]:
    """The part once for each time that it must be there, then the times that it may."""
    for _ in range(node.least):
        yield add(graph, node.part)
    if node.most is None:
        yield _looped(graph, add(graph, node.part))
    elif node.most > node.least:
        yield _optional(graph, [add(graph, node.part) for _ in range(node.most - node.least)])


def _optional(graph: Graph, copies: list[Part]) -> Part:
    """Each copy only after the one before it: counting is no guess."""
    if copies[0].empty:
        return _joined(graph, iter(copies))
    for before, after in pairwise(copies):
        for end in before.last:
            graph.follow[end] |= after.first
    return Part(True, copies[0].first, frozenset().union(*(copy.last for copy in copies)))


def _looped(graph: Graph, part: Part) -> Part:
    for end in part.last:
        graph.follow[end] |= part.first
    return Part(True, part.first, part.last)


def _joined(graph: Graph, parts: Iterator[Part]) -> Part:
    whole = Part(True, frozenset(), frozenset())
    for part in parts:
        for end in whole.last:
            graph.follow[end] |= part.first
        whole = Part(
            whole.empty and part.empty,
            whole.first | part.first if whole.empty else whole.first,
            whole.last | part.last if part.empty else part.last,
        )
    return whole
