"""`casefile contracts check`, `diff` and `release`, as people type them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml
from typer.testing import CliRunner, Result

from casefile_contracts import evolution_commands
from casefile_contracts.draft.compiler import compile_draft
from casefile_contracts.draft.lock import freeze_release, write_release
from casefile_contracts.draft.source import load_draft
from casefile_contracts.evolution.releasing import may_break
from casefile_contracts.release import load_release, read_lock, read_release
from casefile_schemas import ROOT

DAY = ("--on", "2026-11-23")


def run(*arguments: str) -> Result:
    app = typer.Typer(rich_markup_mode=None)
    evolution_commands.register(app)
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A folder of the release 0.1 that may be changed."""
    return Path(shutil.copytree(ROOT / "releases/0.1", tmp_path / "changed"))


def edit(folder: Path, message_type: str, *names: str, **attributes: Any) -> None:
    """Set attributes of a field of a message type, None to take one away."""
    path = folder / f"{message_type}.avsc"
    schema = json.loads(path.read_text())
    field = next(one for one in schema["fields"] if one["name"] == names[0])
    for name, value in attributes.items():
        field.pop(name) if value is None else field.update({name: value})
    path.write_text(json.dumps(schema))


def test_a_draft_that_breaks_nobody_is_exit_code_0(release: Path) -> None:
    edit(release, "TriageAccepted", "cps_unit", doc="Said otherwise.")

    shown = run("check", str(release), "--against", "0.1", *DAY)

    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0] == "0.1 -> changed: harmless"


def test_a_draft_that_breaks_somebody_is_exit_code_1_and_says_whom_and_where(release: Path) -> None:
    edit(release, "TriageAccepted", "cps_unit", maxLength=60, pattern=None)

    shown = run("check", str(release), "--against", "0.1", *DAY)

    assert shown.exit_code == 1
    assert "breaking  to readers of 0.1 that get messages of changed" in shown.stdout
    assert "TriageAccepted /cps_unit: " in shown.stdout


def test_a_risk_is_a_break_only_if_that_is_asked_for(release: Path) -> None:
    rules = json.loads((release / "rules.json").read_text())
    del rules["X05"]
    (release / "rules.json").write_text(json.dumps(rules))

    assert run("check", str(release), "--against", "0.1", *DAY).exit_code == 0
    assert run("check", str(release), "--against", "0.1", "--strict", *DAY).exit_code == 1


def test_programs_get_every_change_with_its_place_and_levels(release: Path) -> None:
    edit(release, "TriageAccepted", "cps_unit", sensitivity="personal")

    found = json.loads(run("check", str(release), "--against", "0.1", "--format", "json", *DAY).stdout)

    assert found["verdict"] == "breaking"
    assert found["releases"][0]["breaks"] == {"readers": "breaking", "senders": "harmless", "history": "harmless"}
    assert found["releases"][0]["changes"] == [
        {
            "kind": "sensitivity.raised",
            "type": "TriageAccepted",
            "place": "/cps_unit",
            "level": "breaking",
            "readers": "breaking",
            "senders": "harmless",
            "history": "harmless",
            "says": "Readers by the old handle as less sensitive what is more: a privacy change. (public is personal)",
        }
    ]


def test_participants_are_named_with_what_they_speak(release: Path, tmp_path: Path) -> None:
    (tmp_path / "register").mkdir()
    speaks = [{"system": "cms", "release": "0.1", "reads": {"TriageAccepted": ["/cps_unit"]}}]
    east = {
        "organisation": "cps-east",
        "name": "CPS East",
        "kind": "cps",
        "forces": ["97"],
        "systems": ["cms"],
        "speaks": speaks,
    }
    (tmp_path / "register/cps-east.yaml").write_text(yaml.safe_dump(east))
    edit(release, "TriageAccepted", "cps_unit", sensitivity="personal")

    shown = run("check", str(release), "--participants", str(tmp_path / "register"), *DAY)

    assert shown.exit_code == 1
    assert "cps-east: breaking" in shown.stdout
    assert "breaks cps-east (cms), which reads TriageAccepted 0.1: field /cps_unit: " in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["nowhere", "--against", "0.1"], "release nowhere does not exist"),
        (["0.1", "--against", "9.9"], "release 9.9 does not exist"),
        (["0.1", "--against", "."], "is neither the folder of a draft"),
    ],
)
def test_what_cannot_be_judged_is_exit_code_2(arguments: list[str], problem: str) -> None:
    shown = run("check", *arguments, *DAY)

    assert shown.exit_code == 2
    assert problem in shown.stderr


