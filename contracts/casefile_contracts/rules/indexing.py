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
    Macro,
    Unary,
    free_names,
)

Loop = tuple[str, Expression, Expression | None]

OUTER = frozenset({"this", "message", "envelope", "now", "today"})
"""What a set may be made from: it is made before any loop."""


def indexed(expression: Expression, looping: bool = False) -> Expression:
    """The same condition with its inner searches as look-ups."""
    match expression:
        case Macro("exists", over, variable, body) if looping:
            found = _index(body, ((variable, over, None),))
            if found:
                return found
            return replace(expression, over=indexed(over, looping), body=indexed(body, True))
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


def _index(body: Expression, loops: tuple[Loop, ...]) -> Expression | None:
    """A look-up that is true when some turn of the loops makes the body true."""
    parts = list(_conjuncts(body))
    for place, part in enumerate(parts):
        found = _look_up(part, _tested(loops, parts[:place] + parts[place + 1 :]))
        if found:
            return found
    return None


def _look_up(part: Expression, loops: tuple[Loop, ...]) -> Expression | None:
    match part:
        case Macro("exists", over, variable, inner):
            return _index(inner, (*loops, (variable, over, None)))
        case Binary("==", left, right):
            variables = {variable for variable, _, _ in loops}
            for key, item in ((left, right), (right, left)):
                index = Index(key, loops)
                if free_names(index) <= OUTER and not free_names(item) & variables:
                    return Binary("in", item, index)
    return None


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
