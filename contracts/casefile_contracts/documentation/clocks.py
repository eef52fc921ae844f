"""Time limits in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HOUR = 60


def limits_of(clock: Mapping[str, Any]) -> dict[str, list[str]]:
    """The limits of a clock by name, each as the periods in which it holds."""
    unit = clock.get("unit", "")
    return {
        name: [_limit(one, unit) for one in (limit if isinstance(limit, list) else [limit])]
        for name, limit in clock.get("limits", {}).items()
    }


def _limit(limit: int | Mapping[str, Any], unit: str) -> str:
    if not isinstance(limit, Mapping):
        return _duration(limit, unit)
    since = f" from {limit['from']}" if "from" in limit else ""
    until = f" until {limit['to']}" if "to" in limit else ""
    return f"{_duration(limit['value'], limit.get('unit', unit))}{since}{until}"


def _duration(value: int, unit: str) -> str:
    if unit == "minutes" and value % HOUR == 0:
        value, unit = value // HOUR, "hours"
    return f"{value} {unit.removesuffix('s') if value == 1 else unit}"
