"""Writes the packer of a schema: plain Python from the JSON form to raw form and bytes, one function a record type.

One walk normalises, checks every type, makes the raw form and writes its canonical bytes. It gives up (`KeyError`,
`TypeError`, `ValueError`, `AttributeError`) at the first thing that is not as it should be: `jsonreader` then says what
is wrong. A record is laid over a dict that holds every key already, so that a field which the contract has not shows
in the count.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from casefile_contracts.codec.encoder_source import NAMES, ByteWriter
from casefile_contracts.codec.jsonscalars import decimal_reader, fixed_reader
from casefile_contracts.codec.logical import base64_bytes
from casefile_contracts.codec.moments import DAYS, date_days, timestamp_millis
from casefile_contracts.codec.shape import (
    Array,
    Enum,
    Field,
    Fixed,
    Map,
    Optional,
    Primitive,
    Record,
    Shape,
    records_in,
)
from casefile_contracts.codec.source import Source
from casefile_contracts.codec.varint import INTS, Codes
from casefile_contracts.normalising import NORMALISERS

PACKER_NAMES: dict[str, Any] = NAMES | {
    "Codes": Codes,
    "DAYS": DAYS,
    "INTS": INTS,
    "base64_bytes": base64_bytes,
    "date_days": date_days,
    "decimal_reader": decimal_reader,
    "fixed_reader": fixed_reader,
    "timestamp_millis": timestamp_millis,
    **{f"normalise_{name}": function for name, function in NORMALISERS.items()},
}
"""What the source refers to."""

_READERS = {"date": "DAYS.get({0}) or date_days({0})", "timestamp-millis": "timestamp_millis({0})"}


def write_packer(shape: Record) -> Source:
    """The source of a function `pack_message(obj, out)`, which returns the raw form and appends its bytes to `out`."""
    source, records = Source(), records_in(shape)
    walk = _Walk(source, {each.name: f"pack_{number}_{each.short_name}" for number, each in enumerate(records)})
    for each in records:
        walk.function(each)
    source.line(f"pack_message = {walk.functions[shape.name]}")
    return source


class _Walk:
    """Writes, for each shape, the lines that make a local variable raw, keep it in a target and append its bytes."""

    def __init__(self, source: Source, functions: dict[str, str]) -> None:
        self.source = source
        self.functions = functions
        self.bytes = ByteWriter(source, functions)

    def function(self, record: Record) -> None:
        empty = self.source.constant(repr({each.name: _default(each) for each in record.fields}))
        with self.source.block(f"def {self.functions[record.name]}(o, out):"):
            self.source.line("if type(o) is not dict: raise TypeError", f"r = {{**{empty}, **o}}")
            self.source.line(f"if len(r) != {len(record.fields)}: raise KeyError")
            for each in record.fields:
                self.source.line(f"v = r[{each.name!r}]")
                self.value(each.shape, "v", f"r[{each.name!r}]", each.attributes)
            self.source.line("return r")

    def value(self, shape: Shape, local: str, target: str, attributes: Mapping[str, Any], prefix: bytes = b"") -> None:
        match shape:
            case Record(name=name):
                self.bytes.prefix(prefix)
                self.source.line(f"{target} = {self.functions[name]}({local}, out)")
            case Optional(inner=inner, null_index=null):
                with self.bytes.present(local, null) as branch:
                    self.value(inner, local, target, attributes, branch)
            case Array(items=items):
                self.array(items, local, target, prefix)
            case Map(values=values):
                self.map(values, local, target, prefix)
            case _:
                self.raw(shape, local, target, attributes)
                if shape.attributes.get("logicalType") == "date":  # a number by now, and one that was met before
                    self.bytes.prefix(prefix)
                    self.bytes.append(f"INTS.get({local}) or write_int({local})")
                elif "codes" in attributes and isinstance(shape, Primitive) and shape.kind == "string":
                    self.bytes.append(f"{self.source.constant(f'Codes({prefix!r})')}[{local}]")
                else:
                    self.bytes.value(shape, local, prefix)

    def array(self, items: Shape, local: str, target: str, prefix: bytes) -> None:
        made, item = self.source.variable(), self.source.variable()
        self.source.line(f"if type({local}) is not list: raise TypeError", f"{made} = []")
        with self.bytes.filled(local, prefix), self.source.block(f"for {item} in {local}:"):
            self.value(items, item, item, {})
            self.source.line(f"{made}.append({item})")
        self.source.line(f"{target} = {made}")

    def map(self, values: Shape, local: str, target: str, prefix: bytes) -> None:
        made, key, item = (self.source.variable() for _ in range(3))
        self.source.line(f"if type({local}) is not dict: raise TypeError", f"{made} = {{}}")
        with self.bytes.filled(local, prefix), self.source.block(f"for {key}, {item} in {local}.items():"):
            self.bytes.value(Primitive("string"), key)
            self.value(values, item, item, {})
            self.source.line(f"{made}[{key}] = {item}")
        self.source.line(f"{target} = {made}")

    def raw(self, shape: Primitive | Enum | Fixed, local: str, target: str, attributes: Mapping[str, Any]) -> None:
        """Write what makes a scalar raw, where it is not yet."""
        normalise = attributes.get("normalise") or shape.attributes.get("normalise")
        if normalise == "trim":  # nearly every text, so without a call; nothing else has this method and `encode`
            bare = f"{local}.strip() is {local} and '\\r' not in {local}"
            self.source.line(f"if not ({bare}): {target} = {local} = normalise_trim({local})")
        elif normalise and isinstance(shape, Primitive):
            self.source.line(f"if type({local}) is str: {target} = {local} = normalise_{normalise}({local})")
        if reader := self.reader(shape):
            self.source.line(f"{target} = {local} = {reader.format(local)}")

    def reader(self, shape: Primitive | Enum | Fixed) -> str | None:
        logical = shape.attributes.get("logicalType")
        if logical in _READERS:
            return _READERS[logical]
        size = shape.size if isinstance(shape, Fixed) else None
        if logical == "decimal":
            scale, precision = shape.attributes.get("scale", 0), shape.attributes["precision"]
            return self.source.constant(f"decimal_reader({scale!r}, {precision!r}, {size!r})") + "({0})"
        if size is not None:
            return self.source.constant(f"fixed_reader({size!r})") + "({0})"
        return "base64_bytes({0})" if isinstance(shape, Primitive) and shape.kind == "bytes" else None


def _default(field: Field) -> Any:
    """What stands for a field that is not there; None also where None will not do."""
    return None if isinstance(field.shape, Optional) else field.attributes.get("default")
