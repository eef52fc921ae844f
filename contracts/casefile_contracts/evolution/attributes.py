"""The form of what is said of types and fields: without it nothing can be compared.

This is far less than lint asks, which says whether a draft can be released.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from casefile_contracts.errors import DraftError

WHOLE = ("minLength", "maxLength", "minItems", "maxItems", "minimum", "maximum", "precision", "scale", "size")
WORD = ("pattern", "codes", "rule", "sensitivity", "normalise", "logicalType", "doc")
LISTS = ("aliases", "sender")
EXPECTED: Mapping[str, tuple[type, str]] = {
    **dict.fromkeys(WHOLE, (int, "a whole number")),
    **dict.fromkeys(WORD, (str, "a text")),
    **dict.fromkeys(LISTS, (list, "a list of texts")),
}
"""What an attribute of a type or field must be."""


def refuse_malformed(slot: Mapping[str, Any], place: str) -> None:
    """Refuse attributes that nobody can read.

    Raises:
        DraftError: One is not of its form.
    """
    for name in slot.keys() & EXPECTED.keys():
        value: Any = slot[name]
        type_, words = EXPECTED[name]
        if type(value) is not type_ or (isinstance(value, list) and not all(isinstance(each, str) for each in value)):
            raise DraftError(f"{place}: {name} must be {words}")
    if "pattern" in slot:
        try:
            re.compile(slot["pattern"])
        except re.error as error:
            raise DraftError(f"{place}: the pattern is none: {error}") from error
