"""Regular expressions that every engine reads alike and none takes more than linear time for.

The subset: literal characters, classes, `.`, groups, `|`, `?`, `*`, `+`, `{m,n}`, and the anchors `^` and `$` at the
two ends. No look-around, back-references, flags, lazy quantifiers or backslashes, whose meaning differs between
engines; a special character stands in a class, as `[.]`. A pattern is searched for, as RE2 does it: without anchors it
may match anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import inf

from casefile_contracts.errors import RuleError

Range = tuple[int, int]
"""First and last code point, both inclusive."""

MAX_COPIES = 200
"""The most positions that a counted repeat may stand for, with those that it stands in; RE2 has a limit of its own."""

_counts = re.compile(r"\{(0|[1-9][0-9]{0,3})(,(0|[1-9][0-9]{0,3})?)?\}").match

LAST = 0x10FFFF
ANY = ((0, 9), (11, LAST))


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set, given as sorted ranges that do not touch."""

    ranges: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """A part, at least `least` and at most `most` times; None is without end."""

    part: Node
    least: int
    most: int | None


Node = Chars | Sequence | Choice | Repeat


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed pattern; `at_start` and `at_end` say whether it is anchored."""

    text: str
    node: Node
    at_start: bool
    at_end: bool

    def compiled(self) -> Callable[[str], object | None]:
        """A function that gives a match or None. `$` is the very end, never before a last line feed."""
        inner = self.text[self.at_start : len(self.text) - self.at_end]
        expression = re.compile(inner)
        if self.at_start:
            return expression.fullmatch if self.at_end else expression.match
        return re.compile(f"{inner}\\Z").search if self.at_end else expression.search


@cache
def parse(text: str) -> Pattern:
    """Read a pattern.

    Raises:
        RuleError: The pattern is outside the subset; says where.
    """
    return _Parser(text).pattern()


def width(node: Node) -> tuple[int, float]:
    """The fewest and the most characters that a part takes."""
    match node:
        case Sequence(parts):
            widths = [width(part) for part in parts]
            return sum(least for least, _ in widths), sum(most for _, most in widths)
        case Choice(branches):
            widths = [width(branch) for branch in branches]
            return min(least for least, _ in widths), max(most for _, most in widths)
        case Repeat(part, fewest, times):
            least, most = width(part)
            return least * fewest, most * (inf if times is None else times)
    return 1, 1


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.place = 0

    def pattern(self) -> Pattern:
        at_start, at_end = self._take("^"), self.text.endswith("$")
        node = self._choice(alternatives=not (at_start or at_end))
        if at_end and not self._take("$"):
            raise self._fault("a $ before the end")
        if self.place < len(self.text):
            raise self._fault("what cannot stand here")
        return Pattern(self.text, node, at_start, at_end)

    def _choice(self, alternatives: bool = True) -> Node:
        branches = [self._sequence()]
        while self._take("|"):
            if not alternatives:
                raise self._fault("alternatives beside an anchor: put them into a group")
            branches.append(self._sequence())
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _sequence(self) -> Node:
        parts: list[Node] = []
        while self._next() not in ("", "|", ")", "$"):
            parts.append(self._quantified(self._atom()))
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _atom(self) -> Node:
        if self._take("("):
            if self._take("?") and not self._take(":"):
                raise self._fault("a group with a flag or a look-around")
            node = self._choice()
            self._expect(")")
            return node
        if self._take("["):
            return self._class()
        if self._take("."):
            return Chars(ANY)
        if self._next() in "*+?{}^]":
            raise self._fault("a bare special character")
        return _chars([self._point()])

    def _quantified(self, part: Node) -> Node:
        match self._next():
            case "?" | "*" | "+" as sign:
                self.place += 1
                part = Repeat(part, int(sign == "+"), 1 if sign == "?" else None)
            case "{":
                part = self._counted(part)
            case _:
                return part
        if self._next() in ("?", "*", "+", "{"):
            raise self._fault("two quantifiers, or a lazy one")
        return part

    def _counted(self, part: Node) -> Node:
        found = _counts(self.text, self.place)
        if not found:
            raise self._fault("a bare special character")
        self.place = found.end()
        least = int(found[1])
        most = least if found[2] is None else int(found[3]) if found[3] else None
        if max(least, most or 0) * _copies(part) > MAX_COPIES or (most is not None and most < least):
            raise self._fault(f"a repeat that is not within 0 to {MAX_COPIES}")
        return Repeat(part, least, most)

    def _class(self) -> Chars:
        negated = self._take("^")
        ranges: list[Range] = []
        while not self._take("]"):
            first = last = self._member()
            if self._next() == "-" and self._next(1) not in ("]", ""):
                self.place += 1
                last = self._member()
            if last < first:
                raise self._fault("a range from high to low")
            ranges.append((first, last))
        if not ranges:
            raise self._fault("an empty class")
        return Chars(_inverted(_merged(ranges)) if negated else _merged(ranges))

    def _member(self) -> int:
        here = self._next()
        if here in ("", "[") or (here in "&|~-" and here in (self._next(1), self.text[self.place - 1])):
            raise self._fault("a class that engines read differently")
        return self._point()

    def _point(self) -> int:
        here = self._next()
        if here == "\\":
            raise self._fault("a backslash, which engines read differently: write [.] for a full stop")
        self.place += 1
        return ord(here)

    def _next(self, ahead: int = 0) -> str:
        return self.text[self.place + ahead : self.place + ahead + 1]

    def _take(self, sign: str) -> bool:
        if self._next() != sign:
            return False
        self.place += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._fault(f"no {sign}")

    def _fault(self, what: str) -> RuleError:
        return RuleError(f"the pattern {self.text!r} has {what} at character {self.place + 1}")


def _copies(node: Node) -> int:
    """How often a character in it may be counted out."""
    match node:
        case Sequence(parts) | Choice(parts):
            return max(map(_copies, parts), default=1)
        case Repeat(part, least, most):
            return max(least, most or 0, 1) * _copies(part)
    return 1


def _chars(points: list[int]) -> Chars:
    return Chars(_merged([(point, point) for point in points]))


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for first, last in sorted(ranges):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _inverted(ranges: tuple[Range, ...]) -> tuple[Range, ...]:
    edges = [-1, *(point for first, last in ranges for point in (first, last)), LAST + 1]
    gaps = ((edges[i] + 1, edges[i + 1] - 1) for i in range(0, len(edges), 2))
    return tuple((first, last) for first, last in gaps if first <= last)
