"""Holds the cost of a condition to one turn for each item of the message.

A loop inside a loop may only go through a list that belongs to the item of the outer one. A loop that went through
another list each time would multiply the two, and a message of a megabyte could keep the exchange busy for hours.
"""

from __future__ import annotations

from collections.abc import Iterator

from casefile_contracts.rules.syntax import Binary, Call, Expression, Index, Macro, Member, Name, children, free_names

Names = frozenset[str]

WHOLE = frozenset({"this", "message", "envelope", "case"})


def costly_parts(condition: Expression, on_message: bool) -> Iterator[str]:
    """What goes through a list too often.

    Args:
        on_message: The rule is on the message itself, so it is tested once; else on records that may be many.
    """
    top = WHOLE if on_message else frozenset({"this"})
    return _costly(condition, top, top)


def _costly(expression: Expression, own: Names, top: Names) -> Iterator[str]:
    """`own` are names whose lists belong to this turn, `top` those that belong to the record."""
    match expression:
        case Macro(_, over, variable, body):
            yield from _over(over, own)
            yield from _costly(over, own, top)
            yield from _costly(body, frozenset({variable}), top)
        case Index():
            yield from _of_index(expression, top)
        case Binary("in", left, Member() as over):
            yield from _over(over, own)
            yield from _costly(left, own, top)
        case Call("distinct", (Member() as over,)):
            yield from _over(over, own)
        case _:
            for child in children(expression):
                yield from _costly(child, own, top)


def _of_index(index: Index, top: Names) -> Iterator[str]:
    """It is made once for the message if it needs no more than that, else once for the record."""
    own = top if "this" in free_names(index) else WHOLE
    for variable, over, test in index.loops:
        yield from _over(over, own)
        own = frozenset({variable})
        yield from _costly(test, own, top) if test else ()
    yield from _costly(index.key, own, top)


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
