"""`casefile contracts docs`, as people type it."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from documented import files
from typer.testing import CliRunner, Result

from casefile_contracts import commands
from casefile_contracts.documentation.folder import files_in
from casefile_contracts.errors import LockError, SettingsError
from casefile_contracts.release import load_release


def run(*arguments: str) -> Result:
    app = typer.Typer(rich_markup_mode=None)
    commands.register(app)
    return CliRunner().invoke(app, ["contracts", "docs", *arguments])


def test_it_writes_the_latest_release_and_says_where(tmp_path: Path) -> None:
    shown = run("--out", str(tmp_path / "new" / "folder"))

    assert shown.exit_code == 0
    assert shown.stdout.startswith(f"{tmp_path / 'new' / 'folder' / 'index.html'}: {len(files())} files")
    assert {name: (tmp_path / "new" / "folder" / name).read_bytes() for name in files()} == files()


def test_it_writes_an_older_release_too(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--release", "0.1")

    assert {f"messages/{name}.html" for name in load_release("0.1").messages} <= files_in(tmp_path)
    assert "Case file contract 0.1" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_the_draft_can_be_previewed(tmp_path: Path) -> None:
    shown = run("--draft", "--out", str(tmp_path))

    assert shown.exit_code == 0
    assert "Case file contract draft" in (tmp_path / "index.html").read_text(encoding="utf-8")


def test_what_an_earlier_run_left_is_removed(tmp_path: Path) -> None:
    run("--out", str(tmp_path), "--release", "0.1")
    (tmp_path / "messages" / "Gossip.html").touch()

    run("--out", str(tmp_path), "--release", "0.1")

    assert "messages/Gossip.html" not in files_in(tmp_path)


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("Ten years of work.", encoding="utf-8")

    shown = run("--out", str(tmp_path))

    assert isinstance(shown.exception, SettingsError)
    assert files_in(tmp_path) == {"thesis.txt"}


def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("casefile_contracts.documentation_commands.find_spec", lambda name: None)

    shown = run("--out", str(tmp_path))

    assert isinstance(shown.exception, SettingsError)
    assert "casefile-exchange[docs]" in str(shown.exception)


def test_a_release_that_does_not_exist_is_an_error_of_one_line(tmp_path: Path) -> None:
    shown = run("--out", str(tmp_path), "--release", "9.9")

    assert isinstance(shown.exception, LockError)
    assert files_in(tmp_path) == set()


@pytest.mark.parametrize("arguments", [("--draft", "--release", "0.1", "--out", "x"), ()])
def test_what_cannot_be_meant_is_refused(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
