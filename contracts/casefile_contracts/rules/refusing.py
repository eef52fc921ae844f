"""Python statements that refuse a value which its constraints do not allow, written to run fast.

Most texts are plain: where a built-in method proves a pattern in a fraction of the time, the pattern is asked only if
it does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from casefile_contracts.rules.constraints import Constraint
from casefile_contracts.rules.emitting import Bindings
from casefile_contracts.rules.patterns import LAST, Chars, Pattern, Range, Repeat, Sequence, parse
from casefile_contracts.rules.text import clean_line, clean_prose

VISIBLE: tuple[Range, ...] = ((0x21, 0x7E), (0xA1, LAST))
"""With a blank between them these are all that `str.isprintable` lets through."""

SHORT = 120
"""Characters up to which `str.isprintable` is faster than a pattern."""


def refusal(constraints: list[Constraint], local: str, bindings: Bindings) -> Iterator[str]:
    """Statements that return False if the value in a local variable breaks one of the constraints."""
    tests = list(_tests(constraints, local, bindings))
    if tests:
        yield f"if {' or '.join(tests)}:"
        yield "    return False"


def _tests(constraints: list[Constraint], local: str, bindings: Bindings) -> Iterator[str]:
    bounds = {one.kind: one.bound for one in constraints}
    yield from _between(f"len({local})", bounds.get("minLength"), bounds.get("maxLength"))
    yield from _between(f"len({local})", bounds.get("minItems"), bounds.get("maxItems"))
    minimum = max((one.bound for one in constraints if one.kind == "minimum"), default=None)
    maximum = min((one.bound for one in constraints if one.kind == "maximum"), default=None)
    yield from _between(local, minimum, maximum)
    codes = bindings.reference.codes(bounds["codes"]) if "codes" in bounds else None
    for kind, bound in bounds.items():
        match kind:
            case "not":
                yield f"{local} == {bound!r}"
            case "pattern":
                yield _unlike(parse(bound), bounds, local, bindings)
            case "codes" if codes is not None:
                yield f"{local} not in {bindings.codes(bound)}"
            case "line" if codes is None:
                yield f"({_unprintable(local)} and not {bindings.bind('clean_line', clean_line)}({local}))"
            case "prose" if codes is None:
                yield f"({_unprintable(local)} and not {bindings.bind('clean_prose', clean_prose)}({local}))"


def _between(measure: str, least: int | None, most: int | None) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"not {least} <= {measure} <= {most}" if least != most else f"{measure} != {least}"
    elif least is not None:
        yield f"{measure} < {least}"
    elif most is not None:
        yield f"{measure} > {most}"


def _unlike(pattern: Pattern, bounds: Mapping[str, Any], local: str, bindings: Bindings) -> str:
    search = f"not {bindings.pattern(pattern.text)}({local})"
    one_to_short = bounds.get("minLength", 0) > 0 and bounds.get("maxLength", SHORT + 1) <= SHORT
    return f"({_unprintable(local)} and {search})" if one_to_short and _takes_all_printable(pattern) else search


def _unprintable(local: str) -> str:
    return f"({local} != {local}.strip() or not {local}.isprintable())"


def _takes_all_printable(pattern: Pattern) -> bool:
    """Whether it is `A(B*A)?` where A is every visible character and B has the blank, too."""
    match pattern:
        case Pattern(
            node=Sequence((Chars(first), Repeat(Sequence((Repeat(Chars(inner), 0, None), Chars(last))), 0, 1))),
            at_start=True,
            at_end=True,
        ):
            return first == last == VISIBLE and _within(((0x20, 0x7E), (0xA1, LAST)), inner)
    return False


def _within(ranges: tuple[Range, ...], others: tuple[Range, ...]) -> bool:
    return all(any(low <= first and last <= high for low, high in others) for first, last in ranges)
