"""`casefile reference`: what operators type."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from casefile_contracts import cli


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    path = tmp_path / "cps.csv"
    path.write_text("code,value\nA99AA00,North\n", encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.build(), ["reference", *map(str, arguments)])


def load(store: Path, *sources: object) -> Result:
    return run("load", "--reference", store, *sources)


def test_load_makes_a_version_that_show_and_versions_tell_of(tmp_path: Path, codes: Path) -> None:
    store = tmp_path / "store"

    loaded = load(store, f"organisation_unit={codes}")

    assert loaded.exit_code == 0
    assert "version 1, effective" in loaded.stdout
    assert "organisation_unit              1 codes  cps.csv" in loaded.stdout
    shown = run("show", "--reference", store)
    assert "offence_code             not loaded: rules that ask it find nothing" in shown.stdout
    assert run("versions", "--reference", store).stdout.split()[:3] == ["1", "effective", shown.stdout.split()[3][:-1]]


def test_a_list_that_no_rule_asks_is_refused_with_those_that_are(tmp_path: Path, codes: Path) -> None:
    refused = load(tmp_path / "store", f"ofence_code={codes}")

    assert "no rule asks ofence_code; to be loaded are" in str(refused.exception)
    assert "offence_code" in str(refused.exception)
    assert not (tmp_path / "store").exists()


def test_code_says_whether_a_list_has_a_code(tmp_path: Path, codes: Path) -> None:
    load(tmp_path / "store", f"cps_unit_of={codes}")

    found = run("code", "cps_unit_of", "A99AA00", "--reference", tmp_path / "store")
    missing = run("code", "cps_unit_of", "A98AA00", "--reference", tmp_path / "store")
    unheard_of = run("code", "other", "A98AA00", "--reference", tmp_path / "store")

    assert (found.exit_code, found.stdout) == (0, "A99AA00: known, North\n")
    assert (missing.exit_code, missing.stdout) == (1, "A98AA00: not known\n")
    assert "other is not loaded" in str(unheard_of.exception)


def test_a_day_that_is_none_is_refused(tmp_path: Path, codes: Path) -> None:
    refused = load(tmp_path / "store", f"cps_unit_of={codes}", "--effective", "1st May")

    assert "1st May is no date; write YYYY-MM-DD" in str(refused.exception)


def test_code_asks_the_version_that_is_in_force_on_the_day(tmp_path: Path, codes: Path) -> None:
    store, later = tmp_path / "store", tmp_path / "later.csv"
    later.write_text("code\nA99AA00\nA99BB00\n", encoding="utf-8")
    load(store, f"cps_unit_of={codes}")
    load(store, f"cps_unit_of={later}", "--effective", "2999-01-01")

    assert run("code", "cps_unit_of", "A99BB00", "--reference", store).exit_code == 1
    assert run("code", "cps_unit_of", "A99BB00", "--reference", store, "--on", "2999-01-01").exit_code == 0


def test_a_folder_without_a_version_is_no_empty_list(tmp_path: Path) -> None:
    for command in ("versions", "show"):
        assert "holds no version of reference data" in str(run(command, "--reference", tmp_path).exception)
