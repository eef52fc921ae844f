"""Conditions as formulas of logic: tests of single values, joined by and, or, not, and `exists` over lists.

Two conditions that are written differently become formulas over the same tests: operands are sorted, differences are
taken to one side, ranges and memberships are spelt one way, variables of loops are named after their lists.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Test:
    """A question about one value."""

    kind: str
    """bool: is it so; number: is it at most `bound`, or equal to it; text: is it `bound`, or does it match it."""
    key: str
    """The value, written one way."""
    elements: frozenset[str] = frozenset()
    """The elements of loops that it is taken from."""
    operator: str = ""
    bound: int | str = 0


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    of: Formula


@dataclass(frozen=True, slots=True)
class Joined:
    """All of the parts (`every`), or at least one."""

    every: bool
    parts: frozenset[Formula]


@dataclass(frozen=True, slots=True)
class Exists:
    """At least one element of a list for which the body holds."""

    list: str
    elements: frozenset[str]
    """The elements of outer loops that the list is taken from."""
    element: str
    body: Formula


Formula: TypeAlias = bool | Test | Not | Joined | Exists


def negated(of: Formula) -> Formula:
    """Not."""
    if isinstance(of, bool):
        return not of
    return of.of if isinstance(of, Not) else Not(of)


def joined(every: bool, parts: Iterable[Formula]) -> Formula:
    """All of them or one of them, without parts that decide nothing."""
    found: set[Formula] = set()
    for part in parts:
        if part is (not every):
            return part
        if isinstance(part, Joined) and part.every is every:
            found |= part.parts
        elif part is not every:
            found.add(part)
    if any(isinstance(part, Not) and part.of in found for part in found):
        return not every
    return next(iter(found)) if len(found) == 1 else Joined(every, frozenset(found)) if found else every


def both(*parts: Formula) -> Formula:
    """And."""
    return joined(True, parts)


def either(*parts: Formula) -> Formula:
    """Or."""
    return joined(False, parts)


def same(one: Formula, two: Formula) -> Formula:
    """Both hold or neither does."""
    return either(both(one, two), both(negated(one), negated(two)))


def exists(list_: str, elements: frozenset[str], element: str, body: Formula) -> Formula:
    """At least one; what is always false of an element is true of none."""
    if body is False:
        return False
    if isinstance(body, Exists) and element not in body.elements and body.list < list_:  # one order for two loops
        return Exists(body.list, body.elements, body.element, Exists(list_, elements, element, body.body))
    return Exists(list_, elements, element, body)


def keys_in(formula: Formula) -> set[str]:
    """The values and lists that a formula asks about."""
    match formula:
        case Test(key=key):
            return {key}
        case Not(of):
            return keys_in(of)
        case Joined(_, parts):
            return set().union(*map(keys_in, parts))
        case Exists():
            return {formula.list} | keys_in(formula.body)
    return set()


def text_of(formula: Formula) -> str:
    """A formula in writing, the same for equal formulas."""
    match formula:
        case Test(kind, key, _, operator, bound):
            return f"{kind}:{key}{operator}{bound!r}"
        case Not(of):
            return f"!{text_of(of)}"
        case Joined(every, parts):
            return f"({(' & ' if every else ' | ').join(sorted(map(text_of, parts)))})"
        case Exists():
            return f"some {formula.list}: {text_of(formula.body)}"
    return str(formula)
