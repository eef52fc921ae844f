"""JSON with its parts marked for colour, by spans alone."""

from __future__ import annotations

import json
import re
from typing import Any

from markupsafe import Markup

_PART = re.compile(
    r'(?P<key>"(?:[^"\\]|\\.)*")(?=:)|(?P<text>"(?:[^"\\]|\\.)*")|(?P<number>-?[0-9][0-9.eE+-]*)'
    r"|(?P<word>true|false|null)"
)


def pretty(value: Any) -> str:
    """JSON text, indented."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def coloured(text: str) -> Markup:
    """JSON text as HTML: keys, texts, numbers and words in spans of classes `k`, `s`, `n` and `w`."""
    classes = {"key": "k", "text": "s", "number": "n", "word": "w"}
    parts, end = [], 0
    for found in _PART.finditer(text):
        parts.append(Markup.escape(text[end : found.start()]))
        parts.append(Markup('<span class="{}">{}</span>').format(classes[str(found.lastgroup)], found.group()))
        end = found.end()
    return Markup("").join([*parts, Markup.escape(text[end:])])
