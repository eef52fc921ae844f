"""Finds what cannot vary in a condition: a dead rule, or a clause that decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from casefile_contracts.rules.syntax import Binary, Call, Conditional, Expression, Literal, Macro, Unary, children, walk

OPPOSITE = {"<": False, "<=": True, ">": False, ">=": True, "==": True, "!=": False}
"""What a comparison of a value with itself gives."""


def constant_parts(condition: Expression) -> Iterator[str]:
    """What is wrong, once for each part that is always true or always false."""
    if (value := constant(condition)) is not None:
        yield f"is always {str(value).lower()}"
        return
    for part in walk(condition):
        if isinstance(part, Binary | Unary | Conditional | Macro):
            fixed = [value for child in children(part) if (value := constant(child)) is not None]
            yield from (f"has a part that is always {str(value).lower()}" for value in fixed)


def constant(expression: Expression) -> bool | None:
    """The truth value of an expression that has the same for every message; None for all others."""
    match expression:
        case Literal(bool(value)):
            return value
        case Unary("!", operand):
            inner = constant(operand)
            return None if inner is None else not inner
        case Binary("&&" | "||" as operator, left, right):
            return _joined(operator == "||", constant(left), constant(right))
        case Binary(operator, left, right) if operator in OPPOSITE:
            return _compared(operator, left, right)
        case Conditional(test, yes, no):
            chosen = {True: yes, False: no}.get(constant(test))  # type: ignore[arg-type]
            one, two = constant(yes), constant(no)
            return constant(chosen) if chosen else one if one == two else None
    return None


def _joined(absorbing: bool, left: bool | None, right: bool | None) -> bool | None:
    if absorbing in (left, right):
        return absorbing
    return (not absorbing) if left is not None and right is not None else None


def _compared(operator: str, left: Expression, right: Expression) -> bool | None:
    if left == right:
        return OPPOSITE[operator]
    match left, right:
        case Literal(one), Literal(two):
            return _evaluated(operator, one, two)
        case Call("size"), Literal(0) if operator == ">=":
            return True
        case Call("size"), Literal(0) if operator == "<":
            return False
    return None


def _evaluated(operator: str, one: bool | int | str, two: bool | int | str) -> bool | None:
    match operator, one, two:
        case "==", _, _:
            return one == two
        case "!=", _, _:
            return one != two
        case _, int(), int():
            return {"<": one < two, "<=": one <= two, ">": one > two, ">=": one >= two}[operator]
    return None
