"""Which optional fields are sure to be there, as `has` tells along `&&`, `||`, `!` and `?:`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from casefile_contracts.rules.syntax import Binary, Conditional, Expression, Has, Member, Name, Unary
from casefile_contracts.rules.types import Path

Aliases: TypeAlias = Mapping[str, Path]
"""Names that stand for a place with another name: `envelope` is `("message", "envelope")`."""

Facts: TypeAlias = frozenset[Path]

NOTHING: Facts = frozenset()


def path_of(expression: Expression, aliases: Aliases) -> Path | None:
    """The place that an expression names; None if it computes something."""
    match expression:
        case Name(name):
            return aliases.get(name, (name,))
        case Member(of, field):
            path = path_of(of, aliases)
            return None if path is None else (*path, field)
    return None


def facts(expression: Expression, aliases: Aliases) -> tuple[Facts, Facts]:
    """What is there if the condition holds, and what is there if it does not."""
    match expression:
        case Has(member):
            path = path_of(member, aliases)
            return (NOTHING if path is None else frozenset({path})), NOTHING
        case Unary("!", operand):
            holds, fails = facts(operand, aliases)
            return fails, holds
        case Binary("&&", left, right):
            (one, not_one), (two, not_two) = facts(left, aliases), facts(right, aliases)
            return one | two, not_one & not_two
        case Binary("||", left, right):
            (one, not_one), (two, not_two) = facts(left, aliases), facts(right, aliases)
            return one & two, not_one | not_two
        case Conditional(test, yes, no):
            (test_holds, test_fails), if_yes, if_no = (facts(part, aliases) for part in (test, yes, no))
            return (test_holds | if_yes[0]) & (test_fails | if_no[0]), (test_holds | if_yes[1]) & (
                test_fails | if_no[1]
            )
    return NOTHING, NOTHING
