"""Writes the decoder of a schema: plain Python, one function for each record type.

It reads through `BytesIO.read`, which keeps the position in C, and fills a copy of a dict that holds every key
already; both were measured against slices and dict displays. Every item of an array takes at least one byte and every
byte is looked up, so no count makes a decoder run on after the data has ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Fixed, Map, Optional, Primitive, Record, Shape, records_in
from casefile_contracts.codec.source import Source
from casefile_contracts.codec.varint import LENGTHS, NUMBERS, read_length, read_number, varint
from casefile_contracts.errors import UnreadableError

DECODER_NAMES: dict[str, Any] = {
    "BOOLEANS": {b"\0": False, b"\1": True},
    "LENGTHS": LENGTHS,
    "NUMBERS": NUMBERS,
    "UnreadableError": UnreadableError,
    "read_length": read_length,
    "read_number": read_number,
}


_LIMITS = {"int": 1 << 32, "long": 1 << 64}


def write_decoder(shape: Record) -> Source:
    """The source of a function `read_message(read)`."""
    writer = _Writer(records_in(shape))
    writer.source.line(f"read_message = {writer.functions[shape.name]}")
    return writer.source


class _Writer:
    """Writes, for each shape, the lines that read a value of it into a target."""

    def __init__(self, records: list[Record]) -> None:
        self.source = Source()
        self.functions = {each.name: f"read_{number}_{each.short_name}" for number, each in enumerate(records)}
        for each in records:
            self.function(each)

    def function(self, record: Record) -> None:
        empty = self.source.constant(repr({each.name: None for each in record.fields}))
        with self.source.block(f"def {self.functions[record.name]}(read):"):
            self.source.line(f"r = {empty}.copy()")
            for each in record.fields:
                self.value(each.shape, f"r[{each.name!r}]")
            self.source.line("return r")

    def value(self, shape: Shape, target: str) -> None:
        """Write what reads one value; a target that may stay None is None before."""
        match shape:
            case Primitive(kind=kind):
                self.primitive(kind, target)
            case Fixed(size=size):
                self.source.line(f"{target} = fixed = read({size})")
                self.source.line(f"if len(fixed) != {size}: raise UnreadableError('truncated')")
            case Enum(symbols=symbols):
                self.enum(symbols, target)
            case Record(name=name):
                self.source.line(f"{target} = {self.functions[name]}(read)")
            case Optional():
                self.optional(shape, target)
            case Array(items=items):
                self.array(items, target)
            case Map(values=values):
                self.map(values, target)

    def primitive(self, kind: str, target: str) -> None:
        if kind == "boolean":
            self.source.line(f"{target} = BOOLEANS[read(1)]")
        elif kind in _LIMITS:
            self.source.line("n = NUMBERS[first := read(1)]")
            self.source.line(f"{target} = read_number(first, read, {_LIMITS[kind]}) if n is None else n")
        else:
            self.length()
            self.source.line(f"{target} = read(n)" + (".decode()" if kind == "string" else ""))

    def length(self) -> None:
        self.source.line("n = LENGTHS[first := read(1)]", "if n is None: n = read_length(first, read)")

    def enum(self, symbols: tuple[str, ...], target: str) -> None:
        if len(symbols) <= 64:
            by_byte = self.source.constant(repr({varint(index): symbol for index, symbol in enumerate(symbols)}))
            self.source.line(f"{target} = {by_byte}[read(1)]")
        else:
            self.length()
            self.source.line(f"{target} = {self.source.constant(repr(dict(enumerate(symbols))))}[n]")

    def optional(self, shape: Optional, target: str) -> None:
        branches = {varint(shape.null_index): False, varint(1 - shape.null_index): True}
        with self.source.block(f"if {self.source.constant(repr(branches))}[read(1)]:"):
            self.value(shape.inner, target)

    def array(self, items: Shape, target: str) -> None:
        found, item = self.source.variable(), self.source.variable()
        self.length()
        self.source.line(f"{target} = {found} = []")
        with self.blocks():
            self.item(items, item)
            self.source.line(f"{found}.append({item})")

    def map(self, values: Shape, target: str) -> None:
        found, key, item = self.source.variable(), self.source.variable(), self.source.variable()
        self.length()
        self.source.line(f"{target} = {found} = {{}}")
        with self.blocks():
            self.primitive("string", key)
            self.source.line(f"if {key} in {found}: raise UnreadableError('not_canonical')")
            self.item(values, item)
            self.source.line(f"{found}[{key}] = {item}")

    @contextmanager
    def blocks(self) -> Iterator[None]:
        with self.source.block("if n:"):
            with self.source.block("for _ in range(n):"):
                yield
            self.source.line("if read(1) != b'\\0': raise UnreadableError('not_canonical')")

    def item(self, shape: Shape, target: str) -> None:
        if isinstance(shape, Optional):
            self.source.line(f"{target} = None")
        self.value(shape, target)
