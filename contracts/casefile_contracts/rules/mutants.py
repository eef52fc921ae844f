"""Conditions with one thing changed, to see whether a rule's examples would notice.

A comparison is turned or moved by one, a clause dropped, a negation lost, an item of a list left out, `all` made
`exists`. A rule whose examples judge a mutant as they judge the rule does not show what that part is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from casefile_contracts.rules.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    Has,
    Index,
    Listing,
    Literal,
    Macro,
    Member,
    Name,
    Unary,
)

TURNED = {
    "<": ("<=", ">="),
    "<=": ("<", ">"),
    ">": (">=", "<="),
    ">=": (">", "<"),
    "==": ("!=",),
    "!=": ("==",),
    "&&": ("||",),
    "||": ("&&",),
    "+": ("-",),
    "-": ("+",),
}
SWAPPED = {"all": "exists", "exists": "all", "exists_one": "exists"}


def mutants(expression: Expression) -> Iterator[Expression]:
    """Every condition that differs from the given one in one place."""
    yield from _here(expression)
    match expression:
        case Unary(operator, operand):
            yield from (Unary(operator, each) for each in mutants(operand))
        case Binary(operator, left, right):
            yield from (Binary(operator, each, right) for each in mutants(left))
            yield from (Binary(operator, left, each) for each in mutants(right))
        case Conditional(test, yes, no):
            yield from (Conditional(each, yes, no) for each in mutants(test))
            yield from (Conditional(test, each, no) for each in mutants(yes))
            yield from (Conditional(test, yes, each) for each in mutants(no))
        case Macro(_, over, _, body):
            yield from (replace(expression, over=each) for each in mutants(over))
            yield from (replace(expression, body=each) for each in mutants(body))
        case Call(function, arguments):
            for place, argument in enumerate(arguments):
                changed = (each for each in mutants(argument) if not isinstance(argument, Literal | Name | Member))
                yield from (Call(function, (*arguments[:place], each, *arguments[place + 1 :])) for each in changed)
        case Literal() | Name() | Member() | Has() | Listing() | Index():
            return


def _here(expression: Expression) -> Iterator[Expression]:
    match expression:
        case Literal(bool()) | Literal(str()):
            return
        case Literal(int(value)):
            yield from (Literal(value - 1), Literal(value + 1))
        case Unary("!", operand):
            yield operand
        case Binary("&&" | "||" as operator, left, right):
            yield from (left, right)
            yield from (Binary(turned, left, right) for turned in TURNED[operator])
        case Binary("in", left, Listing(items)) if len(items) > 1:
            rest = (items[:place] + items[place + 1 :] for place in range(len(items)))
            yield from (Binary("in", left, Listing(each)) for each in rest)
        case Binary(operator, left, right):
            yield from (Binary(turned, left, right) for turned in TURNED.get(operator, ()))
        case Conditional(test, yes, no):
            yield from (Conditional(test, no, yes), yes, no)
        case Macro(kind) if kind in SWAPPED:
            yield replace(expression, kind=SWAPPED[kind])
        case Macro("filter", over):
            yield over
