"""Conditions written out again, and written otherwise without meaning anything else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from casefile_contracts.rules.syntax import (
    Binary,
    Call,
    Conditional,
    Expression,
    Has,
    Listing,
    Literal,
    Macro,
    Member,
    Name,
    Unary,
)

METHODS = frozenset({"matches", "startsWith", "endsWith", "contains"})
MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
CONTRARY = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def spelt(expression: Expression) -> str:
    """The condition as CEL, with brackets wherever they can matter."""
    match expression:
        case Literal(bool(value)):
            return str(value).lower()
        case Literal(int(value)):
            return str(value)
        case Literal(value):
            return json.dumps(value, ensure_ascii=False)
        case Name(name):
            return name
        case Member(of, field):
            return f"{spelt(of)}.{field}"
        case Has(member):
            return f"has({spelt(member)})"
        case Unary(operator, operand):
            return f"{operator}{_bracketed(operand)}"
        case Binary(operator, left, right):
            return f"{_bracketed(left)} {operator} {_bracketed(right)}"
        case Conditional(test, yes, no):
            return f"{_bracketed(test)} ? {_bracketed(yes)} : {_bracketed(no)}"
        case Listing(items):
            return f"[{', '.join(map(spelt, items))}]"
        case Macro(kind, over, variable, body):
            return f"{_bracketed(over)}.{kind}({variable}, {spelt(body)})"
        case Call(function, (of, *rest)) if function in METHODS:
            return f"{_bracketed(of)}.{function}({', '.join(map(spelt, rest))})"
        case Call(function, arguments):
            return f"{function}({', '.join(map(spelt, arguments))})"
    raise TypeError(type(expression).__name__)


def _bracketed(expression: Expression) -> str:
    text = spelt(expression)
    return f"({text})" if isinstance(expression, Binary | Conditional | Unary) else text


Rewriting = Callable[[Expression], Expression]


def everywhere(rewrite: Rewriting, expression: Expression) -> Expression:
    """A rewriting done to every part, inner ones first."""
    match expression:
        case Unary(operator, operand):
            expression = Unary(operator, everywhere(rewrite, operand))
        case Binary(operator, left, right):
            expression = Binary(operator, everywhere(rewrite, left), everywhere(rewrite, right))
        case Conditional(test, yes, no):
            expression = Conditional(*(everywhere(rewrite, each) for each in (test, yes, no)))
        case Macro(_, over, _, body):
            expression = replace(expression, over=everywhere(rewrite, over), body=everywhere(rewrite, body))
        case Call(function, arguments):
            expression = Call(function, tuple(everywhere(rewrite, each) for each in arguments))
    return rewrite(expression)


def _mirror(expression: Expression) -> Expression:
    match expression:
        case Binary(operator, left, right) if operator in MIRRORED:
            return Binary(MIRRORED[operator], right, left)
    return expression


def _contrary(expression: Expression) -> Expression:
    match expression:
        case Binary(operator, left, right) if operator in CONTRARY:
            return Unary("!", Binary(CONTRARY[operator], left, right))
    return expression


def _de_morgan(expression: Expression) -> Expression:
    match expression:
        case Binary("&&" | "||" as operator, left, right):
            other = "||" if operator == "&&" else "&&"
            return Unary("!", Binary(other, _not(left), _not(right)))
    return expression


def _not(expression: Expression) -> Expression:
    return (
        expression.operand if isinstance(expression, Unary) and expression.operator == "!" else Unary("!", expression)
    )


def _quantifier(expression: Expression) -> Expression:
    match expression:
        case Macro("all" | "exists" as kind, _, _, body):
            other = "exists" if kind == "all" else "all"
            return Unary("!", replace(expression, kind=other, body=_not(body)))
    return expression


def _listed(expression: Expression) -> Expression:
    match expression:
        case Binary("in", left, Listing((first, *rest))):
            made: Expression = Binary("==", left, first)
            for item in rest:
                made = Binary("||", made, Binary("==", left, item))
            return made
        case Binary("==", left, Literal(str()) as right) if not isinstance(left, Literal):
            return Binary("in", left, Listing((right,)))
    return expression


def _counted(expression: Expression) -> Expression:
    match expression:
        case Binary("&&", left, right):
            return Conditional(left, right, Literal(False))
        case Binary(">", Call("size", _) as size, Literal(0)):
            return Binary(">=", size, Literal(1))
        case Binary("==", Call("size", (over,)), Literal(0)):
            return Unary("!", Macro("exists", over, "anything", Binary("==", Name("anything"), Name("anything"))))
    return expression


def _choice(expression: Expression) -> Expression:
    match expression:
        case Conditional(test, Binary() | Has() | Unary("!") | Macro() as yes, no):  # not one of values
            return Binary("||", Binary("&&", test, yes), Binary("&&", _not(test), no))
    return expression


def _filtered(expression: Expression) -> Expression:
    match expression:
        case Macro("exists", over, variable, body):
            return Binary(">", Call("size", (Macro("filter", over, variable, body),)), Literal(0))
    return expression


def _shifted(expression: Expression) -> Expression:
    """Bounds of whole numbers, moved by one with the comparison."""
    match expression:
        case Binary(">=", left, Literal(int(bound))) if not isinstance(bound, bool):
            return Binary(">", left, Literal(bound - 1))
        case Binary("<", left, Literal(int(bound))) if not isinstance(bound, bool):
            return Binary("<=", left, Literal(bound - 1))
    return expression


def renamed(expression: Expression, names: Mapping[str, str] | None = None) -> Expression:
    """The same with other variables in its loops."""
    known = names or {}
    match expression:
        case Name(name):
            return Name(known.get(name, name))
        case Member(of, field):
            return Member(renamed(of, known), field)
        case Has(member):
            inner = renamed(member, known)
            return Has(inner) if isinstance(inner, Member) else expression
        case Unary(operator, operand):
            return Unary(operator, renamed(operand, known))
        case Binary(operator, left, right):
            return Binary(operator, renamed(left, known), renamed(right, known))
        case Conditional(test, yes, no):
            return Conditional(*(renamed(each, known) for each in (test, yes, no)))
        case Listing(items):
            return Listing(tuple(renamed(each, known) for each in items))
        case Call(function, arguments):
            return Call(function, tuple(renamed(each, known) for each in arguments))
        case Macro(kind, over, variable, body):
            other = f"{variable}_{len(known)}x"
            return Macro(kind, renamed(over, known), other, renamed(body, {**known, variable: other}))
    return expression


REWRITINGS: Mapping[str, Rewriting] = {
    "mirrored": lambda one: everywhere(_mirror, one),
    "contrary": lambda one: everywhere(_contrary, one),
    "de_morgan": lambda one: everywhere(_de_morgan, one),
    "quantifier": lambda one: everywhere(_quantifier, one),
    "listed": lambda one: everywhere(_listed, one),
    "ternary": lambda one: everywhere(_counted, one),
    "choice": lambda one: everywhere(_choice, one),
    "filtered": lambda one: everywhere(_filtered, one),
    "shifted": lambda one: everywhere(_shifted, one),
    "renamed": renamed,
    "doubled": lambda one: Unary("!", Unary("!", one)),
    "repeated": lambda one: Binary("&&", one, one),
    "absorbed": lambda one: Binary("||", one, Binary("&&", one, one)),
}
"""Ways to write a condition otherwise, by name."""


def rewritings(expression: Expression) -> Iterator[tuple[str, str]]:
    """Every way that changes something, and what the condition then is."""
    before = spelt(expression)
    for name, rewrite in REWRITINGS.items():
        if (after := spelt(rewrite(expression))) != before:
            yield name, after
