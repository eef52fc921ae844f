"""Clean text: no control characters, no lone surrogates, no blanks at its ends.

Line feeds and tabs are layout in prose, and control characters in a line.
"""

from __future__ import annotations

import re

LINE = 255
"""The most characters of a line; a field that may be longer holds prose."""

PROSE = bytes([*b"\t\n", *range(0x20, 0x7F)])
"""The ASCII characters that may stand in prose."""

_control = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]").search
_control_in_prose = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]").search


def clean_line(text: str) -> bool:
    """Whether this is clean and has no line feed or tab."""
    return text == text.strip() and not _control(text)


def clean_prose(text: str) -> bool:
    """Whether this is clean; line feeds and tabs may be in it."""
    if text.isascii():
        return text == text.strip() and not text.encode().translate(None, PROSE)
    return text == text.strip() and not _control_in_prose(text)
