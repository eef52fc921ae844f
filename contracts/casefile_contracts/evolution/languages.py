"""Which texts a field takes, and whether another takes them all: inclusion of regular languages, decided exactly.

A text of the first is followed, character by character, through the automata of both; where the first may end and the
second may not, there is a text that only the first takes. Lengths are counted where a limit can matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf

from casefile_contracts.rules.automaton import Graph, add
from casefile_contracts.rules.patterns import LAST, Chars, Choice, Node, Pattern, Range, Repeat, Sequence, parse, width

MAX_STATES = 20_000
SURROGATES = (0xD800, 0xDFFF)
ESCAPED = {"d": "0-9", "w": "0-9A-Za-z_", "s": "\t\n\f\r "} | {sign: sign for sign in ".*+?(){}|$/_ @#:"}
ESCAPE = re.compile(r"\\(.)")
TOKEN = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]")
"""An escape, or a class."""
ALL: tuple[Range, ...] = ((0, SURROGATES[0] - 1), (SURROGATES[1] + 1, LAST))
"""Every character that UTF-8 can carry."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts that fit every one of `nodes`, of a length from `least` to `most`."""

    nodes: tuple[Node, ...] = ()
    least: int = 0
    most: float = inf


def read(text: str) -> Pattern:
    """A pattern, with escapes as RE2 reads them: lint refuses those, but what they take can be told.

    Raises:
        RuleError: It is outside the subset in another way.
    """
    return parse(TOKEN.sub(_spelt_out, text))


def _spelt_out(found: re.Match[str]) -> str:
    """An escape as a class of what it takes; one inside a class as these characters."""
    shape = "{}" if found[0].startswith("[") else "[{}]"
    return ESCAPE.sub(lambda one: shape.format(ESCAPED[one[1]]) if one[1] in ESCAPED else one[0], found[0])


def whole(pattern: Pattern) -> Node:
    """What a pattern searches for as what the whole text is."""
    anything = Repeat(Chars(ALL), 0, None)
    before = () if pattern.at_start else (anything,)
    after = () if pattern.at_end else (anything,)
    return Sequence((*before, pattern.node, *after)) if before or after else pattern.node


def one_of(texts: frozenset[str]) -> Node:
    """Exactly these texts."""
    literals = (tuple(Chars(((ord(char), ord(char)),)) for char in text) for text in sorted(texts))
    return Choice(tuple(Sequence(literal) for literal in literals))


def in_capitals(node: Node) -> Node:
    """The same texts with their small letters, as far as ASCII goes, made capitals."""
    match node:
        case Sequence(parts):
            return Sequence(tuple(map(in_capitals, parts)))
        case Choice(branches):
            return Choice(tuple(map(in_capitals, branches)))
        case Repeat(part):
            return replace(node, part=in_capitals(part))
    small = [(max(low, ord("a")), min(high, ord("z"))) for low, high in node.ranges]
    others = [(low, min(high, ord("a") - 1)) for low, high in node.ranges] + [
        (max(low, ord("z") + 1), high) for low, high in node.ranges
    ]
    capitals = [(low - 32, high - 32) for low, high in small]
    return Choice(tuple(Chars((one,)) for one in (*others, *capitals) if one[0] <= one[1]))


@lru_cache(maxsize=4096)
def included(first: Texts, second: Texts) -> bool:
    """Whether the second takes every text that the first takes; False also where that would take too long to say."""
    free = Texts(first.nodes)  # without lengths it is quicker, and mostly enough
    return all(_fits(free, Texts((node,))) or _fits(first, Texts((node,))) for node in second.nodes) and _fits(
        first, Texts((), second.least, second.most)
    )


@lru_cache(maxsize=4096)
def disjoint(first: Node, second: Node) -> bool:
    """Whether no text is in both; False also where that would take too long to say."""
    return _fits(Texts((first, second)), Texts((Choice(()),)))


@dataclass(frozen=True, slots=True)
class _Automaton:
    graph: Graph
    start: frozenset[int]
    ends: frozenset[int]
    empty: bool

    def after(self, states: frozenset[int] | None) -> frozenset[int]:
        """What may come next; None is the beginning."""
        if states is None:
            return self.start
        return frozenset().union(*(self.graph.follow[state] for state in states))

    def accepts(self, states: frozenset[int] | None) -> bool:
        return self.empty if states is None else bool(states & self.ends)

    def taking(self, states: frozenset[int], point: int) -> frozenset[int]:
        chars = self.graph.chars
        return frozenset(one for one in states if any(low <= point <= high for low, high in chars[one]))


@lru_cache(maxsize=1024)
def _automaton(node: Node) -> _Automaton:
    graph = Graph()
    part = add(graph, node)
    return _Automaton(graph, part.first, part.last, part.empty)


def _fits(first: Texts, second: Texts) -> bool:
    """Whether there is no text of `first` that `second`, of one automaton or of none, does not take."""
    left = [_automaton(node) for node in first.nodes or (Repeat(Chars(ALL), 0, None),)]
    right = _automaton(second.nodes[0]) if second.nodes else None
    points = list(_points([*left, *([right] if right else [])]))
    limit = _counted(first, second)
    waiting: list[tuple[tuple[frozenset[int] | None, ...], frozenset[int] | None, int]] = [
        ((None,) * len(left), None, 0)
    ]
    seen = set(waiting)
    while waiting:
        states, other, length = waiting.pop()
        if first.least <= length <= first.most or limit == 0:
            ends = all(one.accepts(state) for one, state in zip(left, states, strict=True))
            if ends and not (
                (right is None or right.accepts(other)) and (second.least <= length <= second.most or not limit)
            ):
                return False
        if limit and length >= first.most:
            continue
        nexts = [one.after(state) for one, state in zip(left, states, strict=True)]
        against = right.after(other) if right else frozenset()
        for point in points:
            after = tuple(one.taking(state, point) for one, state in zip(left, nexts, strict=True))
            if all(after):
                state = (after, right.taking(against, point) if right else None, min(length + 1, limit))
                if state not in seen:
                    seen.add(state)
                    waiting.append(state)
        if len(seen) > MAX_STATES:
            return False
    return True


def _counted(first: Texts, second: Texts) -> int:
    """How far lengths have to be counted; 0 if no limit can matter."""
    widths = [width(node) for node in first.nodes]
    least = max((low for low, _ in widths), default=0)
    most = min((high for _, high in widths), default=inf)
    if max(first.least, second.least) <= least and most <= min(first.most, second.most):
        return 0
    bounds = [first.least, second.least, *(bound for bound in (first.most, second.most) if bound != inf)]
    return int(max(bounds)) + 1


def _points(automata: list[_Automaton]) -> Iterator[int]:
    """One character of each sort that none of the automata tells apart."""
    ranges = [one for automaton in automata for chars in automaton.graph.chars for one in chars]
    edges = {0, SURROGATES[1] + 1} | {low for low, _ in ranges} | {high + 1 for _, high in ranges}
    for point in sorted(edges):
        inside = point if not SURROGATES[0] <= point <= SURROGATES[1] else SURROGATES[1] + 1
        if inside <= LAST:
            yield inside
