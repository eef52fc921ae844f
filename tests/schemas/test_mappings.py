"""What older forms of a case file carry, the contract carries too, or says why not."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from drafts import draft

from casefile_contracts.draft.plain import parse_yaml

ROOT = Path(__file__).parents[2]
DOMAIN = ROOT.parent / "shared" / "domain"
MAPPINGS = ROOT / "docs" / "mappings"

DG6: dict[str, dict[str, list[str]]] = parse_yaml((MAPPINGS / "dg6.yaml").read_text())
DCF: dict[str, dict[str, Any]] = parse_yaml((MAPPINGS / "dcf.yaml").read_text())


def rows(name: str) -> list[dict[str, str]]:
    path = DOMAIN / name
    if not path.exists():
        pytest.skip(f"{name} does not lie beside the checkout")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def exists(path: str) -> bool:
    """Whether a path of fields, from a message type, leads to a field of the draft."""
    name, *fields = path.split("/")
    for place, field in enumerate(fields):
        record = draft().types.get(f"casefile.v1.{name}", {})
        found = next((one for one in record.get("fields", ()) if one["name"] == field), None)
        if found is None:
            return False
        name = _named(found["type"]) if place < len(fields) - 1 else name
    return bool(fields)


def _named(node: Any) -> str:
    match node:
        case ["null", inner]:
            return _named(inner)
        case {"items": inner}:
            return _named(inner)
    return str(node).rpartition(".")[2]


def targets(entry: dict[str, Any], mapped: str | list[str]) -> list[str]:
    """The fields that a part of an older form is mapped to; none if a sentence says why it is not carried."""
    fields = [mapped] if isinstance(mapped, str) else mapped
    return [] if fields[0].endswith(".") else [f"{entry['type']}/{field}" for field in fields]


def mapped(entry: dict[str, Any], path: str) -> str | list[str] | None:
    own = path.removeprefix(f"{entry['root']}.")
    names = [name for name in entry["paths"] if own == name or own.startswith((f"{name}.", f"{name}[]"))]
    return entry["paths"][max(names, key=len)] if names else None


@pytest.mark.parametrize("path", [path for section in DG6.values() for paths in section.values() for path in paths])
def test_what_the_guidance_asks_for_has_a_field(path: str) -> None:
    assert exists(path)


def test_everything_that_the_guidance_asks_for_is_mapped() -> None:
    asked = {(row["section"], row["field"]) for row in rows("dg6_charging_request_fields.csv")}

    assert len(asked) == 45
    assert asked == {(section, asks) for section, fields in DG6.items() for asks, paths in fields.items() if paths}


@pytest.mark.parametrize("message", DCF)
def test_a_part_of_an_older_message_is_mapped_to_a_field_or_not_carried_for_a_reason(message: str) -> None:
    entry = DCF[message]
    for name, to in entry["paths"].items():
        assert all(map(exists, targets(entry, to))), name
        assert targets(entry, to) or len(str(to).split()) > 3, name


def test_every_path_of_the_older_messages_is_mapped() -> None:
    unmapped = [
        (row["message"], row["path"])
        for row in rows("dcf_cm01_lm04_fields.csv")
        if mapped(DCF[row["message"]], row["path"]) is None
    ]

    assert unmapped == []


def test_no_mapping_is_for_a_path_that_the_older_messages_have_not() -> None:
    paths = [(row["message"], row["path"]) for row in rows("dcf_cm01_lm04_fields.csv")]
    for message, entry in DCF.items():
        known = [path.removeprefix(f"{entry['root']}.") for name, path in paths if name == message]
        assert [name for name in entry["paths"] if not any(path.startswith(name) for path in known)] == []