def test_a_schema_that_is_none_is_exit_code_2(release: Path) -> None:
    (release / "TriageAccepted.avsc").write_text('{"type": "recrod"}')

    assert run("check", str(release), "--against", "0.1", *DAY).exit_code == 2


def test_a_table_that_is_none_is_exit_code_2(release: Path) -> None:
    tables = json.loads((release / "tables.json").read_text())
    tables["lifecycle"]["states"] = ["SUBMITTED"]
    (release / "tables.json").write_text(json.dumps(tables))

    shown = run("check", str(release), "--against", "0.1", *DAY)

    assert shown.exit_code == 2
    assert "tables.lifecycle.states.0: " in shown.stderr


MALFORMED = [
    ("Offence", "fields", lambda fields: [*fields, fields[0]], "casefile.v1.Offence: a name stands twice"),
    ("Plea", "symbols", lambda symbols: [*symbols, symbols[1]], "casefile.v1.Plea: a name stands twice"),
    ("Plea", "symbols", lambda _: "GUILTY", "casefile.v1.Plea: is no enum"),
    ("ChargesLaid", "sender", lambda _: "police", "casefile.v1.ChargesLaid: sender must be a list of texts"),
    ("Address", "aliases", lambda _: [1], "casefile.v1.Address: aliases must be a list of texts"),
    (
        "Address",
        "fields",
        lambda fields: [*fields, {"name": "more", "type": "string", "maxLength": "9"}],
        "casefile.v1.Address.more: maxLength must be a whole number",
    ),
    (
        "Address",
        "fields",
        lambda fields: [*fields, {"name": "more", "type": "string", "pattern": "^([A-Z"}],
        "casefile.v1.Address.more: the pattern is none",
    ),
    (
        "Address",
        "fields",
        lambda fields: [*fields, {"name": "more", "type": ["null", "null", "string"]}],
        "is no union: its branches must be different types",
    ),
]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A folder of the draft that may be changed."""
    return Path(shutil.copytree(ROOT / "draft", tmp_path / "draft"))


@pytest.mark.parametrize(("type_", "part", "made", "problem"), MALFORMED)
def test_a_type_that_is_malformed_is_named(
    draft: Path, type_: str, part: str, made: Callable[[Any], Any], problem: str
) -> None:
    path = draft / f"types/{type_}.avsc"
    schema = json.loads(path.read_text())
    path.write_text(json.dumps(schema | {part: made(schema.get(part))}))

    shown = run("check", str(draft), "--against", "1.0", *DAY)

    assert shown.exit_code == 2, shown.stdout
    assert problem in shown.stderr


@pytest.mark.parametrize(
    ("file", "content", "problem"),
    [
        ("rules/made_up.yaml", "- {id: X36, severity: warn, text: Made up.}", "a rule stands twice: X36"),
        ("rules/made_up.yaml", "- {id: M01, severity: fatal, text: Made up.}", "rules.M01.severity: "),
        ("rules/made_up.yaml", "- {id: M01, from: soon, text: Made up.}", "rules.M01.from: "),
        ("rules/made_up.yaml", "- {id: M01, on: 5, text: Made up.}", "rules.M01.on"),
        ("tables/lifecycle.yaml", "states: [{id: REGISTERED}]", "tables.lifecycle.states.0.open: "),
        ("tables/code_lists.yaml", "gender: [M, F]", "tables.code_lists.gender: "),
        ("tables/case_memory.yaml", "messages: {ActionPlanIssued: [{into: plans}]}", "ActionPlanIssued.0.take: "),
        ("types/Offence.avsc", "[" * 100_000, "cannot be compiled: RecursionError"),
    ],
)
def test_rules_tables_and_files_that_are_malformed_are_named(
    draft: Path, file: str, content: str, problem: str
) -> None:
    (draft / file).write_text(content)

    shown = run("check", str(draft), "--against", "1.0", *DAY)

    assert shown.exit_code == 2, shown.stdout
    assert problem in shown.stderr


def test_a_file_that_cannot_be_read_is_named(draft: Path) -> None:
    (draft / "types/Offence.avsc").unlink()
    (draft / "types/Offence.avsc").mkdir()

    shown = run("check", str(draft), "--against", "1.0", *DAY)

    assert shown.exit_code == 2
    assert "Offence.avsc: cannot be read: Is a directory" in shown.stderr


def test_a_draft_with_lint_is_judged_all_the_same(tmp_path: Path) -> None:
    draft = Path(shutil.copytree(ROOT / "draft", tmp_path / "draft"))
    path = draft / "types/TriageAccepted.avsc"
    path.write_text(path.read_text().replace('"cps_unit"', '"cps_place"'))

    shown = run("diff", str(ROOT / "draft"), str(draft), *DAY)

    assert shown.exit_code == 1
    assert "field.renamed" in shown.stdout


def test_diff_is_silent_about_nothing(release: Path) -> None:
    shown = run("diff", "0.1", str(release), *DAY)

    assert (shown.exit_code, shown.stdout) == (0, f"0.1 and {release} are the same\n")


def test_diff_shows_harmless_changes_too(release: Path) -> None:
    edit(release, "TriageAccepted", "cps_unit", doc="Said otherwise.")

    found = json.loads(run("diff", "0.1", str(release), "--format", "json", *DAY).stdout)

    assert [(one["kind"], one["place"]) for one in found["changes"]] == [("doc.changed", "/cps_unit")]


@pytest.fixture
def schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the schemas where the draft as it is is the frozen release 1.0, and the models' folder."""
    root = Path(shutil.copytree(ROOT, tmp_path / "schemas"))
    for version in [version for version in read_lock(root)["releases"] if version != "0.1"]:
        lock = read_lock(root)
        del lock["releases"][version]
        (root / "lock.json").write_text(json.dumps(lock))
        shutil.rmtree(root / "releases" / version)
    write_release(root, "1.0", compile_draft(load_draft(root / "draft")))
    freeze_release(root, "1.0")
    (tmp_path / "models").mkdir()
    monkeypatch.setattr("casefile_schemas.ROOT", root)
    monkeypatch.setattr("casefile_contracts.models.__path__", [str(tmp_path / "models")])
    return root


