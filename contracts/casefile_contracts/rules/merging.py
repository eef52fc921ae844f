"""Puts what is under the same test under it once, so that a guard that many rules share is asked once for all of them.

Statements only ever say no, and none changes what another sees: their order means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

DEPTH = 4
"""Blanks that a block is indented by."""


@dataclass(slots=True)
class _Block:
    head: str
    body: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    """From `else:` on; what has this, is left as it is."""


def merged(lines: Iterable[str]) -> list[str]:
    """The same statements, those under one head together where the first of them stands."""
    kept: list[_Block] = []
    by_head: dict[str, _Block] = {}
    for block in _blocks(list(lines)):
        earlier = by_head.get(block.head)
        if earlier and block.body and not block.rest:
            earlier.body += block.body
            continue
        kept.append(block)
        if block.body and not block.rest:
            by_head[block.head] = block
    return [line for block in kept for line in _written(block)]


def _blocks(lines: Sequence[str]) -> Iterator[_Block]:
    block: _Block | None = None
    for line in lines:
        if block and line == "else:":
            block.rest.append(line)
        elif block and line.startswith(" "):
            (block.rest or block.body).append(line)
        else:
            if block:
                yield block
            block = _Block(line)
    if block:
        yield block


def _written(block: _Block) -> Iterator[str]:
    yield block.head
    body = [line[DEPTH:] for line in block.body]
    yield from (" " * DEPTH + line for line in (body if block.rest else merged(body)))
    yield from block.rest
