"""Writes the encoder of a schema: plain Python, one function for each record type, every type checked on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Fixed, Map, Optional, Primitive, Record, Shape, records_in
from casefile_contracts.codec.source import Source
from casefile_contracts.codec.varint import SHORT, lengths, varint, write_int, write_long

NAMES: dict[str, Any] = {"lengths": lengths, "varint": varint, "write_int": write_int, "write_long": write_long}
"""What the source of a `ByteWriter` refers to."""

_YES, _NO, _END = b"\1", b"\0", b"\0"


def write_encoder(shape: Record) -> Source:
    """The source of a function `write_message(raw, out)`."""
    source, records = Source(), records_in(shape)
    functions = {each.name: f"write_{number}_{each.short_name}" for number, each in enumerate(records)}
    writer = ByteWriter(source, functions)
    for each in records:
        with source.block(f"def {functions[each.name]}(r, out):"):
            source.line(f"if type(r) is not dict or len(r) != {len(each.fields)}: raise TypeError")
            for field in each.fields:
                source.line(f"v = r[{field.name!r}]")
                writer.value(field.shape, "v")
    source.line(f"write_message = {functions[shape.name]}")
    return source


class ByteWriter:
    """Writes, for each shape, the lines that append the bytes of a value in a local variable to `out`.

    Args:
        functions: The function that appends a record, by full name of the record.
    """

    def __init__(self, source: Source, functions: dict[str, str]) -> None:
        self._source = source
        self._functions = functions

    def value(self, shape: Shape, local: str, prefix: bytes = b"") -> None:
        """Write what appends `prefix`, the branch of a union, and the value."""
        match shape:
            case Primitive(kind=kind):
                self._primitive(kind, local, prefix)
            case Fixed(size=size):
                self._source.line(f"if type({local}) is not bytes or len({local}) != {size}: raise TypeError")
                self.append(f"{prefix!r} + {local}" if prefix else local)
            case Enum(symbols=symbols):
                by_symbol = {symbol: prefix + varint(index) for index, symbol in enumerate(symbols)}
                self.append(f"{self._source.constant(repr(by_symbol))}[{local}]")
            case Record(name=name):
                self.prefix(prefix)
                self._source.line(f"{self._functions[name]}({local}, out)")
            case Optional(inner=inner, null_index=null):
                with self.present(local, null) as branch:
                    self.value(inner, local, branch)
            case Array(items=items):
                self._array(items, local, prefix)
            case Map(values=values):
                self._map(values, local, prefix)

    def append(self, expression: str) -> None:
        """Write what appends bytes."""
        self._source.line(f"out.append({expression})")

    def prefix(self, prefix: bytes) -> None:
        """Write what appends the branch of a union, if there is one."""
        if prefix:
            self.append(repr(prefix))

    def length(self, of: str, prefix: bytes = b"") -> None:
        """Write what appends the length of a local variable."""
        short = self._source.constant(f"lengths({prefix!r})")
        self.append(f"{short}[n] if (n := len({of})) < {SHORT} else {prefix!r} + varint(n)")

    def _primitive(self, kind: str, local: str, prefix: bytes) -> None:
        if kind == "boolean":
            self._source.line(f"if {local} is True: out.append({prefix + _YES!r})")
            self._source.line(f"elif {local} is False: out.append({prefix + _NO!r})", "else: raise TypeError")
        elif kind in ("int", "long"):
            self.prefix(prefix)
            self.append(f"write_{kind}({local})")
        elif kind == "string":
            self._source.line(f"s = {local}.encode()")
            self.length("s", prefix)
            self.append("s")
        else:
            self._source.line(f"if type({local}) is not bytes: raise TypeError")
            self.length(local, prefix)
            self.append(local)

    @contextmanager
    def present(self, local: str, null: int) -> Iterator[bytes]:
        """Write a union around what appends its value, which is to begin with the branch that this gives."""
        self._source.line(f"if {local} is None: out.append({varint(null)!r})")
        with self._source.block("else:"):
            yield varint(1 - null)

    @contextmanager
    def filled(self, local: str, prefix: bytes = b"") -> Iterator[None]:
        """Write a list or map of items around what appends them, which runs only if there are any."""
        with self._source.block(f"if {local}:"):
            self.length(local, prefix)
            yield
            self.append(repr(_END))
        self._source.line(f"else: out.append({prefix + _END!r})")

    def _array(self, items: Shape, local: str, prefix: bytes) -> None:
        item = self._source.variable()
        self._source.line(f"if type({local}) is not list: raise TypeError")
        with self.filled(local, prefix), self._source.block(f"for {item} in {local}:"):
            self.value(items, item)

    def _map(self, values: Shape, local: str, prefix: bytes) -> None:
        key, item = self._source.variable(), self._source.variable()
        self._source.line(f"if type({local}) is not dict: raise TypeError")
        with self.filled(local, prefix), self._source.block(f"for {key}, {item} in {local}.items():"):
            self._primitive("string", key, b"")
            self.value(values, item)
