"""A small contract to try rules on, and the real one with lists such as operators load."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.reference import ReferenceData
from casefile_contracts.reference.tables import ALWAYS, Entry
from casefile_contracts.release import MessageType, Release, load_release
from casefile_contracts.rules import Checker, compile_checker
from casefile_schemas import ROOT

LISTS = Path(__file__).parents[1] / "schemas" / "reference"
NOW = 1_777_507_200_000
"""2026-04-30, after all golden messages."""

ENVELOPE = {
    "type": "record",
    "name": "Envelope",
    "fields": [
        {"name": "sent_at", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "urgent", "type": "boolean"},
    ],
}
HOME = {
    "type": "record",
    "name": "Home",
    "fields": [
        {"name": "line", "type": "string", "maxLength": 20, "rule": "F32"},
        {"name": "postcode", "type": ["null", "string"], "default": None, "maxLength": 8},
    ],
}
PERSON = {
    "type": "record",
    "name": "Person",
    "fields": [
        {"name": "id", "type": "string", "pattern": "^[A-Z0-9_-]+$", "minLength": 1, "maxLength": 4},
        {"name": "age", "type": ["null", "int"], "default": None, "minimum": 0, "maximum": 130, "rule": "F17"},
        {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
        {"name": "home", "type": ["null", HOME], "default": None},
        {
            "name": "names",
            "type": {"type": "array", "items": {"type": "string", "maxLength": 9, "rule": "F31"}},
            "minItems": 1,
            "maxItems": 3,
        },
        {"name": "knows", "type": {"type": "array", "items": {"type": "string", "maxLength": 4}}, "maxItems": 5},
    ],
}
CASE = {
    "type": "record",
    "name": "Case",
    "namespace": "test.v1",
    "sender": ["police"],
    "fields": [
        {"name": "envelope", "type": ENVELOPE},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["UNKNOWN", "RED", "GREEN"]}},
        {"name": "gender", "type": ["null", "string"], "default": None, "codes": "gender", "rule": "F24"},
        {"name": "force", "type": ["null", "string"], "default": None, "codes": "force", "maxLength": 2},
        {"name": "opened", "type": {"type": "int", "logicalType": "date"}},
        {"name": "closed", "type": ["null", {"type": "int", "logicalType": "date"}], "default": None},
        {"name": "notes", "type": ["null", "string"], "default": None, "maxLength": 400},
        {"name": "fee", "type": ["null", "string"], "default": None, "pattern": "^[0-9]{1,4}[.][0-9]{2}$"},
        {"name": "people", "type": {"type": "array", "items": PERSON}, "maxItems": 9},
    ],
}
LEDGER = {
    "type": "record",
    "name": "LedgerRecord",
    "namespace": "test.v1",
    "sender": ["gateway"],
    "fields": [
        {
            "name": "remembered",
            "type": {
                "type": "record",
                "name": "CaseMemory",
                "fields": [
                    {
                        "name": "people",
                        "type": {
                            "type": "array",
                            "items": {
                                "type": "record",
                                "name": "PersonMemory",
                                "fields": [
                                    {"name": "id", "type": "string", "maxLength": 4},
                                    {"name": "age", "type": ["null", "int"], "default": None},
                                ],
                            },
                        },
                        "maxItems": 9,
                    }
                ],
            },
        }
    ],
}
TEXTS = {
    id_: {"severity": "reject", "text": f"{id_} is broken.", "fix": f"Mend {id_}."}
    for id_ in ("F00", "F16", "F17", "F24", "F31", "F32", "F44")
}
TABLES = {"code_lists": {"gender": {"1": "Male", "2": "Female"}}}

GOOD: dict[str, Any] = {
    "envelope": {"sent_at": NOW - 1000, "urgent": False},
    "kind": "RED",
    "gender": "1",
    "force": None,
    "opened": 20_000,
    "closed": None,
    "notes": "One line.\nAnother.",
    "fee": None,
    "people": [
        {
            "id": "P1",
            "age": 30,
            "born": 10_000,
            "home": {"line": "1 Street", "postcode": None},
            "names": ["Ann"],
            "knows": [],
        },
        {"id": "P2", "age": None, "born": None, "home": None, "names": ["Bob", "Lee"], "knows": ["P1"]},
    ],
}


def rule(require: str, on: str | list[str] = "Case", at: str = "", **more: Any) -> dict[str, Any]:
    """An entry of a rule book."""
    return {"severity": "reject", "text": "Broken.", "fix": "Mend.", "on": on, "at": at, "require": require, **more}


def release(rules: Mapping[str, Any], tables: Mapping[str, Any] = TABLES, schema: Any = CASE) -> Release:
    """The small contract with these rules."""
    messages = {one["name"]: _message_type(json.loads(json.dumps(one))) for one in (schema, LEDGER)}
    return Release("test", messages, {**TEXTS, **rules}, tables)


def _message_type(schema: dict[str, Any]) -> MessageType:
    return MessageType(schema["name"], f"test.v1.{schema['name']}", 1, 1, "", schema, tuple(schema["sender"]))


def checker(
    rules: Mapping[str, Any] | None = None, tables: Mapping[str, Any] = TABLES, **lists: Mapping[str, Any]
) -> Checker:
    """A check of the small contract, with its list of genders loaded and those given."""
    genders = dict.fromkeys(TABLES["code_lists"]["gender"], (ALWAYS,))
    given = {
        name: {code: tuple(Entry(*each) for each in days) for code, days in codes.items()}
        for name, codes in lists.items()
    }
    return compile_checker(release(rules or {}, tables), "Case", ReferenceData({"gender": genders, **given}))


@cache
def reference() -> ReferenceData:
    """The lists of the real release, and short ones such as an operator loads."""
    found = ReferenceData.from_release(load_release())
    for path in sorted(LISTS.glob("*.csv")):
        found = found.with_csv(path.stem, path)
    return found


@cache
def golden() -> dict[str, tuple[str, dict[str, Any]]]:
    """Golden messages by file name: message type and raw form."""
    found = {}
    for path in sorted((ROOT / "draft" / "examples").glob("*.json")):
        name = path.name.split(".")[0]
        raw, findings = from_json(load_release().messages[name].schema, json.loads(path.read_text(encoding="utf-8")))
        assert raw is not None, findings
        found[path.stem] = (name, raw)
    return found


@cache
def real_checker(message_type: str) -> Checker:
    """The check of a message type of the real release, every list loaded."""
    return compile_checker(load_release(), message_type, reference())
