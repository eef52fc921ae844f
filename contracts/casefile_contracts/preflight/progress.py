"""How far a long check has come, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

FEW = 20
"""So many are done before anyone looks."""


def shown(items: Sequence[T]) -> Iterator[T]:
    """The items, with a count of them on standard error while they are worked on; what is printed next covers it."""
    if len(items) < FEW or not sys.stderr.isatty():
        yield from items
        return
    for number, item in enumerate(items, start=1):
        sys.stderr.write(f"{number} of {len(items)}\r")
        yield item
    sys.stderr.write("\x1b[K")
