"""Proof that a backtracking engine, too, runs a pattern in linear time.

A pattern is seen as a graph of its characters, each leading to those that may follow it (Glushkov's automaton). Where
two that may follow overlap, an engine guesses, and may have to guess again. Guesses that stay inside a loop multiply
without end, so there must be none; a guess that leaves a loop is made at every turn, so no other loop may come after;
guesses outside loops cost a constant, if they are few. A search tries every start, so it must not loop at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from casefile_contracts.rules.automaton import Graph, add
from casefile_contracts.rules.patterns import Pattern

MAX_GUESSES = 8
"""Guesses outside loops; each may double the work."""


def linear(pattern: Pattern) -> bool:
    """Whether no text makes an engine take more than linear time for this pattern."""
    graph = Graph()
    starts = add(graph, pattern.node).first
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


def _overlaps(graph: Graph, after: set[int]) -> Iterator[tuple[int, int]]:
    for one, two in combinations(sorted(after), 2):
        if any(a <= d and c <= b for a, b in graph.chars[one] for c, d in graph.chars[two]):
            yield one, two


def _reachable(graph: Graph, start: int) -> set[int]:
    found: set[int] = set()
    waiting = [start]
    while waiting:
        fresh = graph.follow[waiting.pop()] - found
        found |= fresh
        waiting.extend(fresh)
    return found
