"""The vectors: current, complete, and what this implementation itself reads and writes."""

from __future__ import annotations

import base64
import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from casefile_contracts import Contract, conformance_commands
from casefile_contracts.conformance import golden_messages, vector_files
from casefile_contracts.conformance.edges import edges
from casefile_contracts.conformance.refusals import BREAKS
from casefile_contracts.errors import UnreadableError
from casefile_contracts.release import Release, load_release

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "contracts" / "conformance" / "vectors"
LISTS = ROOT / "tests" / "schemas" / "reference"

COMMAND = "casefile contracts vectors --reference tests/schemas/reference --out contracts/conformance/vectors"

Entry = dict[str, Any]


def read(name: str) -> Any:
    return json.loads((VECTORS / name).read_bytes())


@cache
def release() -> Release:
    return load_release(read("index.json")["release"])


@cache
def entries() -> dict[str, list[Entry]]:
    return {name: read(f"{name}.json")["vectors"] for name in read("index.json")["message_types"]}


def goldens() -> dict[str, Entry]:
    """The golden messages that the vectors were made of; those of the draft may have moved on since."""
    named = ((one["name"].partition(": "), one["json"]) for all_ in entries().values() for one in all_)
    return {name: message for (kind, _, name), message in named if kind == "golden"}


def test_the_vectors_are_of_the_latest_release_and_of_all_its_messages() -> None:
    assert read("index.json") == {"release": load_release().version, "message_types": sorted(load_release().messages)}


def test_the_vectors_are_what_the_command_writes_today() -> None:
    files = vector_files(release(), goldens(), LISTS)

    stale = [name for name, content in files.items() if (VECTORS / name).read_bytes() != content]

    assert stale == [], (
        "run: casefile contracts vectors --reference tests/schemas/reference --out contracts/conformance/vectors"
    )
    assert {path.name for path in VECTORS.iterdir()} == set(files)


def test_every_golden_message_that_the_release_can_read_is_a_vector() -> None:
    contract = Contract.load(release().version)
    readable = {name for name, message in golden_messages().items() if contract.from_json(message)[0] is not None}

    assert readable <= set(goldens())


@pytest.mark.parametrize("message_type", read("index.json")["message_types"])
def test_a_vector_reads_writes_and_shows_as_itself(message_type: str) -> None:
    contract = Contract.load(release().version)

    for vector in entries()[message_type]:
        value = base64.b64decode(vector["bytes"])
        message = contract.read(value)
        assert (message.type.name, contract.to_json(message)) == (message_type, vector["json"])
        assert contract.write(message) == value


@pytest.mark.parametrize("vector", [pytest.param(one, id=one["name"]) for one in read("refused.json")["vectors"]])
def test_bytes_to_be_refused_are_refused_for_their_reason(vector: Entry) -> None:
    with pytest.raises(UnreadableError) as caught:
        Contract.load(release().version).read(base64.b64decode(vector["bytes"]))

    assert caught.value.reason == vector["reason"]


def test_every_rule_that_a_message_alone_can_break_is_broken_in_a_vector() -> None:
    broken = {finding[0] for all_ in entries().values() for one in all_ for finding in one["findings"]}
    lent = {
        field.get("rule")
        for message in release().messages.values()
        for field in _fields(message.schema)
        if field.keys() & {"pattern", "codes", "maxLength", "minimum", "maxItems"}
    }
    conditions = {id_ for id_, rule in release().rules.items() if "require" in rule}

    assert (conditions | lent) - broken - {None} == set()


def test_every_edge_and_every_break_is_tried() -> None:
    kinds = {one["name"].partition(":")[0] for all_ in entries().values() for one in all_}
    kinds |= {one["name"].partition(":")[0] for one in read("refused.json")["vectors"]}

    assert {name for name, _ in edges(frozenset())} | {name for name, *_ in BREAKS} <= kinds


def test_the_command_writes_the_vectors_of_an_older_release_and_says_what_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "Gone.json").write_text("{}")

    app = typer.Typer()
    conformance_commands.register(app)
    done = CliRunner().invoke(app, ["--release", "0.1", "--chances", "0", "--out", str(tmp_path)])

    assert done.exit_code == 0, done.output
    assert "CaseFinalised is left out: the release cannot read it" in done.output
    index = json.loads((tmp_path / "index.json").read_bytes())
    assert index == {"release": "0.1", "message_types": sorted(load_release("0.1").messages)}
    assert {path.stem for path in tmp_path.iterdir()} == {
        *index["message_types"],
        "index",
        "lists",
        "functions",
        "refused",
    }


def _fields(schema: Any) -> list[Entry]:
    match schema:
        case dict():
            own = schema.get("fields", [])
            return [*own, *(one for each in [schema.get("type"), schema.get("items"), *own] for one in _fields(each))]
        case list():
            return [one for branch in schema for one in _fields(branch)]
    return []
