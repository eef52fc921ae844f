"""`casefile contracts`, as people type it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from casefile_contracts import contract_commands
from casefile_contracts.errors import DraftError, LockError
from casefile_contracts.release import load_release, read_lock
from casefile_schemas import ROOT


def run(*arguments: str) -> Result:
    app = typer.Typer(rich_markup_mode=None)
    contract_commands.register(app)
    return CliRunner().invoke(app, ["contracts", *arguments])


@pytest.fixture
def schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the schemas that a command may change."""
    shutil.copytree(ROOT, tmp_path / "schemas")
    monkeypatch.setattr("casefile_schemas.ROOT", tmp_path / "schemas")
    return tmp_path / "schemas"


def test_list_shows_every_message_with_its_id_and_senders() -> None:
    shown = run("list", "--release", "0.1")

    lines = shown.stdout.splitlines()
    messages = load_release("0.1").messages.values()
    assert shown.exit_code == 0
    assert lines[0] == "release 0.1"
    assert [line.split()[:2] for line in lines[1:]] == [[str(one.schema_id), one.name] for one in messages]
    assert all(", ".join(one.senders) in line for one, line in zip(messages, lines[1:], strict=True))


def test_show_prints_the_schema_of_a_message() -> None:
    shown = run("show", "TriageAccepted")

    assert json.loads(shown.stdout) == load_release().messages["TriageAccepted"].schema


def test_show_tells_which_messages_there_are_if_there_is_none_of_that_name() -> None:
    shown = run("show", "Gossip")

    assert shown.exit_code == 2
    assert "TriageAccepted" in shown.stderr


def test_lint_has_nothing_to_say_about_the_draft() -> None:
    shown = run("lint")

    assert shown.exit_code == 0
    assert "nothing to say" in shown.stdout


def test_lint_names_every_problem(schemas: Path) -> None:
    (schemas / "draft/types/Party.avsc").unlink()

    shown = run("lint")

    assert isinstance(shown.exception, DraftError)
    assert "Envelope.sender: casefile.v1.Party is no type of the contract" in str(shown.exception)
    assert "Envelope.recipient: casefile.v1.Party is no type of the contract" in str(shown.exception)


def test_a_draft_becomes_a_release_that_is_still_open(schemas: Path) -> None:
    compiled = run("compile", "--release", "1.1")

    assert compiled.exit_code == 0
    assert read_lock(schemas)["releases"]["1.1"]["frozen"] is False
    assert (schemas / "releases/1.1/TriageAccepted.avsc").is_file()


def test_a_faulty_draft_is_not_compiled(schemas: Path) -> None:
    (schemas / "draft/types/Party.avsc").unlink()

    compiled = run("compile", "--release", "1.1")

    assert isinstance(compiled.exception, DraftError)
    assert "1.1" not in read_lock(schemas)["releases"]


def test_a_release_that_does_not_exist_is_an_error_of_one_line() -> None:
    shown = run("list", "--release", "9.9")

    assert isinstance(shown.exception, LockError)
    assert len(str(shown.exception).splitlines()) == 1
