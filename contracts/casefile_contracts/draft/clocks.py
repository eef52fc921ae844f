"""Time limits put into conditions: the table of clocks is their one place, and a release has plain numbers.

`clock("ctl_crown.custody")` becomes `182`; a limit that changes on a day becomes a choice by `today`, so that every
language runs it without knowing the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

CLOCK = re.compile(r'clock\("([a-z0-9_]+)[.]([a-z0-9_]+)"\)')

Rule = Mapping[str, Any]
Dated = list[Mapping[str, Any]]


def timed(rules: Iterable[Rule], clocks: Mapping[str, Any], problems: list[str]) -> Iterator[Rule]:
    """The rules with the limits of the table in their conditions; what is wrong is added to `problems`."""
    for rule in rules:
        if "clock(" not in rule.get("require", ""):
            yield rule
            continue
        try:
            yield {**rule, "require": CLOCK.sub(lambda found: _limit(clocks, *found.groups()), rule["require"])}
        except (KeyError, TypeError, ValueError) as error:
            problems.append(f"{rule['id']}: asks a clock that the table has not, or has wrongly: {error}")


def _limit(clocks: Mapping[str, Any], clock: str, name: str) -> str:
    limit: int | Dated = clocks[clock]["limits"][name]
    if isinstance(limit, int):
        return str(limit)
    *earlier, last = sorted(limit, key=lambda one: str(one.get("from", "")))
    if "to" in last:
        raise ValueError("the last limit ends, and none follows")
    choices = [f'today <= "{one["to"]}" ? {int(one["value"])} : ' for one in earlier]
    return f"({''.join(choices)}{int(last['value'])})"
