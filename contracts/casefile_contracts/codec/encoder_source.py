"""Writes the encoder of a schema: plain Python, one function for each record type, every type checked on the way."""

from __future__ import annotations

from typing import Any

from casefile_contracts.codec.shape import Array, Enum, Fixed, Map, Optional, Primitive, Record, Shape, records_in
from casefile_contracts.codec.source import Source
from casefile_contracts.codec.varint import SHORT, varint, write_int, write_long

_NAMES: dict[str, Any] = {"SHORT": SHORT, "varint": varint, "write_int": write_int, "write_long": write_long}


def write_encoder(shape: Record) -> Source:
    """The source of a function `write_message(raw, out)`."""
    writer = _Writer(records_in(shape))
    writer.source.line(f"write_message = {writer.functions[shape.name]}")
    return writer.source


class _Writer:
    """Writes, for each shape, the lines that append a value of it to `out`."""

    def __init__(self, records: list[Record]) -> None:
        self.source = Source(_NAMES)
        self.functions = {each.name: f"write_{number}_{each.short_name}" for number, each in enumerate(records)}
        for each in records:
            self.function(each)

    def function(self, record: Record) -> None:
        with self.source.block(f"def {self.functions[record.name]}(r, out):"):
            self.source.line(f"if type(r) is not dict or len(r) != {len(record.fields)}: raise TypeError")
            for each in record.fields:
                self.value(each.shape, f"r[{each.name!r}]")

    def value(self, shape: Shape, given: str) -> None:
        match shape:
            case Primitive(kind=kind):
                self.primitive(kind, given)
            case Fixed(size=size):
                self.source.line(f"s = {given}", f"if type(s) is not bytes or len(s) != {size}: raise TypeError")
                self.source.line("out.append(s)")
            case Enum(symbols=symbols):
                numbers = self.source.constant({symbol: varint(index) for index, symbol in enumerate(symbols)})
                self.source.line(f"out.append({numbers}[{given}])")
            case Record(name=name):
                self.source.line(f"{self.functions[name]}({given}, out)")
            case Optional():
                self.optional(shape, given)
            case Array(items=items):
                self.array(items, given)
            case Map(values=values):
                self.map(values, given)

    def primitive(self, kind: str, given: str) -> None:
        if kind == "boolean":
            self.source.line(f"s = {given}", "if s is True: out.append(b'\\1')", "elif s is False: out.append(b'\\0')")
            self.source.line("else: raise TypeError")
        elif kind in ("int", "long"):
            self.source.line(f"out.append(write_{kind}({given}))")
        else:
            self.source.line(f"s = {given}")
            self.source.line("s = s.encode()" if kind == "string" else "if type(s) is not bytes: raise TypeError")
            self.length("s")
            self.source.line("out.append(s)")

    def length(self, of: str) -> None:
        self.source.line(f"n = len({of})", f"out.append(SHORT[n] if n < {len(SHORT)} else varint(n))")

    def optional(self, shape: Optional, given: str) -> None:
        value = self.source.variable()
        self.source.line(f"{value} = {given}")
        self.source.line(f"if {value} is None: out.append({varint(shape.null_index)!r})")
        with self.source.block("else:"):
            self.source.line(f"out.append({varint(1 - shape.null_index)!r})")
            self.value(shape.inner, value)

    def array(self, items: Shape, given: str) -> None:
        values, item = self.source.variable(), self.source.variable()
        self.source.line(f"{values} = {given}", f"if type({values}) is not list: raise TypeError")
        with self.source.block(f"if {values}:"):
            self.length(values)
            with self.source.block(f"for {item} in {values}:"):
                self.value(items, item)
        self.source.line("out.append(b'\\0')")

    def map(self, values: Shape, given: str) -> None:
        pairs, key, item = self.source.variable(), self.source.variable(), self.source.variable()
        self.source.line(f"{pairs} = {given}", f"if type({pairs}) is not dict: raise TypeError")
        with self.source.block(f"if {pairs}:"):
            self.length(pairs)
            with self.source.block(f"for {key}, {item} in {pairs}.items():"):
                self.primitive("string", key)
                self.value(values, item)
        self.source.line("out.append(b'\\0')")
