"""The first hearing gets a zone: courts sit by the clock in London.

SPI writes a day, and a time with or without an offset. Without one, and with `-00:00` (RFC 3339: offset not known), the
time is London's. An offset that London has on that day changes nothing. Another offset is believed, except from the
forces below: their systems are known to write the court's clock with a fixed `Z`, in summer too, and HMCTS reads it
so.
Source of the list: hmcts/cpp-context-staging-prosecutors-spi, TimeOfHearingConverter.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from typing import Any

from casefile_producers.spi.conversions import LONDON, timestamp

FORCES_WRITING_THE_COURTS_CLOCK = frozenset(
    "01 03 04 06 10 11 14 20 22 23 35 36 37 40 41 42 46 63".split()  # noqa: SIM905  reads as the list it is
)
_TIME = re.compile(r"(?P<clock>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,9})?)?)(?P<offset>Z|[+-][0-9]{2}:[0-9]{2})?")


def place_in_time(hearing: dict[str, Any], force: str) -> list[str]:
    """Fill in instant and zone from the written day and time.

    Args:
        hearing: In JSON form; changed in place. Without an instant when day or time cannot be read: the check rejects
            it.
        force: The force code of the URN.

    Returns:
        What had to be decided, for the mapping report.
    """
    hearing["zone"] = "Europe/London"
    found = _TIME.fullmatch(str(hearing.get("local_time", "")))
    local = _local(str(hearing.get("local_date", "")), found["clock"]) if found else None
    if not found or not local:
        return []
    zone, notes = _zone(local, found["offset"], force)
    hearing["local_time"] = found["clock"]
    if zone is not LONDON:
        hearing["zone"] = found["offset"]
    hearing["starts_at"] = timestamp(local.replace(tzinfo=zone))
    return notes + (_oddities(local) if zone is LONDON else [])


def _local(date: str, clock: str) -> datetime | None:
    try:
        return datetime.combine(datetime.fromisoformat(date).date(), time.fromisoformat(clock))
    except ValueError:
        return None


def _zone(local: datetime, offset: str | None, force: str) -> tuple[tzinfo, list[str]]:
    if offset in (None, "-00:00"):
        return LONDON, []
    written = _offset(offset or "Z")
    if written.utcoffset(local) == local.replace(tzinfo=LONDON).utcoffset():
        return LONDON, []
    if force in FORCES_WRITING_THE_COURTS_CLOCK:
        return LONDON, [
            "The hearing's offset is not London's; this force writes the court's clock, so it was set aside."
        ]
    return written, ["The hearing's offset is not London's; it was believed and is kept as the zone."]


def _offset(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:6])
    return timezone((-1 if text[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def _oddities(local: datetime) -> list[str]:
    first, second = (local.replace(tzinfo=LONDON, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return []
    if first.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == local:
        return ["The hearing's hour comes twice that day; the first, in summer time, was taken."]
    return ["The hearing's hour does not exist that day; it was taken as one hour later on the clock."]
