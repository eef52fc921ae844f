"""From a folder of files to the bytes of a release."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastavro.schema import parse_schema

from casefile_contracts.draft.compiler import compile_draft
from casefile_contracts.draft.source import load_draft
from casefile_contracts.errors import DraftError

MOOD = {"type": "enum", "name": "Mood", "namespace": "casefile.v1", "symbols": ["UNKNOWN", "GLAD"], "doc": "Mood."}
PING = {
    "type": "record",
    "name": "Ping",
    "namespace": "casefile.v1",
    "sender": ["police"],
    "fields": [
        {"name": "first", "type": "casefile.v1.Mood", "doc": "The first."},
        {"name": "more", "type": {"type": "array", "items": "casefile.v1.Mood"}, "maxItems": 3},
        {"name": "last", "type": ["null", "casefile.v1.Mood"], "default": None},
    ],
}


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def ping_draft(folder: Path, ping: dict[str, Any] = PING) -> Path:
    rules = "- {id: X02, text: b}\n- {id: X01, text: a, from: 2020-12-31}\n"
    tables = 'gender:\n  "1": Male\n'
    return write(
        folder,
        {
            "types/Ping.avsc": json.dumps(ping),
            "types/Mood.avsc": json.dumps(MOOD),
            "rules/cross.yaml": rules,
            "tables/code_lists.yaml": tables,
        },
    )


def test_a_release_holds_one_schema_a_message_type_and_all_rules_and_tables(tmp_path: Path) -> None:
    files = compile_draft(load_draft(ping_draft(tmp_path)))

    assert sorted(files) == ["Ping.avsc", "rules.json", "tables.json"]
    assert list(json.loads(files["rules.json"])) == ["X01", "X02"]
    assert json.loads(files["tables.json"]) == {"code_lists": {"gender": {"1": "Male"}}}


def test_a_released_schema_stands_alone_and_keeps_docs_and_constraints(tmp_path: Path) -> None:
    schema = json.loads(compile_draft(load_draft(ping_draft(tmp_path)))["Ping.avsc"])
    first, more, last = schema["fields"]

    parse_schema(schema)
    assert first == {"name": "first", "doc": "The first.", "type": MOOD}
    assert more == {"name": "more", "maxItems": 3, "type": {"type": "array", "items": "casefile.v1.Mood"}}
    assert last["type"] == ["null", "casefile.v1.Mood"]
    assert schema["sender"] == ["police"]


def test_equal_drafts_give_equal_bytes_whatever_the_order_of_their_keys(tmp_path: Path) -> None:
    turned = dict(reversed(PING.items()))

    one, other = ping_draft(tmp_path / "one"), ping_draft(tmp_path / "other", turned)

    assert compile_draft(load_draft(one)) == compile_draft(load_draft(other))


def test_yaml_means_what_the_json_of_a_release_can_say(tmp_path: Path) -> None:
    rule = (
        "- {id: X01, on: Offence, from: 2020-12-31, code: 01, country: NO, limit: 35, rate: 0.5, open: true, to: null}"
    )

    draft = load_draft(write(ping_draft(tmp_path), {"rules/cross.yaml": rule}))

    assert draft.rules == (
        {
            "id": "X01",
            "on": "Offence",
            "from": "2020-12-31",
            "code": "01",
            "country": "NO",
            "limit": 35,
            "rate": 0.5,
            "open": True,
            "to": None,
        },
    )


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("types/Broken.avsc", "{", "Broken.avsc: cannot be read"),
        ("types/Twice.avsc", '{"name": "Twice", "name": "Twice"}', "Twice.avsc: cannot be read: a key stands twice"),
        ("types/Other.avsc", '{"name": "Another"}', "Other.avsc: must hold one named type called Other"),
        ("types/List.avsc", "[]", "List.avsc: must hold one named type called List"),
        ("rules/broken.yaml", "- [", "broken.yaml: cannot be read"),
        ("rules/single.yaml", "id: X01", "single.yaml: must be a list of rules"),
        ("rules/nameless.yaml", "- text: a", "nameless.yaml: must be a list of rules"),
        ("tables/twice.yaml", "a: 1\na: 2", "twice.yaml: cannot be read: a key stands twice"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, name: str, content: str, problem: str) -> None:
    folder = write(ping_draft(tmp_path), {name: content})

    with pytest.raises(DraftError) as refusal:
        load_draft(folder)

    assert str(refusal.value).startswith(problem)


def test_all_files_that_cannot_be_used_are_named_at_once(tmp_path: Path) -> None:
    folder = write(ping_draft(tmp_path), {"types/A.avsc": "{", "rules/b.yaml": "- ["})

    with pytest.raises(DraftError) as refusal:
        load_draft(folder)

    assert len(str(refusal.value).splitlines()) == 2


def test_a_folder_without_types_is_no_draft(tmp_path: Path) -> None:
    with pytest.raises(DraftError, match=r"types: no \.avsc file"):
        load_draft(tmp_path)
