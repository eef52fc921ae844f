"""Where the values of a JSON text stand in it, by JSON pointer."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from casefile_contracts.errors import UnreadableError
from casefile_contracts.preflight.report import Place

_BLANKS = re.compile(r"[ \t\n\r]*")
_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"')
_SCALAR = re.compile(r'[^ \t\n\r,\]}"]+')


def places_of(content: bytes, pointers: Iterable[str]) -> dict[str, Place]:
    """The place of each pointer, or of the nearest value around it if the text has none there.

    Args:
        content: One JSON value that `codec.jsontext.loads` reads.
    """
    text = content.decode("utf-8")
    wanted = set(pointers)
    if not wanted:
        return {}
    offsets, starts = dict(_Scan(text).value(0, "")), _line_starts(text)
    return {pointer: _place(starts, _nearest(offsets, pointer)) for pointer in wanted}


def place_of_fault(error: UnreadableError) -> dict[str, Place]:
    """Where a text could not be read any further, as the place of all of it; nothing if that is not known.

    Args:
        error: Of `codec.jsontext.loads`.
    """
    match error.__cause__:
        case json.JSONDecodeError(doc=text, pos=offset):
            return {"": _place(_line_starts(text), offset)}
        case UnicodeDecodeError(object=content, start=start):
            before = content[:start].decode("utf-8")
            return {"": _place(_line_starts(before), len(before))}
    return {}


class _Scan:
    """Walks over a JSON text and notes where each value begins; `end` is where the last one ended."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._end = 0

    def value(self, at: int, pointer: str) -> Iterator[tuple[str, int]]:
        at = self._skip(at)
        yield pointer, at
        opening = self._text[at]
        if opening in "[{":
            yield from self._members(at + 1, pointer, keyed=opening == "{")
        else:
            self._end = _after(_STRING if opening == '"' else _SCALAR, self._text, at)

    def _members(self, at: int, pointer: str, *, keyed: bool) -> Iterator[tuple[str, int]]:
        number, at = 0, self._skip(at)
        while self._text[at] not in "]}":
            token = str(number)
            if keyed:
                begin, at = at, _after(_STRING, self._text, at)
                token = str(json.loads(self._text[begin:at])).replace("~", "~0").replace("/", "~1")
                at = self._skip(at) + 1
            yield from self.value(at, f"{pointer}/{token}")
            number, at = number + 1, self._skip(self._end)
            if self._text[at] == ",":
                at = self._skip(at + 1)
        self._end = at + 1

    def _skip(self, at: int) -> int:
        return _after(_BLANKS, self._text, at)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at + 1


def _nearest(offsets: dict[str, int], pointer: str) -> int:
    while pointer not in offsets:
        pointer = pointer.rpartition("/")[0]
    return offsets[pointer]


def _line_starts(text: str) -> list[int]:
    return [0, *(found.end() for found in re.finditer("\n", text))]


def _place(starts: list[int], offset: int) -> Place:
    line = bisect_right(starts, offset)
    return Place(line, offset - starts[line - 1] + 1)
