"""`casefile contracts` and `casefile check`, as people type them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from casefile_contracts import check_commands, contract_commands
from casefile_contracts.contract import Contract
from casefile_contracts.errors import DraftError, LockError
from casefile_contracts.release import load_release, read_lock
from casefile_contracts.sealing import seal
from casefile_schemas import ROOT

NOW = 1_767_225_600_000


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    app = typer.Typer(rich_markup_mode=None)
    check_commands.register(app)
    contract_commands.register(app)
    return CliRunner().invoke(app, list(arguments), input=stdin)


@pytest.fixture
def schemas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the schemas that a command may change."""
    shutil.copytree(ROOT, tmp_path / "schemas")
    monkeypatch.setattr("casefile_schemas.ROOT", tmp_path / "schemas")
    return tmp_path / "schemas"


@pytest.fixture
def accepted() -> dict[str, Any]:
    return seal(
        Contract.load(),
        "TriageAccepted",
        {
            "suspects": [{"person_id": "S1"}],
            "review_type": "FIVE_DAY",
            "cps_unit": "A160000",
            "review_due": "2026-01-15",
        },
        sender=("cps-north", "cms"),
        recipient=("police-99", "00099TestRms"),
        urn="99AA0012326",
        now=NOW,
        test=True,
    )


def test_list_shows_every_message_with_its_id_and_senders() -> None:
    shown = run("contracts", "list", "--release", "0.1")

    lines = shown.stdout.splitlines()
    messages = load_release("0.1").messages.values()
    assert shown.exit_code == 0
    assert lines[0] == "release 0.1"
    assert [line.split()[:2] for line in lines[1:]] == [[str(one.schema_id), one.name] for one in messages]
    assert all(", ".join(one.senders) in line for one, line in zip(messages, lines[1:], strict=True))


def test_show_prints_the_schema_of_a_message() -> None:
    shown = run("contracts", "show", "TriageAccepted")

    assert json.loads(shown.stdout) == load_release().messages["TriageAccepted"].schema


def test_show_tells_which_messages_there_are_if_there_is_none_of_that_name() -> None:
    shown = run("contracts", "show", "Gossip")

    assert shown.exit_code == 2
    assert "TriageAccepted" in shown.stderr


def test_lint_has_nothing_to_say_about_the_draft() -> None:
    shown = run("contracts", "lint")

    assert shown.exit_code == 0
    assert "nothing to say" in shown.stdout


def test_lint_names_every_problem(schemas: Path) -> None:
    (schemas / "draft/types/Party.avsc").unlink()

    shown = run("contracts", "lint")

    assert isinstance(shown.exception, DraftError)
    assert "Envelope.sender: casefile.v1.Party is no type of the contract" in str(shown.exception)
    assert "Envelope.recipient: casefile.v1.Party is no type of the contract" in str(shown.exception)


def test_a_draft_becomes_a_release_and_is_closed(schemas: Path) -> None:
    compiled = run("contracts", "compile", "--release", "0.2")
    frozen = run("contracts", "freeze", "--release", "0.2")

    assert (compiled.exit_code, frozen.exit_code) == (0, 0)
    assert read_lock(schemas)["releases"]["0.2"]["frozen"] is True
    assert (schemas / "releases/0.2/TriageAccepted.avsc").is_file()


def test_a_faulty_draft_is_not_compiled(schemas: Path) -> None:
    (schemas / "draft/types/Party.avsc").unlink()

    compiled = run("contracts", "compile", "--release", "0.2")

    assert isinstance(compiled.exception, DraftError)
    assert "0.2" not in read_lock(schemas)["releases"]


def test_a_release_that_does_not_exist_is_an_error_of_one_line() -> None:
    shown = run("contracts", "list", "--release", "9.9")

    assert isinstance(shown.exception, LockError)
    assert len(str(shown.exception).splitlines()) == 1


@pytest.mark.parametrize(
    "words",
    [
        ["contracts"],
        ["contracts", "list"],
        ["contracts", "show"],
        ["contracts", "lint"],
        ["contracts", "compile"],
        ["contracts", "models"],
        ["contracts", "freeze"],
        ["check"],
    ],
)
def test_every_command_says_what_it_is_for(words: list[str]) -> None:
    shown = run(*words, "--help")

    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()[2].strip()) > 20


def test_a_file_without_faults_may_be_sent(tmp_path: Path, accepted: dict[str, Any]) -> None:
    path = tmp_path / "accepted.json"
    path.write_text(json.dumps(accepted), encoding="utf-8")

    shown = run("check", str(path))

    assert shown.exit_code == 0
    assert shown.stdout == f"{path}: may be sent, 0 findings\n"


def test_a_file_with_faults_is_told_every_one_and_no_value(accepted: dict[str, Any]) -> None:
    accepted["cps_unit"] = "Whitechapel"
    accepted["envelope"]["urn"] = "Fleet Street"

    shown = run("check", "-", stdin=json.dumps(accepted).encode())

    assert shown.exit_code == 1
    assert "-: would be rejected" in shown.stdout
    assert "F12 reject  /cps_unit  " in shown.stdout
    assert "F01 reject  /envelope/urn  " in shown.stdout
    assert "Whitechapel" not in shown.output
    assert "Fleet" not in shown.output


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is no message in JSON form: There is nothing to read."),
        (b"{", "is no message in JSON form: The text is not one JSON value."),
        (b'{"a": 1, "a": 2}', "is no message in JSON form: A JSON object has the same key twice."),
        (b"\xff", "is no message in JSON form: A text is not valid UTF-8."),
    ],
)
def test_what_is_no_json_is_told_apart(content: bytes, problem: str) -> None:
    shown = run("check", "-", stdin=content)

    assert shown.exit_code == 2
    assert shown.stderr == f"-: {problem}\n"


def test_json_that_is_no_message_is_a_finding() -> None:
    shown = run("check", "-", stdin=b"[]")

    assert shown.exit_code == 1
    assert "E06 reject  /envelope/message_type" in shown.stdout


def test_the_worst_of_several_files_decides_the_exit_code(tmp_path: Path, accepted: dict[str, Any]) -> None:
    good = tmp_path / "good.json"
    good.write_text(json.dumps(accepted), encoding="utf-8")
    missing = tmp_path / "missing.json"

    shown = run("check", str(missing), str(good))

    assert shown.exit_code == 2
    assert f"{missing}: cannot be read: No such file or directory" in shown.stderr
    assert f"{good}: may be sent" in shown.stdout


def test_the_operators_code_lists_are_asked_where_they_are_given(tmp_path: Path, accepted: dict[str, Any]) -> None:
    (tmp_path / "forces.csv").write_text("code\n98\n", encoding="utf-8")

    shown = run("check", "-", "--reference", str(tmp_path), stdin=json.dumps(accepted).encode())

    assert shown.exit_code == 1
    assert [line.split()[2] for line in shown.stdout.splitlines()[1:]] == ["/envelope/urn"]
