"""Holds the cost of a condition to one turn for each item of the message.

A loop inside a loop may only go through a list that belongs to the item of the outer one. A loop that went through
another list each time would multiply the two, and a message of a megabyte could keep the exchange busy for hours.
"""

from __future__ import annotations

from collections.abc import Iterator

from casefile_contracts.rules.syntax import Binary, Call, Expression, Index, Macro, Member, Name, children

Names = frozenset[str]

WHOLE = frozenset({"this", "message", "envelope"})


def costly_parts(condition: Expression, on_message: bool) -> Iterator[str]:
    """What goes through a list too often.

    Args:
        on_message: The rule is on the message itself, so it is tested once; else on records that may be many.
    """
    return _costly(condition, WHOLE if on_message else frozenset({"this"}))


def _costly(expression: Expression, own: Names) -> Iterator[str]:
    match expression:
        case Macro(_, over, variable, body):
            yield from _over(over, own)
            yield from _costly(over, own)
            yield from _costly(body, frozenset({variable}))
        case Index(key, loops):
            inside = own if "this" in own else WHOLE
            for variable, over, test in loops:
                yield from _over(over, inside)
                inside = frozenset({variable})
                yield from _costly(test, inside) if test else ()
            yield from _costly(key, inside)
        case Binary("in", left, right) if isinstance(right, Member):
            yield from _over(right, own)
            yield from _costly(left, own)
        case Call("distinct", (Member() as over,)):
            yield from _over(over, own)
        case _:
            for child in children(expression):
                yield from _costly(child, own)


def _over(over: Expression, own: Names) -> Iterator[str]:
    root = over
    while isinstance(root, Member | Macro):
        root = root.of if isinstance(root, Member) else root.over
    if isinstance(root, Name) and root.name not in own and not isinstance(over, Macro):
        yield f"goes through {_shown(over)} once for every item of another list"


def _shown(expression: Expression) -> str:
    return (
        f"{_shown(expression.of)}.{expression.field}"
        if isinstance(expression, Member)
        else getattr(expression, "name", "")
    )
