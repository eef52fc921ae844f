"""Definitions that JSON Schemas of the contract share: dates, times, clean text, numbers as text.

Patterns keep to what every regular expression engine reads alike: no look-around, no letter escapes.
"""

from __future__ import annotations

from datetime import date as day
from datetime import timedelta
from typing import Any

from casefile_contracts.rules.patterns import Choice, Node, Repeat, Sequence, parse

Definition = tuple[str, dict[str, Any]]
"""A name and the schema that it stands for."""

_YEAR = "([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})"
_LEAP = "([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
_DAY = (
    f"({_YEAR}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
    f"|{_LEAP}-02-29)"
)
_CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,3}0{0,6})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"

_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_BLANK = "\t\n\x0b\x0c\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

ONE_LINE: Definition = ("OneLine", {"not": {"pattern": "\n"}})
LINE_OF_TEXT: Definition = ("Line", {"not": {"pattern": f"[\t\n{_CONTROL}]|^[{_BLANK}]|[{_BLANK}]$"}})
PROSE: Definition = ("Prose", {"not": {"pattern": f"[{_CONTROL}]|^[{_BLANK}]|[{_BLANK}]$"}})


def date(first: str, last: str) -> Definition:
    """Days of the calendar from the first to the last, YYYY-MM-DD, both inclusive."""
    limits = [{"pattern": pattern} for pattern in (_from(first), _until(last)) if pattern]
    schema = {"type": "string", "format": "date", "maxLength": 10, "pattern": f"^{_DAY}$"}
    return f"Date.{first}.{last}", {**schema, **({"allOf": limits} if limits else {})}


def timestamp(first: str, last: str) -> Definition:
    """Moments from the first day to the last and, since zones differ, a day more at either end."""
    _, schema = date(_moved(first, -1), _moved(last, 1))
    limits = {"allOf": schema["allOf"]} if "allOf" in schema else {}
    pattern = f"^{_DAY}T{_CLOCK}$"
    return f"Time.{first}.{last}", {
        "type": "string",
        "format": "date-time",
        "maxLength": 35,
        "pattern": pattern,
        **limits,
    }


def decimal(precision: int, scale: int) -> dict[str, Any]:
    """A number with so many digits, so many of them after the point."""
    whole = f"(0|[1-9][0-9]{{0,{max(precision - scale, 1) - 1}}})"
    return {"type": "string", "pattern": f"^-?{whole}{f'[.][0-9]{{{scale}}}' if scale else ''}$"}


def base64(least: int, most: int | None) -> dict[str, Any]:
    """So many bytes in base 64."""
    pattern = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
    longest = {} if most is None else {"maxLength": _encoded(most)}
    return {"type": "string", "contentEncoding": "base64", "pattern": pattern, "minLength": _encoded(least), **longest}


def one_line_only(pattern: str) -> bool:
    """Whether no text that the pattern fits has a line feed in it.

    Then that may be said beside it: some engines let `$` match before a last line feed.
    """
    parsed = parse(pattern)
    return parsed.at_start and parsed.at_end and not _holds(parsed.node, ord("\n"))


def _holds(node: Node, point: int) -> bool:
    match node:
        case Sequence(parts) | Choice(parts):
            return any(_holds(part, point) for part in parts)
        case Repeat(part):
            return _holds(part, point)
    return any(first <= point <= last for first, last in node.ranges)


def _encoded(size: int) -> int:
    return (size + 2) // 3 * 4


def _moved(text: str, days: int) -> str:
    try:
        return (day.fromisoformat(text) + timedelta(days)).isoformat()
    except OverflowError:
        return text


def _from(first: str) -> str | None:
    """A pattern of the dates that do not come before one; None if no date does."""
    prefix = first.removesuffix("-01").removesuffix("-01")
    return None if prefix == "0001" else _beside(prefix, above=True)


def _until(last: str) -> str | None:
    """A pattern of the dates that do not come after one; None if no date does."""
    prefix = last.removesuffix("-12-31")
    return None if prefix == "9999" else _beside(prefix, above=False)


def _beside(prefix: str, *, above: bool) -> str:
    """Texts that begin with the prefix, or with a greater (smaller) one of the same length."""
    ranges = [
        (place, (int(digit) + 1, 9) if above else (0, int(digit) - 1))
        for place, digit in enumerate(prefix)
        if digit != "-"
    ]
    others = [f"{prefix[:place]}[{low}-{high}]" for place, (low, high) in ranges if low <= high]
    return f"^({'|'.join([prefix, *others])})"