def change(root: Path, type_: str, old: str, new: str) -> None:
    path = root / f"draft/types/{type_}.avsc"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


WIDER = ('"name": "cps_unit", "type": "string"', '"name": "cps_unit", "type": ["null", "string"], "default": null')


def test_a_release_is_written_locked_frozen_and_described(schemas: Path, tmp_path: Path) -> None:
    change(schemas, "TriageAccepted", '"doc": "', '"doc": "Now: ')

    made = run("release", "1.1", *DAY)

    assert made.exit_code == 0, made.output
    locked = read_lock(schemas)["releases"]["1.1"]
    assert locked["frozen"] is True
    assert {"rules.json", "tables.json", "CHANGELOG.md"} == set(locked["files"])
    assert (tmp_path / "models/v1_1.py").is_file()
    assert (schemas / "releases/1.1/CHANGELOG.md").read_text().startswith("# Release 1.1\n\nCompared with 1.0;")
    assert read_release(schemas, "1.1").messages.keys() >= load_release("0.1").messages.keys()


def test_a_dry_run_writes_nothing(schemas: Path) -> None:
    change(schemas, "TriageAccepted", '"doc": "', '"doc": "Now: ')
    before = (schemas / "lock.json").read_bytes()

    shown = run("release", "1.1", "--dry-run", *DAY)

    assert shown.exit_code == 0
    assert "not written" in shown.stdout
    assert (schemas / "lock.json").read_bytes() == before
    assert not (schemas / "releases/1.1").exists()


def test_what_breaks_a_live_release_needs_another_first_number(schemas: Path) -> None:
    change(schemas, "TriageAccepted", *WIDER)

    refused = run("release", "1.1", *DAY)

    assert refused.exit_code == 1
    assert "breaks 1.0, which 1.1 may not: give it the number 2.0" in refused.stderr
    assert not (schemas / "releases/1.1").exists()
    assert run("release", "2.0", "--dry-run", *DAY).exit_code == 0


def test_a_frozen_number_or_an_earlier_one_cannot_be_released(schemas: Path) -> None:
    assert run("release", "1.0", *DAY).exit_code == 2
    assert run("release", "0.9", *DAY).exit_code == 2


def test_a_draft_with_lint_is_not_released(schemas: Path) -> None:
    change(schemas, "TriageAccepted", '"sensitivity": "public"', '"sensitivity": "secret"')

    refused = run("release", "1.1", *DAY)

    assert refused.exit_code == 2
    assert "needs a sensitivity" in refused.stderr


@pytest.mark.parametrize(
    ("old", "new", "allowed"),
    [("0.1", "0.2", True), ("0.1", "1.0", True), ("1.0", "1.1", False), ("1.9", "2.0", True), ("1.1", "1.10", False)],
)
def test_the_number_says_what_may_break(old: str, new: str, allowed: bool) -> None:
    assert may_break(old, new) is allowed


@pytest.mark.parametrize("words", [["check"], ["diff"], ["release"], ["mutations"]])
def test_every_command_says_what_it_is_for_and_how_it_exits(words: list[str]) -> None:
    shown = run(*words, "--help")

    assert shown.exit_code == 0
    assert words == ["mutations"] or "Exit code 0" in " ".join(shown.stdout.split())
