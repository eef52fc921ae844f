"""What somebody may have meant by a name that there is not."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def meant(name: str, known: Iterable[str]) -> str:
    """The names most like it as the end of a sentence; nothing if none is."""
    spelt = {each.lower(): each for each in known}
    close = [spelt[each] for each in get_close_matches(name.lower(), spelt)]
    return f"; did you mean {' or '.join(close)}?" if close else ""
