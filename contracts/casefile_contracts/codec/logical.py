"""Dates, times, money and bytes between the raw form and the JSON form.

Raw is what Avro stores: days and milliseconds since 1970, unscaled integers as bytes. JSON is ISO 8601 and plain text.
Each way back is strict, so that two systems never read one text as two values.
"""

from __future__ import annotations

import base64
import binascii
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MILLISECOND = timedelta(milliseconds=1)

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
# Digits finer than a millisecond may stand only where dropping them loses nothing.
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(?:[.]([0-9]{1,3})0{0,6})?(Z|[+-][0-9]{2}:[0-9]{2})"
).fullmatch
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:[.]([0-9]+))?").fullmatch


def date_text(days: int) -> str | int:
    """Days since 1970 as YYYY-MM-DD; outside the years 1 to 9999 the number itself."""
    try:
        return date.fromordinal(days + _EPOCH_DAY).isoformat()
    except (ValueError, OverflowError):
        return days


def date_days(text: str) -> int:
    """YYYY-MM-DD as days since 1970.

    Raises:
        ValueError: Any other form, or no such day.
    """
    if not _DATE(text):
        raise ValueError("not YYYY-MM-DD")
    return date.fromisoformat(text).toordinal() - _EPOCH_DAY


def timestamp_text(millis: int) -> str | int:
    """Milliseconds since 1970 as YYYY-MM-DDTHH:MM:SS.mmmZ; outside the years 1 to 9999 the number itself."""
    try:
        at = _EPOCH + timedelta(milliseconds=millis)
    except OverflowError:
        return millis
    return at.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def timestamp_millis(text: str) -> int:
    """An ISO 8601 date and time with a zone as milliseconds since 1970.

    Raises:
        ValueError: No zone, finer than a millisecond, any other form, or no such time.
    """
    found = _TIMESTAMP(text)
    if not found:
        raise ValueError("not a date and time with a zone")
    try:
        whole = (datetime.fromisoformat(found[1] + found[3]) - _EPOCH) // _MILLISECOND
    except OverflowError as error:
        raise ValueError("outside the years 1 to 9999") from error
    return whole + int((found[2] or "0").ljust(3, "0"))


def decimal_text(unscaled: bytes, scale: int) -> str:
    """A two's complement integer, big-endian, as a decimal number with `scale` decimals."""
    return f"{Decimal(int.from_bytes(unscaled, 'big', signed=True)).scaleb(-scale):.{scale}f}"


def decimal_bytes(text: str, scale: int, precision: int, size: int | None = None) -> bytes:
    """A decimal number as a two's complement integer, in `size` bytes or else as few as it needs.

    Raises:
        ValueError: Not `scale` decimals, more than `precision` digits, or any other form.
    """
    found = _DECIMAL(text)
    if not found or len(found[1] or "") != scale:
        raise ValueError(f"not a number with {scale} decimals")
    number = int(text.replace(".", ""))
    if len(str(abs(number))) > precision:
        raise ValueError(f"more than {precision} digits")
    width = (number + (number < 0)).bit_length() // 8 + 1
    if size is not None and size < width:
        raise ValueError(f"more than {size} bytes")
    return number.to_bytes(size or width, "big", signed=True)


def base64_text(data: bytes) -> str:
    """Bytes as base 64 with padding (RFC 4648, section 4)."""
    return base64.b64encode(data).decode("ascii")


def base64_bytes(text: str) -> bytes:
    """Bytes from base 64.

    Raises:
        ValueError: Not base 64, or not as `base64_text` would write it.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except binascii.Error as error:
        raise ValueError("not base 64") from error
    if base64_text(data) != text:
        raise ValueError("not canonical")
    return data
