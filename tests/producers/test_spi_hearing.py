from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casefile_producers.spi.hearing import place_in_time

LONDON = ZoneInfo("Europe/London")


def placed(date: str, time: str, force: str = "98") -> tuple[dict[str, Any], list[str]]:
    hearing = {"local_date": date, "local_time": time}
    return hearing, place_in_time(hearing, force)


@pytest.mark.parametrize(
    ("date", "time", "force", "clock", "zone", "instant"),
    [
        ("2036-02-11", "10:00:00", "98", "10:00:00", "Europe/London", "2036-02-11T10:00:00.000Z"),
        ("2036-07-07", "10:00:00", "98", "10:00:00", "Europe/London", "2036-07-07T09:00:00.000Z"),
        ("2036-07-07", "09:01:01.001", "98", "09:01:01.001", "Europe/London", "2036-07-07T08:01:01.001Z"),
        ("2036-07-07", "09:00:00.0000000-00:00", "98", "09:00:00.0000000", "Europe/London", "2036-07-07T08:00:00.000Z"),
        ("2036-07-07", "10:00:00+01:00", "98", "10:00:00", "Europe/London", "2036-07-07T09:00:00.000Z"),
        ("2036-02-11", "10:00:00Z", "98", "10:00:00", "Europe/London", "2036-02-11T10:00:00.000Z"),
        ("2036-07-07", "10:00:00Z", "98", "10:00:00", "Z", "2036-07-07T10:00:00.000Z"),
        ("2036-07-07", "10:00:00Z", "01", "10:00:00", "Europe/London", "2036-07-07T09:00:00.000Z"),
        ("2036-02-11", "10:00:00-05:00", "98", "10:00:00", "-05:00", "2036-02-11T15:00:00.000Z"),
    ],
)
def test_a_hearing_stands_in_london_unless_its_offset_says_otherwise(
    date: str, time: str, force: str, clock: str, zone: str, instant: str
) -> None:
    hearing, _ = placed(date, time, force)

    assert hearing == {"local_date": date, "local_time": clock, "zone": zone, "starts_at": instant}


@pytest.mark.parametrize(
    ("date", "time", "force", "instant", "note"),
    [
        ("2036-10-26", "01:30:00", "98", "2036-10-26T00:30:00.000Z", "comes twice"),
        ("2036-03-30", "01:30:00", "98", "2036-03-30T01:30:00.000Z", "does not exist"),
        ("2036-07-07", "10:00:00Z", "98", "2036-07-07T10:00:00.000Z", "was believed"),
        ("2036-07-07", "10:00:00Z", "46", "2036-07-07T09:00:00.000Z", "set aside"),
    ],
)
def test_what_had_to_be_decided_is_noted(date: str, time: str, force: str, instant: str, note: str) -> None:
    hearing, notes = placed(date, time, force)

    assert hearing["starts_at"] == instant
    assert [note in each for each in notes] == [True]


@pytest.mark.parametrize(
    ("date", "time"), [("2036-02-30", "10:00"), ("2036-02-11", "noon"), ("2036-02-11", "25:00"), ("", "")]
)
def test_what_is_no_time_gets_no_instant_and_stays_for_the_check(date: str, time: str) -> None:
    hearing, notes = placed(date, time)

    assert hearing == {"local_date": date, "local_time": time, "zone": "Europe/London"}
    assert notes == []


@given(st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31)))
def test_the_instant_read_on_a_clock_in_london_is_the_written_time(wall: datetime) -> None:
    wall = wall.replace(microsecond=wall.microsecond // 1000 * 1000)
    hearing, notes = placed(wall.date().isoformat(), wall.time().isoformat())

    read = datetime.fromisoformat(hearing["starts_at"]).astimezone(LONDON).replace(tzinfo=None)
    skipped = any("does not exist" in note for note in notes)
    assert read == wall + timedelta(hours=1) if skipped else read == wall
