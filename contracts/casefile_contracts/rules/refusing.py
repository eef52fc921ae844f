"""Python statements that refuse a value which its constraints do not allow, written to run fast.

Nearly all text is plain: printable words with single blanks between them, or letters and digits only. Built-in methods
prove that in a fraction of the time that a pattern takes, so a pattern is asked only where they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from casefile_contracts.rules.constraints import Constraint
from casefile_contracts.rules.emitting import Bindings
from casefile_contracts.rules.patterns import LAST, Chars, Pattern, Range, Repeat, Sequence, parse, width
from casefile_contracts.rules.text import LINE

VISIBLE: tuple[Range, ...] = ((0x21, 0x7E), (0xA1, LAST))
"""With the blank, these are all that `str.isprintable` lets through."""

ALPHANUMERIC: tuple[Range, ...] = ((0x30, 0x39), (0x41, 0x5A), (0x61, 0x7A))

BRIEF = 60
"""Characters up to which `str.isprintable` is the quicker proof."""

SHORT = 8
"""A pattern that asks for fewer characters than this is one of names, not of what is numbered through."""

TITLE = 35
"""A line that may not be longer holds a rank or a place, of which there are few."""


def refusal(constraints: list[Constraint], local: str, bindings: Bindings, *, public: bool = False) -> Iterator[str]:
    """Statements that return False if the value in a local variable breaks one of the constraints.

    Args:
        public: The value tells of nobody, so that it may be remembered as one that was right.
    """
    bounds = {one.kind: one.bound for one in constraints}
    codes = bindings.reference.codes(bounds["codes"]) if "codes" in bounds else None
    if codes is None:
        found = " or ".join(_tests(constraints, bounds, local, bindings))
    else:
        allowed = bindings.bind("allowed", f"allowed({bounds['codes']!r}, {constraints!r})")
        found = f"{local} not in {allowed}"
    if found and public and codes is None and _repeats(bounds, local):
        right = bindings.bind("right", f"Right({constraints!r})")
        yield f"if {local} not in {right}:"
        yield f"    if {found}:"
        yield "        return False"
        yield f"    {right}.remember({local})"
    elif found:
        yield f"if {found}:"
        yield "    return False"


def _repeats(bounds: dict[str, Any], local: str) -> bool:
    """Whether values come again and again that a test takes longer for than a look-up."""
    if "pattern" not in bounds:
        return "line" in bounds and bounds.get("maxLength", LINE) <= TITLE
    pattern = parse(bounds["pattern"])
    return not _proof(pattern, local) and width(pattern.node)[0] < SHORT


def _tests(constraints: list[Constraint], bounds: dict[str, Any], local: str, bindings: Bindings) -> Iterator[str]:
    pattern = parse(bounds["pattern"]) if "pattern" in bounds else None
    yield from _sized(local, *_lengths(pattern, bounds))
    yield from _sized(local, bounds.get("minItems"), bounds.get("maxItems"))
    least = max((one.bound for one in constraints if one.kind == "minimum"), default=None)
    most = min((one.bound for one in constraints if one.kind == "maximum"), default=None)
    yield from _between(local, least, most)
    for one in constraints:
        if one.kind == "not":
            yield f"{local} == {one.bound!r}"
        elif one.kind == "line":
            yield _unless(_printable(local), "clean_line", local)
        elif one.kind == "prose":
            long = f"{local}.isascii() and not {local}.encode().translate(None, PROSE)"
            proof = f"({local}.isprintable() if len({local}) < {BRIEF} else {long})"
            yield _unless(f"{proof} and {local}.strip() == {local}", "clean_prose", local)
        elif pattern and one.kind == "pattern":
            yield _unless(_proof(pattern, local), bindings.pattern(pattern.text), local)


def _unless(proof: str, test: str, local: str) -> str:
    """True if neither the proof nor the test holds; the proof is quick and may miss, the test is right."""
    return f"not ({proof}) and not {test}({local})" if proof else f"not {test}({local})"


def _sized(local: str, least: int | None, most: int | None) -> Iterator[str]:
    if least == 1 != most:
        yield f"not {local}"
        least = None
    yield from _between(f"len({local})", least, most)


def _between(measure: str, least: int | None, most: int | None) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"not {least} <= {measure} <= {most}" if least != most else f"{measure} != {least}"
    elif least is not None:
        yield f"{measure} < {least}"
    elif most is not None:
        yield f"{measure} > {most}"


def _lengths(pattern: Pattern | None, bounds: dict[str, Any]) -> tuple[int | None, int | None]:
    """The bounds of a text's length that its pattern does not imply."""
    least, most = bounds.get("minLength"), bounds.get("maxLength")
    if pattern is None or not (pattern.at_start and pattern.at_end):
        return least, most
    fewest, farthest = width(pattern.node)
    return None if least is None or least <= fewest else least, None if most is None or farthest <= most else most


def _proof(pattern: Pattern, local: str) -> str:
    """What proves the pattern for most values, if anything does."""
    match pattern.node:
        case Repeat(Chars(ranges), least, most) if (most or least < 2) and _within(ALPHANUMERIC, ranges):
            size = f"{least} <= len({local}) <= {most} and " if most else ""
            return f"{size}{local}.isascii() and {local}.isalnum()"
        case Sequence(
            (Repeat(Chars(one), 1, None), Repeat(Sequence((Chars(blank), Repeat(Chars(two), 1, None))), 0, None))
        ):
            words = one == two == VISIBLE and blank == ((0x20, 0x20),)
            return f"{local} and {_printable(local)} and '  ' not in {local}" if words else ""
    return ""


def _printable(local: str) -> str:
    return f"{local}.isprintable() and {local}.strip() == {local}"


def _within(ranges: tuple[Range, ...], others: tuple[Range, ...]) -> bool:
    return all(any(low <= first and last <= high for low, high in others) for first, last in ranges)
