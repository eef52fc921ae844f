"""Our schema resolution beside Apache's checker, and beside what fastavro can read."""

from __future__ import annotations

import json
import warnings
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from avro.compatibility import ReaderWriterCompatibilityChecker, SchemaCompatibilityType
from avro.errors import AvroException, IgnoredLogicalType
from avro.schema import parse

from casefile_contracts.errors import DraftError
from casefile_contracts.evolution.avro import conforms, node_of, resolves
from casefile_contracts.evolution.loading import load_side
from casefile_contracts.evolution.mutations.corpus import read, trial
from casefile_contracts.evolution.mutations.edits import taken_apart
from casefile_schemas import ROOT

CORPUS = Path(__file__).parents[2] / "contracts/conformance/mutations"
TODAY = date(2026, 11, 23)


def record(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "record", "name": "Thing", "namespace": "made.up", "fields": list(fields), **more}


def field(type_: Any, **more: Any) -> dict[str, Any]:
    return {"name": "one", "type": type_, **more}


def enum(*symbols: str, **more: Any) -> dict[str, Any]:
    return {"type": "enum", "name": "Sort", "symbols": list(symbols), **more}


def apache(reader: Any, writer: Any) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IgnoredLogicalType)
        schemas = [parse(json.dumps(each)) for each in (reader, writer)]
    result = ReaderWriterCompatibilityChecker().get_compatibility(*schemas)
    return result.compatibility is SchemaCompatibilityType.compatible


@cache
def pairs() -> list[tuple[str, Any, Any]]:
    """Each schema of the corpus that a change touches, before and after; one change of each operator."""
    side = load_side("0.1", ROOT, TODAY)
    whole, seen, found = taken_apart(side), set(), []
    for mutation in read(CORPUS, "0.1"):
        if mutation.operator in seen or mutation.operator.startswith(("rule", "lifecycle", "force", "code")):
            continue
        seen.add(mutation.operator)
        tried = trial(whole, side, mutation, TODAY)
        both = tried.old.schemas.keys() & tried.new.schemas.keys()
        changed = [name for name in sorted(both) if tried.old.schemas[name] != tried.new.schemas[name]]
        found += [(mutation.operator, tried.old.schemas[name], tried.new.schemas[name]) for name in changed[:1]]
    return found


APACHE_IS_WRONG = {
    "type.renamed_aliased": "takes an alias without namespace for none",
    "field.added_misfit": "takes a default that does not fit its type for one",
}


@pytest.mark.parametrize(("operator", "old", "new"), pairs(), ids=[one[0] for one in pairs()])
def test_we_agree_with_apaches_checker_where_it_is_right(operator: str, old: Any, new: Any) -> None:
    for reader, writer in ((old, new), (new, old)):
        ours = resolves(node_of(reader), node_of(writer))
        try:
            theirs = apache(reader, writer)
        except AvroException:
            assert operator in APACHE_IS_WRONG
            continue
        assert ours == theirs or operator in APACHE_IS_WRONG


@pytest.mark.parametrize(
    ("reader", "writer", "fine"),
    [
        (record(field("long")), record(field("int")), True),
        (record(field("int")), record(field("long")), False),
        (record(field("bytes")), record(field("string")), True),
        (record(field(["null", "int"])), record(field("int")), True),
        (record(field("int")), record(field(["null", "int"])), False),
        (record(field(["int", "null"])), record(field(["null", "int"])), True),
        (record(field(["null", "long"])), record(field(["null", "int"])), True),
        (record(field("int", default=0)), record(), True),
        (record(field("int", default="none")), record(), False),
        (record(field("int")), record(), False),
        (record(field("int", aliases=["two"])), record({"name": "two", "type": "int"}), True),
        (record(field(enum("A"))), record(field(enum("A", "B"))), False),
        (record(field(enum("A", default="A"))), record(field(enum("A", "B"))), True),
        (record(field(enum("A", default="Z"))), record(field(enum("A", "B"))), False),
        (record(name="Other", aliases=["Thing"]), record(), True),
        (record(name="Other", aliases=["made.up.Thing"]), record(), True),
        (record(name="Other", aliases=["elsewhere.Thing"]), record(), False),
        (record(name="Other"), record(), False),
        (
            record(field({"type": "fixed", "name": "F", "size": 4})),
            record(field({"type": "fixed", "name": "F", "size": 8})),
            False,
        ),
        (record(field({"type": "array", "items": "long"})), record(field({"type": "array", "items": "int"})), True),
        (record(field({"type": "map", "values": "int"})), record(field({"type": "array", "items": "int"})), False),
    ],
)
def test_schemas_resolve_as_the_specification_says(reader: Any, writer: Any, fine: bool) -> None:
    assert resolves(node_of(reader), node_of(writer)) is fine


def test_a_type_that_holds_itself_resolves() -> None:
    chain = record(field(["null", "made.up.Thing"], default=None))

    assert resolves(node_of(chain), node_of(chain))


@pytest.mark.parametrize(
    "schema", [{}, {"type": "recrod", "name": "A"}, record(field("Nobody")), record({"name": "x"}), 7]
)
def test_what_is_no_schema_is_refused(schema: Any) -> None:
    with pytest.raises(DraftError):
        node_of(schema)


@pytest.mark.parametrize(
    ("type_", "default", "fits"),
    [
        ("int", 0, True),
        ("int", True, False),
        ("double", 1, True),
        ("string", "", True),
        ("boolean", 0, False),
        (["null", "int"], 3, True),
        (["int", "null"], None, True),
        ({"type": "array", "items": "int"}, [1, 2], True),
        ({"type": "array", "items": "int"}, ["1"], False),
        ({"type": "map", "values": "int"}, {"a": 1}, True),
        (enum("A"), "B", False),
        (record(field("int", default=1)), {}, True),
        (record(field("int")), {}, False),
    ],
)
def test_a_default_must_be_of_its_type(type_: Any, default: Any, fits: bool) -> None:
    assert conforms(node_of(type_), default) is fits
