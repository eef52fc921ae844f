"""The functions that conditions may call beside those of CEL: a closed table, to be written once in each language.

Values in the examples are in JSON form. Every function gives a result for every value of the right type, so that a
condition cannot fail: text of no use is answered with false, zero or itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from casefile_contracts.identifiers import (
    asn_dummy,
    asn_unit,
    asn_valid,
    cro_valid,
    ou_code,
    pnc_valid,
    urn_force,
    urn_unit,
)
from casefile_contracts.marks import mark
from casefile_contracts.rules.dates import FIRST_MILLI, LAST_MILLI, age_on, date_of, months_after
from casefile_contracts.rules.subset import LARGEST

MINUTE_MILLIS = 60_000
TEN_THOUSANDTHS = 10_000

_decimal_text = re.compile(r"(-?)([0-9]{1,14})([.]([0-9]{1,4}))?").fullmatch


@dataclass(frozen=True, slots=True)
class Function:
    """One function: kinds of what it takes and gives, what it does, and examples that define it."""

    takes: tuple[str, ...]
    gives: str
    says: str
    examples: tuple[tuple[tuple[Any, ...], Any], ...]
    run: Callable[..., Any] | None = None
    """In Python, on the raw form; None for `known`, which needs reference data."""
    optional: int = 0
    """How many of the last arguments may be left out."""


def days_between(first: int, last: int) -> int:
    """Days from the first to the last; negative if the last comes first."""
    return last - first


def minutes_after(millis: int, minutes: int) -> int:
    """A moment some minutes later; the nearest one of the years 1 to 9999."""
    return min(max(millis + minutes * MINUTE_MILLIS, FIRST_MILLI), LAST_MILLI)


def distinct(items: list[Any]) -> bool:
    """Whether no two items are equal."""
    return len(set(items)) == len(items)


def decimal(text: str) -> int:
    """The number in ten-thousandths; 0 for text that is no number of up to 14 digits and 4 decimals."""
    found = _decimal_text(text)
    if not found:
        return 0
    number = int(found[2]) * TEN_THOUSANDTHS + int(f"{found[4] or '':0<4}")
    return -number if found[1] else number


FUNCTIONS: Mapping[str, Function] = {
    "known": Function(
        takes=("string", "string", "date"),
        gives="bool",
        optional=1,
        says="Whether the reference list has the code, on that day or at all. A rule that asks a list which is not"
        " loaded finds nothing.",
        examples=((("gender", "1"), True), (("gender", "7"), False), (("gender", "1", "2026-03-02"), True)),
    ),
    "urn_force": Function(
        takes=("string",),
        gives="string",
        says="The first two characters: the force code of a URN.",
        examples=((("99ZZ0012326",), "99"), (("9",), "9"), (("",), "")),
        run=urn_force,
    ),
    "urn_unit": Function(
        takes=("string",),
        gives="string",
        says="The first four characters and 00: the organisation unit code of a URN's force and station.",
        examples=((("99ZZ0012326",), "99ZZ00"), (("99",), "9900"), (("",), "00")),
        run=urn_unit,
    ),
    "ou_code": Function(
        takes=("string",),
        gives="string",
        says="An organisation unit code as the list of units spells it: of 0, two digits and four capital letters or"
        " digits, a police code with a zero for its missing top level, without that 0; any other text itself.",
        examples=(
            (("099ZZ00",), "99ZZ00"),
            (("99ZZ00",), "99ZZ00"),
            (("B99ZZ00",), "B99ZZ00"),
            (("010000",), "010000"),
            (("0ZZ9900",), "0ZZ9900"),
            (("099zz00",), "099zz00"),
            (("",), ""),
        ),
        run=ou_code,
    ),
    "asn_unit": Function(
        takes=("string",),
        gives="string",
        says="What stands between the year and the system of an arrest/summons number, and 00, as ou_code spells it:"
        " the code of its organisation unit; text that has not the form of one itself.",
        examples=(
            (("1101ZD0100000448754K",), "01ZD00"),
            (("11001ZD0100000448754K",), "01ZD00"),
            (("26A99ZZ0100000001234R",), "A99ZZ00"),
            (("1101ZD01448754K",), "1101ZD01448754K"),
            (("",), ""),
        ),
        run=asn_unit,
    ),
    "asn_valid": Function(
        takes=("string",),
        gives="bool",
        says="Whether an arrest/summons number has its form and its check letter: remainder by 23, into"
        " ZABCDEFGHJKLMNPQRTUVWXY, of force and system where they are digits, year and sequence in one number.",
        examples=((("1101ZD0100000448754K",), True), (("1101ZD0100000448754L",), False), (("",), False)),
        run=asn_valid,
    ),
    "asn_dummy": Function(
        takes=("string",),
        gives="bool",
        says="Whether an arrest/summons number is one of the stand-ins used where nobody was arrested.",
        examples=((("1112LN0000000000001A",), True), (("1101ZD0100000448754K",), False)),
        run=asn_dummy,
    ),
    "pnc_valid": Function(
        takes=("string",),
        gives="bool",
        says="Whether a PNC id, YYYY/NNNNNNNL, has its check letter: remainder by 23 of the year's last two digits and"
        " the serial in one number.",
        examples=((("2003/0011985X",), True), (("2003/0011985Y",), False), (("03/11985X",), False)),
        run=pnc_valid,
    ),
    "cro_valid": Function(
        takes=("string",),
        gives="bool",
        says="Whether a CRO number has its check letter: remainder by 23 of year and six-digit serial; in the SF form"
        " of year and serial without leading zeros.",
        examples=((("991234/19B",), True), (("991234/19C",), False), (("SF39/12B",), True)),
        run=cro_valid,
    ),
    "days_between": Function(
        takes=("date", "date"),
        gives="int",
        says="Days from the first date to the second.",
        examples=((("2026-02-28", "2026-03-01"), 1), (("2026-03-01", "2026-02-28"), -1)),
        run=days_between,
    ),
    "months_after": Function(
        takes=("date", "int"),
        gives="date",
        says="The date some months later, the last of the month where it has no such day; the nearest day of the years"
        " 1 to 9999.",
        examples=(
            (("2026-08-31", 6), "2027-02-28"),
            (("2024-01-31", 1), "2024-02-29"),
            (("2026-01-15", -1), "2025-12-15"),
            (("9999-06-30", 12), "9999-12-31"),
            (("0001-06-30", -12), "0001-01-01"),
            (("2026-01-15", LARGEST), "9999-12-31"),
            (("2026-01-15", -LARGEST), "0001-01-01"),
        ),
        run=months_after,
    ),
    "age_on": Function(
        takes=("date", "date"),
        gives="int",
        says="Whole years from a date of birth to a date.",
        examples=(
            (("2008-03-02", "2026-03-01"), 17),
            (("2008-03-02", "2026-03-02"), 18),
            (("2008-02-29", "2026-02-28"), 17),
        ),
        run=age_on,
    ),
    "date_of": Function(
        takes=("timestamp",),
        gives="date",
        says="The date in England and Wales (Europe/London) at a moment; before 1848 the date in UTC.",
        examples=(
            (("2026-07-01T23:30:00.000Z",), "2026-07-02"),
            (("2026-01-01T23:30:00.000Z",), "2026-01-01"),
            (("1970-01-01T00:00:00.000Z",), "1970-01-01"),
            (("1970-06-30T23:30:00.000Z",), "1970-07-01"),
            (("1847-12-31T00:00:30.000Z",), "1847-12-31"),
            (("0001-01-01T00:00:00.000Z",), "0001-01-01"),
            (("9999-12-31T23:59:59.999Z",), "9999-12-31"),
        ),
        run=date_of,
    ),
    "minutes_after": Function(
        takes=("timestamp", "int"),
        gives="timestamp",
        says="The moment some minutes later; the nearest one of the years 1 to 9999.",
        examples=(
            (("2026-12-31T23:58:00.000Z", 5), "2027-01-01T00:03:00.000Z"),
            (("9999-12-31T23:58:00.000Z", 5), "9999-12-31T23:59:59.999Z"),
            (("0001-01-01T00:03:00.000Z", -5), "0001-01-01T00:00:00.000Z"),
            (("2026-12-31T23:58:00.000Z", LARGEST), "9999-12-31T23:59:59.999Z"),
            (("2026-12-31T23:58:00.000Z", -LARGEST), "0001-01-01T00:00:00.000Z"),
        ),
        run=minutes_after,
    ),
    "distinct": Function(
        takes=("list",),
        gives="bool",
        says="Whether no two items of a list are equal.",
        examples=(((["a", "b"],), True), ((["a", "a"],), False), (([],), True)),
        run=distinct,
    ),
    "mark": Function(
        takes=("string", "string"),
        gives="string",
        says="The first two hexadecimal digits of the SHA-256 of the second text, a colon and the first, in UTF-8:"
        " enough to notice another text, too little to tell which it is.",
        examples=((("TH68010", "OFF1"), "35"), (("TH68010", "OFF2"), "32"), (("", ""), "e7")),
        run=mark,
    ),
    "decimal": Function(
        takes=("string",),
        gives="decimal",
        says="The number that a text writes, exact to four decimals, to be compared with another; 0 for other text.",
        examples=((("12.50",), 125_000), (("-0.05",), -500), (("1e3",), 0), (("",), 0)),
        run=decimal,
    ),
}
