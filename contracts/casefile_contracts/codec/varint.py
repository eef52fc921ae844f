"""Zig-zag variable-length numbers, as the generated decoders and encoders use them.

Source: Avro 1.12, binary encoding. Canonical only: as few bytes as the number needs.

Nearly every number in a message is one byte, so a decoder looks the byte up and calls a function only where more bytes
follow. A byte that may not stand there has no entry, and neither has the empty bytes that a reader gives at the end of
the data: the `KeyError` says which.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from casefile_contracts.errors import UnreadableError

Read = Callable[[int], bytes]

# Sliced, so that each is CPython's one object for that byte: a dict finds it without comparing.
_ALL: Final = bytes(range(256))
_BYTES: Final = tuple(_ALL[value : value + 1] for value in range(256))
_ORDINALS: Final = {byte: value for value, byte in enumerate(_BYTES)}
_SHIFTS: Final = tuple(range(7, 64, 7))

NUMBERS: Final[dict[bytes, int | None]] = {
    byte: None if value > 127 else (value >> 1) ^ -(value & 1) for value, byte in enumerate(_BYTES)
}
"""The number that one byte is; None where more bytes follow."""

LENGTHS: Final[dict[bytes, int | None]] = {
    byte: number for byte, number in NUMBERS.items() if number is None or number >= 0
}
"""The same for lengths and counts, which are never negative."""


def read_number(first: bytes, read: Read, limit: int) -> int:
    """A number whose first byte says that more follow; its zig-zag form must be below `limit`."""
    zigzag = _ORDINALS[first] & 127
    for shift in _SHIFTS:
        value = _ORDINALS[read(1)]
        if value < 128:
            zigzag |= value << shift
            if not value or zigzag >= limit:
                raise UnreadableError("out_of_range" if value else "not_canonical")
            return (zigzag >> 1) ^ -(zigzag & 1)
        zigzag |= (value & 127) << shift
    raise UnreadableError("not_canonical")


def read_length(first: bytes, read: Read) -> int:
    """A length or count whose first byte says that more follow."""
    length = read_number(first, read, 1 << 64)
    if length < 0:
        raise UnreadableError("out_of_range")
    return length


def varint(number: int) -> bytes:
    """A number as bytes."""
    zigzag = number << 1 if number >= 0 else ~(number << 1)
    if zigzag < 128:
        return _BYTES[zigzag]
    out = bytearray()
    while zigzag > 127:
        out.append(zigzag & 127 | 128)
        zigzag >>= 7
    out.append(zigzag)
    return bytes(out)


SHORT: Final = 1024
"""Lengths below this are at hand as bytes; nearly all texts have one."""

_CODE: Final = 40
_KEPT_CODES: Final = 4096

_KEPT: Final = 1 << 16
INTS: Final[dict[int, bytes]] = {}
"""Numbers of 32 bits as bytes, as they come. Nearly all are days, of which 179 years fit in here."""

# Milliseconds of the years 1970 to 2039, which nearly all long numbers are, have six bytes. The last three of them
# stay the same for a quarter of an hour.
_LAST: Final[dict[int, bytes]] = {}
_THIRD: Final = _BYTES[128:]
_FIRST_TWO: Final = tuple(first + second for second in _THIRD for first in _THIRD[::2])


@cache
def lengths(prefix: bytes) -> tuple[bytes, ...]:
    """The bytes of all lengths below `SHORT`, each after `prefix`."""
    return tuple(prefix + varint(length) for length in range(SHORT))


class Codes(dict[str, bytes]):
    """Short texts as bytes with their length, each after `prefix`: for codes, which come again and again."""

    def __init__(self, prefix: bytes) -> None:
        super().__init__()
        self._prefix = prefix

    def __missing__(self, text: str) -> bytes:
        data = text.encode()
        written = self._prefix + varint(len(data)) + data
        if len(data) <= _CODE and len(self) < _KEPT_CODES:
            self[text] = written
        return written


def write_int(number: int) -> bytes:
    """A number of up to 32 bits as bytes; a bool or a float is none."""
    if type(number) is not int:
        raise TypeError
    return INTS.get(number) or _written(number)


def write_long(number: int) -> bytes:
    """A number of up to 64 bits as bytes; a bool or a float is none."""
    if type(number) is not int:
        raise TypeError
    last = _LAST.get(number >> 20)
    if last is None:
        return _written_long(number)
    return _FIRST_TWO[number & 0x1FFF] + _THIRD[number >> 13 & 0x7F] + last


def _written(number: int) -> bytes:
    if not -(1 << 31) <= number < 1 << 31:
        raise TypeError
    written = varint(number)
    if len(INTS) < _KEPT:
        INTS[number] = written
    return written


def _written_long(number: int) -> bytes:
    if not -(1 << 63) <= number < 1 << 63:
        raise TypeError
    written = varint(number)
    if 1 << 34 <= number < 1 << 41 and len(_LAST) < _KEPT:
        _LAST[number >> 20] = written[3:]
    return written
