"""Bytes that are no message, or not in their canonical form, made out of bytes that are.

A message is taken apart into the pieces that Avro writes (counts, numbers, branches, symbols, texts); one piece is
written in another way, and the rest stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Optional, Primitive, Record, Shape
from casefile_contracts.codec.varint import varint
from casefile_contracts.codec.wire import frame

UNKNOWN_ID = 0x7FFFFFFF

MANY = 1 << 14
"""More items than any message of the vectors has. Some libraries make them all before they miss the bytes."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands at one place of a message: its kind, its number if it is one, and its bytes."""

    kind: str
    data: bytes
    number: int = 0
    after: tuple[Piece, ...] = ()
    """The items of a list, each with all its pieces in one, and the end of the list."""

    def whole(self) -> bytes:
        """The bytes with those of the items."""
        return self.data + b"".join(piece.whole() for piece in self.after)


@dataclass(frozen=True, slots=True)
class Refused:
    """Bytes that have to be refused."""

    name: str
    data: bytes


Break = Callable[[Piece], bytes | None]


def refusals(root: Record, raw: dict[str, Any], schema_id: int) -> Iterator[Refused]:
    """Every way to break this message that it has a place for, each at the first such place."""
    pieces = list(_pieces(root, raw))
    body = b"".join(piece.whole() for piece in pieces)
    yield Refused("the last byte is missing", frame(schema_id, body[:-1]))
    yield Refused("half of it is missing", frame(schema_id, body[: len(body) // 2]))
    yield Refused("a byte too many", frame(schema_id, body + b"\0"))
    yield Refused("framed by a one", b"\1" + frame(schema_id, body)[1:])
    yield Refused("under an id of no schema", frame(UNKNOWN_ID, body))
    yield Refused("only a header", frame(schema_id, b""))
    yield Refused("nothing", b"")
    for name, kind, broken in BREAKS:
        for data in _broken(pieces, kind, broken):
            yield Refused(name, frame(schema_id, data))


def _broken(pieces: list[Piece], kind: str, broken: Break) -> Iterator[bytes]:
    for index, piece in enumerate(pieces):
        other = broken(piece) if piece.kind == kind else None
        if other is not None:
            whole = [one.whole() for one in pieces]
            yield b"".join([*whole[:index], other, *whole[index + 1 :]])
            return


def _pieces(shape: Shape, value: Any) -> Iterator[Piece]:
    match shape:
        case Record(fields=fields):
            for field in fields:
                yield from _pieces(field.shape, value[field.name])
        case Optional(inner=inner, null_index=null_index):
            yield _numbered("branch", null_index if value is None else 1 - null_index)
            if value is not None:
                yield from _pieces(inner, value)
        case Array(items=items):
            yield _list(items, value)
        case Enum(symbols=symbols):
            yield Piece("symbol", varint(symbols.index(value)), len(symbols))
        case Primitive(kind="boolean"):
            yield Piece("boolean", bytes([value]))
        case Primitive(kind="int" | "long" as kind):
            yield _numbered(kind, value)
        case Primitive(kind="string"):
            data = value.encode()
            yield Piece("text", varint(len(data)) + data, len(data))


def _numbered(kind: str, number: int) -> Piece:
    return Piece(kind, varint(number), number)


def _list(items: Shape, values: list[Any]) -> Piece:
    each = tuple(Piece("item", b"".join(piece.whole() for piece in _pieces(items, value))) for value in values)
    end = (Piece("end", b"\0"),) if values else ()
    return Piece("count", varint(len(values)), len(values), each + end)


def _overlong(data: bytes) -> bytes:
    """The same number in one byte more."""
    return data[:-1] + bytes([data[-1] | 128, 0])


def _two_blocks(piece: Piece) -> bytes | None:
    if piece.number < 2:
        return None
    first, *rest = piece.after
    return varint(1) + first.data + varint(piece.number - 1) + b"".join(one.data for one in rest)


def _sized_block(piece: Piece) -> bytes | None:
    if not piece.number:
        return None
    items = b"".join(one.data for one in piece.after[:-1])
    return varint(-piece.number) + varint(len(items)) + items + b"\0"


def _bad_text(bad: bytes) -> Break:
    def broken(piece: Piece) -> bytes | None:
        text = piece.data[len(varint(piece.number)) :]
        fits = len(text) > len(bad) and text.isascii()
        return varint(piece.number) + bad + text[len(bad) :] if fits else None

    return broken


BREAKS: tuple[tuple[str, str, Break], ...] = (
    ("a list in two blocks", "count", _two_blocks),
    ("a list in a block with its size", "count", _sized_block),
    ("a count in a byte too many", "count", lambda piece: _overlong(piece.data) + piece.whole()[1:]),
    ("a count that the bytes do not have", "count", lambda piece: varint(MANY)),
    ("a whole number in a byte too many", "int", lambda piece: _overlong(piece.data)),
    ("a whole number of more than 32 bits", "int", lambda piece: varint(1 << 31)),
    ("a long number in a byte too many", "long", lambda piece: _overlong(piece.data)),
    ("a long number of more than 64 bits", "long", lambda piece: varint(1 << 63)),
    ("a branch in a byte too many", "branch", lambda piece: _overlong(piece.data)),
    ("a branch that the union has not", "branch", lambda piece: varint(2)),
    ("a branch below zero", "branch", lambda piece: varint(-1)),
    ("a symbol that the list has not", "symbol", lambda piece: varint(piece.number)),
    ("a symbol below zero", "symbol", lambda piece: varint(-1)),
    ("a symbol in a byte too many", "symbol", lambda piece: _overlong(piece.data)),
    ("an answer that is neither yes nor no", "boolean", lambda piece: b"\2"),
    ("a length below zero", "text", lambda piece: varint(-1)),
    ("a length beyond the end", "text", lambda piece: varint(1 << 30)),
    ("a byte that is no UTF-8", "text", _bad_text(b"\xff")),
    ("an overlong character", "text", _bad_text(b"\xc1\x81")),
    ("half a surrogate pair", "text", _bad_text(b"\xed\xa0\x80")),
    ("a character cut short", "text", _bad_text(b"\xe2\x82")),
)
"""Name, kind of piece, and how it is written instead."""
