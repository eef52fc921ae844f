"""How the text of an SPI element becomes a value of the contract's JSON form.

A text that does not fit is handed on as it is: the check then rejects it at its place, and nothing has been lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")

_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
_FLAGS = {"1": True, "true": True, "0": False, "false": False}


def _line(text: str) -> str:
    parts = (part.strip() for part in text.replace("\r", "\n").split("\n"))
    return " ".join(part for part in parts if part)


def _text(text: str) -> str:
    return text.strip()


def _columns(text: str) -> str:
    return _line(text) if "\n" in text else text


def _number(text: str) -> int | str:
    stripped = text.strip()
    return int(stripped) if re.fullmatch(r"[+-]?[0-9]{1,18}", stripped) else stripped


def _date(text: str) -> str:
    found = _DATE.fullmatch(text.strip())
    return found[1] if found else text.strip()


def _timestamp(text: str) -> str:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        return text.strip()
    return timestamp(found if found.tzinfo else found.replace(tzinfo=LONDON))


def _flag(text: str) -> bool | str:
    return _FLAGS.get(text.strip().lower(), text.strip())


def timestamp(moment: datetime) -> str:
    """An aware moment as the contract's JSON form writes it: UTC, milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


CONVERSIONS: Mapping[str, Callable[[str], Any]] = {
    "line": _line,  # one line: outer space goes, a line break inside is a space
    "text": _text,  # several lines: only outer space goes
    "columns": _columns,  # fixed columns: leading space counts
    "number": _number,
    "date": _date,  # the zone that XML allows on a date means nothing for a day
    "timestamp": _timestamp,  # without a zone: the time in London
    "flag": _flag,
}
"""The conversions that the mapping table may name."""
