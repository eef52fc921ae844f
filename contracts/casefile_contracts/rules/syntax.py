"""Conditions as a small tree: the part of CEL that rules are written in.

After `typing` has judged a tree, its date and timestamp literals are numbers, as in a message's raw form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Literal:
    """A boolean, an integer or a text."""

    value: bool | int | str


@dataclass(frozen=True, slots=True)
class Name:
    """Something in scope: `this`, `message`, `envelope`, `case`, `now`, `today`, or a macro's variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a record."""

    of: Expression
    field: str


@dataclass(frozen=True, slots=True)
class Has:
    """Whether an optional field is there."""

    member: Member


@dataclass(frozen=True, slots=True)
class Unary:
    """`!` or `-`."""

    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """`&&`, `||`, a comparison, `in`, `+` or `-`."""

    operator: str
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """`test ? yes : no`."""

    test: Expression
    yes: Expression
    no: Expression


@dataclass(frozen=True, slots=True)
class Listing:
    """A list written out."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function; for one called on a value, that value is the first argument."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Macro:
    """`all`, `exists`, `exists_one`, `filter` or `map` over a list."""

    kind: str
    over: Expression
    variable: str
    body: Expression


@dataclass(frozen=True, slots=True)
class Index:
    """The set of what `key` is, over nested loops: each a variable, a list, and a test or none. Made by `indexing`.

    A key that is a `Listing` stands for all its parts together.
    """

    key: Expression
    loops: tuple[tuple[str, Expression, Expression | None], ...]


Expression: TypeAlias = Literal | Name | Member | Has | Unary | Binary | Conditional | Listing | Call | Macro | Index


def children(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is made of, from left to right."""
    match expression:
        case Literal() | Name():
            return ()
        case Member(inner, _) | Has(inner) | Unary(_, inner):
            return (inner,)
        case Binary(_, left, right):
            return (left, right)
        case Conditional(test, yes, no):
            return (test, yes, no)
        case Listing(items):
            return items
        case Call(_, arguments):
            return arguments
        case Macro(_, over, _, body):
            return (over, body)
        case Index(key, loops):
            return (*(part for _, over, test in loops for part in (over, test) if part), key)


def walk(expression: Expression) -> Iterator[Expression]:
    """The expression and everything in it."""
    yield expression
    for child in children(expression):
        yield from walk(child)


def free_names(expression: Expression) -> frozenset[str]:
    """The names that an expression takes from outside itself."""
    names = {each.name for each in walk(expression) if isinstance(each, Name)}
    bound = {each.variable for each in walk(expression) if isinstance(each, Macro)}
    bound |= {loop[0] for each in walk(expression) if isinstance(each, Index) for loop in each.loops}
    return frozenset(names - bound)


def lists_asked(expression: Expression) -> set[str]:
    """The reference lists that an expression looks codes up in."""
    calls = (each for each in walk(expression) if isinstance(each, Call) and each.function == "known")
    return {call.arguments[0].value for call in calls if isinstance(call.arguments[0], Literal)}  # type: ignore[misc]
