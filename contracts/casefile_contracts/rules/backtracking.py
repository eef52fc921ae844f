"""Proof that a backtracking engine, too, runs a pattern in linear time.

A pattern is seen as a graph of its characters, each leading to those that may follow it (Glushkov's automaton). Where
two that may follow overlap, an engine guesses, and may have to guess again. Guesses that stay inside a loop multiply
without end, so there must be none; a guess that leaves a loop is made at every turn, so no other loop may come after;
guesses outside loops cost a constant, if they are few. A search tries every start, so it must not loop at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from casefile_contracts.rules.patterns import Chars, Choice, Node, Pattern, Range, Repeat, Sequence

MAX_GUESSES = 8
"""Guesses outside loops; each may double the work."""


@dataclass(frozen=True, slots=True)
class _Part:
    empty: bool
    first: frozenset[int]
    last: frozenset[int]


@dataclass(slots=True)
class _Graph:
    chars: list[tuple[Range, ...]] = field(default_factory=list)
    follow: list[set[int]] = field(default_factory=list)


def linear(pattern: Pattern) -> bool:
    """Whether no text makes an engine take more than linear time for this pattern."""
    graph = _Graph()
    starts = _add(graph, pattern.node).first
    reach = [_reachable(graph, node) for node in range(len(graph.follow))]
    loops = {node for node, after in enumerate(reach) if node in after}
    if loops and not pattern.at_start:
        return False
    guesses = list(_overlaps(graph, set(starts)))
    for node, after in enumerate(graph.follow):
        found = list(_overlaps(graph, after))
        if node not in loops:
            guesses += found
        elif any(_costly(reach, loops, node, pair) for pair in found):
            return False
    return len(guesses) <= MAX_GUESSES


def _costly(reach: list[set[int]], loops: set[int], node: int, pair: tuple[int, int]) -> bool:
    """Whether a guess in a loop stays in the loop both ways, or leaves it for another."""
    leaving = [after for after in pair if node not in reach[after]]
    return not leaving or any(loops & ({after} | reach[after]) for after in leaving)


def _overlaps(graph: _Graph, after: set[int]) -> Iterator[tuple[int, int]]:
    for one, two in combinations(sorted(after), 2):
        if any(a <= d and c <= b for a, b in graph.chars[one] for c, d in graph.chars[two]):
            yield one, two


def _reachable(graph: _Graph, start: int) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        fresh = graph.follow[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found


def _add(graph: _Graph, node: Node) -> _Part:
    match node:
        case Chars(ranges):
            graph.chars.append(ranges)
            graph.follow.append(set())
            here = frozenset({len(graph.chars) - 1})
            return _Part(False, here, here)
        case Sequence(parts):
            return _joined(graph, (_add(graph, part) for part in parts))
        case Choice(branches):
            found = [_add(graph, branch) for branch in branches]
            first = frozenset().union(*(one.first for one in found))
            last = frozenset().union(*(one.last for one in found))
            return _Part(any(one.empty for one in found), first, last)
        case Repeat():
            return _joined(graph, _copies(graph, node))


def _copies(graph: _Graph, node: Repeat) -> Iterator[_Part]:
    """The part once for each time that it must be there, then the times that it may."""
    for _ in range(node.least):
        yield _add(graph, node.part)
    if node.most is None:
        yield _looped(graph, _add(graph, node.part))
    elif node.most > node.least:
        yield _optional(graph, [_add(graph, node.part) for _ in range(node.most - node.least)])


def _optional(graph: _Graph, copies: list[_Part]) -> _Part:
    """Each copy only after the one before it: counting is no guess."""
    if copies[0].empty:
        return _joined(graph, iter(copies))
    for before, after in pairwise(copies):
        for end in before.last:
            graph.follow[end] |= after.first
    return _Part(True, copies[0].first, frozenset().union(*(copy.last for copy in copies)))


def _looped(graph: _Graph, part: _Part) -> _Part:
    for end in part.last:
        graph.follow[end] |= part.first
    return _Part(True, part.first, part.last)


def _joined(graph: _Graph, parts: Iterator[_Part]) -> _Part:
    whole = _Part(True, frozenset(), frozenset())
    for part in parts:
        for end in whole.last:
            graph.follow[end] |= part.first
        whole = _Part(
            whole.empty and part.empty,
            whole.first | part.first if whole.empty else whole.first,
            whole.last | part.last if part.empty else part.last,
        )
    return whole
