"""A stream cut into lists, so that as much is done in one transaction as a crash may cost to do again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Lists of at most `size` items, in order; each is read when it is asked for."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
