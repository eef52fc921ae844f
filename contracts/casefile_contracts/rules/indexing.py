"""Turns searches inside loops into look-ups in a set, so that checking takes time in proportion to the message.

`xs.exists(x, ys.exists(y, y.id == x.id))` would compare each with each: a sender could make it as slow as they like.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from casefile_contracts.rules.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    Index,
    Listing,
    Literal,
    Macro,
    Member,
    Name,
    Unary,
    free_names,
    walk,
)

Loop = tuple[str, Expression, Expression | None]
Pair = tuple[Expression, Expression]
"""What a turn of the loops gives, and what is looked for."""

FEW = 8
"""So many values are looked up one by one; more are looked for in each item."""

OUTER = frozenset({"this", "message", "envelope", "case", "now", "today"})
"""What a set may be made from: it is made before any loop."""


def indexed(expression: Expression, looping: bool = False) -> Expression:
    """The same condition with its inner searches as look-ups."""
    match expression:
        case Macro("exists", over, variable, body) if looping:
            found = _index(body, ((variable, over, None),))
            if found:
                return found
            return replace(expression, over=indexed(over, looping), body=indexed(body, True))
        case Macro("exists", over, variable, body) if (shared := _shared(body, variable, over)) is not None:
            return shared
        case Macro(_, over, _, body):
            return replace(expression, over=indexed(over, looping), body=indexed(body, True))
        case Unary(operator, operand):
            return Unary(operator, indexed(operand, looping))
        case Binary(operator, left, right):
            return Binary(operator, indexed(left, looping), indexed(right, looping))
        case Conditional(test, yes, no):
            return Conditional(*(indexed(part, looping) for part in (test, yes, no)))
        case Call(function, arguments):
            return Call(function, tuple(indexed(argument, looping) for argument in arguments))
        case Listing(items):
            return Listing(tuple(indexed(item, looping) for item in items))
    return expression


def _index(body: Expression, loops: tuple[Loop, ...], pairs: tuple[Pair, ...] = ()) -> Expression | None:
    """A look-up that is true when some turn of the loops makes the body true.

    Args:
        pairs: What the loops around it compare already.
    """
    parts = list(_conjuncts(body))
    found = {place: pair for place, part in enumerate(parts) if (pair := _pair(part, loops))}
    # What is looked for and stays the same is better tested when the set is made, unless there is nothing else.
    varying = {place: pair for place, pair in found.items() if not free_names(pair[1]) <= OUTER}
    nested = next((place for place, part in enumerate(parts) if _is_exists(part)), None)
    used = varying if varying or pairs or nested is not None else found
    tests = [part for place, part in enumerate(parts) if place not in used and place != nested]
    loops, pairs = _tested(loops, tests), (*pairs, *used.values())
    if nested is not None and isinstance(inner := parts[nested], Macro):
        return _index(inner.body, (*loops, (inner.variable, inner.over, None)), pairs)
    return _look_up(pairs, loops) if pairs else None


def _shared(body: Expression, variable: str, over: Expression) -> Expression | None:
    """A look-up of fixed values in a set that all rules on the message can share, where the body compares with some.

    The set is made before anything is asked, so only lists of the message itself will do: what is further inside may
    not be there.
    """
    if not (isinstance(over, Member) and over.of in (Name("this"), Name("message"))):
        return None
    parts = list(_conjuncts(body))
    for place, part in enumerate(parts):
        if isinstance(part, Binary) and (values := _fixed(part)) and free_names(part.left) == {variable}:
            tests = [*parts[:place], *parts[place + 1 :]]
            if all(_of_item(test, variable) for test in tests):
                index = Index(part.left, _tested(((variable, over, None),), tests))
                return reduce(lambda one, two: Binary("||", one, two), (Binary("in", one, index) for one in values))
    return None


def _of_item(test: Expression, variable: str) -> bool:
    """Whether a test asks the item alone: what stands around the list may be there only where its rule asks that."""
    return free_names(test) <= {variable, "now", "today"} and not any(isinstance(one, Macro) for one in walk(test))


def _fixed(part: Binary) -> tuple[Expression, ...]:
    """The literals that a comparison is with; none if it is with anything else, or compares nothing."""
    if part.operator == "==" and isinstance(part.right, Literal):
        return (part.right,)
    if part.operator == "in" and isinstance(part.right, Listing) and len(part.right.items) <= FEW:
        return part.right.items if all(isinstance(one, Literal) for one in part.right.items) else ()
    return ()


def _look_up(pairs: tuple[Pair, ...], loops: tuple[Loop, ...]) -> Expression | None:
    keys, items = zip(*pairs, strict=True)
    index = Index(_joined(keys), loops)
    return Binary("in", _joined(items), index) if free_names(index) <= OUTER else None


def _joined(parts: tuple[Expression, ...]) -> Expression:
    return parts[0] if len(parts) == 1 else Listing(parts)


def _pair(part: Expression, loops: tuple[Loop, ...]) -> Pair | None:
    if not (isinstance(part, Binary) and part.operator == "=="):
        return None
    variables = {variable for variable, _, _ in loops}
    for key, item in ((part.left, part.right), (part.right, part.left)):
        if free_names(key) <= OUTER | variables and not free_names(item) & variables:
            return key, item
    return None


def _is_exists(part: Expression) -> bool:
    return isinstance(part, Macro) and part.kind == "exists"


def _tested(loops: tuple[Loop, ...], tests: list[Expression]) -> tuple[Loop, ...]:
    """The same loops with the innermost one going on only where all tests hold."""
    if not tests:
        return loops
    variable, over, _ = loops[-1]
    return (*loops[:-1], (variable, over, reduce(lambda one, two: Binary("&&", one, two), tests)))


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    if isinstance(expression, Binary) and expression.operator == "&&":
        yield from _conjuncts(expression.left)
        yield from _conjuncts(expression.right)
    else:
        yield expression
