"""The generated models are current, hold the constraints, and speak the JSON form."""

from __future__ import annotations

import importlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json
from casefile_contracts.draft.models import models_source, module_name
from casefile_contracts.errors import DraftError
from casefile_contracts.models import record
from casefile_contracts.release import MessageType, Release, load_release
from casefile_schemas import ROOT

EXAMPLES = sorted((ROOT / "draft/examples").glob("*.json"))
MOOD = 'A "mood", or a \\.'
PARTY = {"organisation": "police-99", "system": "00099TestRms"}


def release_of(*fields: dict[str, Any]) -> Release:
    schema = {"type": "record", "name": "Ping", "namespace": "casefile.v1", "doc": "A ping.", "fields": list(fields)}
    message = MessageType("Ping", "casefile.v1.Ping", 1, 1, "", schema, ("police",))
    return Release("0.1", {"Ping": message}, {}, {})


LATEST = load_release()
MODELS = importlib.import_module(f"casefile_contracts.models.{module_name(LATEST.version)}")


@pytest.mark.parametrize("version", list(json.loads((ROOT / "lock.json").read_text())["releases"]))
def test_the_models_of_a_release_are_those_that_it_generates(version: str) -> None:
    path = Path(record.__file__).with_name(f"{module_name(version)}.py")

    assert path.read_text(encoding="utf-8") == models_source(load_release(version))


def test_every_message_of_the_release_has_a_model() -> None:
    assert set(LATEST.messages) <= set(MODELS.__all__)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_validates_and_comes_back_in_the_same_form(path: Path) -> None:
    name, example = path.name.split(".")[0], json.loads(path.read_text(encoding="utf-8"))
    schema = LATEST.messages[name].schema
    raw, _ = compile_from_json(schema)(example)
    assert raw is not None

    model = getattr(MODELS, name).model_validate(example)

    assert model.json_form() == compile_to_json(schema)(raw)


def test_there_is_an_example_of_every_message() -> None:
    assert {path.name.split(".")[0] for path in EXAMPLES} == set(LATEST.messages)


@pytest.mark.parametrize(
    "change",
    [
        {"organisation": "no organisation"},
        {"system": ""},
        {"system": "x" * 51},
        {"system": None},
        {"telephone": "999"},
    ],
)
def test_a_model_refuses_what_the_schema_does(change: dict[str, Any]) -> None:
    MODELS.Party.model_validate(PARTY)

    with pytest.raises(ValidationError):
        MODELS.Party.model_validate(PARTY | change)


def test_a_model_never_changes() -> None:
    party = MODELS.Party.model_validate(PARTY)

    with pytest.raises(ValidationError):
        party.system = "other"  # type: ignore[misc]


def test_times_are_written_in_utc_to_the_millisecond() -> None:
    class Ping(record.Record):
        at: record.Timestamp

    assert Ping(at=datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC)).json_form() == {"at": "2026-01-02T03:04:05.678Z"}
    assert Ping.model_validate({"at": "2026-07-01T10:00:00+01:00"}).json_form() == {"at": "2026-07-01T09:00:00.000Z"}


def test_a_time_without_a_zone_is_refused() -> None:
    class Ping(record.Record):
        at: record.Timestamp

    with pytest.raises(ValidationError, match="timezone"):
        Ping.model_validate({"at": "2026-07-01T10:00:00"})


@pytest.mark.parametrize(
    ("field", "source"),
    [
        ({"name": "a", "type": "boolean", "doc": "Yes."}, "a: bool = Field(description='Yes.')"),
        (
            {"name": "a", "type": ["null", "string"], "default": None, "maxLength": 3, "doc": "Text."},
            "a: Annotated[str, StringConstraints(max_length=3)] | None = Field(default=None, description='Text.')",
        ),
        (
            {"name": "a", "type": {"type": "int", "logicalType": "date"}, "minimum": -1, "maximum": 1, "doc": "Day."},
            "a: Annotated[datetime.date, Field(ge=datetime.date(1969, 12, 31), le=datetime.date(1970, 1, 2))]"
            " = Field(description='Day.')",
        ),
        (
            {"name": "a", "type": {"type": "array", "items": {"type": "string", "maxLength": 3}}, "doc": "Texts."},
            "a: tuple[Annotated[str, StringConstraints(max_length=3)], ...] = Field(description='Texts.')",
        ),
        (
            {
                "name": "a",
                "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2},
                "maxLength": 4,
                "doc": "Sum.",
            },
            "a: Annotated[Decimal, Field(max_digits=9, decimal_places=2)] = Field(description='Sum.')",
        ),
        (
            {"name": "a", "type": "bytes", "maxLength": 4, "doc": "Bytes."},
            "a: Base64Bytes = Field(description='Bytes.')",
        ),
        (
            {"name": "a", "type": {"type": "map", "values": "int"}, "default": {}, "maxItems": 2, "doc": "Counts."},
            "a: Annotated[dict[str, int], Field(max_length=2)] = Field(default={}, description='Counts.')",
        ),
    ],
)
def test_a_field_becomes_an_annotation(field: dict[str, Any], source: str) -> None:
    assert source in models_source(release_of(field))


def test_every_kind_of_value_comes_back_in_the_form_it_came_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decimal = {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}
    mood = {
        "type": "enum",
        "name": "Mood",
        "namespace": "casefile.v1",
        "doc": MOOD,
        "symbols": ["UNKNOWN", "GLAD"],
    }
    kinds = {
        "born": ({"type": "int", "logicalType": "date"}, "2001-02-03"),
        "counts": ({"type": "map", "values": "int"}, {"one": 1}),
        "mood": (mood, "GLAD"),
        "next_mood": (["null", "casefile.v1.Mood"], "UNKNOWN"),
        "seal": ("bytes", "AP8="),
        "sent_at": ({"type": "long", "logicalType": "timestamp-millis"}, "2026-01-02T03:04:05.678Z"),
        "sum": (decimal, "12.50"),
        "words": ({"type": "array", "items": "string"}, ["a", "b"]),
        "yes": ("boolean", True),
    }
    fields = [{"name": name, "type": type_, "doc": "It."} for name, (type_, _) in kinds.items()]
    obj = {name: value for name, (_, value) in kinds.items()}
    (tmp_path / "generated_kinds.py").write_text(models_source(release_of(*fields)), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)

    generated = importlib.import_module("generated_kinds")

    assert generated.Ping.model_validate(obj).json_form() == obj
    assert generated.Mood.__doc__ == MOOD


@pytest.mark.parametrize("name", ["class", "model_dump", "datetime", "copy"])
def test_a_name_that_would_hide_another_is_refused(name: str) -> None:
    with pytest.raises(DraftError, match=f"{name}: would hide"):
        models_source(release_of({"name": name, "type": "int", "doc": "Number."}))
