"""`casefile generate` as people use it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_generator import LISTS, contract
from typer.testing import CliRunner, Result

from casefile_contracts.cli import build
from casefile_contracts.contract import Contract
from casefile_contracts.generator import load_paths
from casefile_contracts.generator.breaking import Broken
from casefile_contracts.generator.coverage import Surveyor

NOW = "2026-03-02T10:15:00.000Z"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(build("generate"), ["generate", "--now", NOW, *arguments])


def told(result: Result) -> list[dict[str, Any]]:
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def types(messages: list[dict[str, Any]]) -> list[str]:
    return [one["envelope"]["message_type"] for one in messages]


def test_a_case_of_a_path_comes_a_line_a_message() -> None:
    messages = told(run("--path", "withdrawn"))

    assert types(messages) == ["ChargingDecisionRequested", "TriageRejected", "ReferralWithdrawn"]


def test_the_same_seed_gives_the_same_lines_and_the_next_another_case() -> None:
    once, again, both = run("--seed", "7"), run("--seed", "7"), run("--seed", "6", "--cases", "2")

    assert once.stdout == again.stdout
    assert both.stdout.endswith(once.stdout)
    assert len({one["envelope"]["urn"] for one in told(both)}) == 2


def test_a_case_ends_with_the_type_that_is_asked_for() -> None:
    messages = told(run("--type", "HearingOutcomeNotified"))

    assert types(messages).index("HearingOutcomeNotified") == len(messages) - 1


def test_type_and_path_go_together() -> None:
    assert types(told(run("--type", "CaseTransferred", "--path", "charged_crown")))[-1] == "CaseTransferred"


def test_size_and_force_are_taken() -> None:
    first, *_ = told(run("--path", "charged_crown", "--size", "large", "--organisation", "police-98"))

    assert len(first["defendants"]) == 7
    assert first["envelope"]["urn"].startswith("98")


def test_the_last_message_breaks_the_rule_that_is_named() -> None:
    *_, last = told(run("--break", "X05"))
    message, _ = contract().from_json(last)

    assert message is not None
    assert {one.rule for one in contract().check(message, now=1_772_446_500_000)} == {"X05"}


def test_what_only_the_exchange_finds_is_said_once() -> None:
    result = run("--break", "E13", "--cases", "3")

    assert len(told(result)) == 3
    assert result.stderr.count("E13") == 1
    assert "another case number" in result.stderr


def test_what_a_golden_message_breaks_is_said_to_be_the_same_for_every_seed() -> None:
    result = run("--break", "L12", "--cases", "2")

    first, second = told(result)
    assert first == second
    assert result.stderr.count("L12 is broken in a golden message of the contract, which stands alone") == 1


def test_files_are_named_by_case_and_place(tmp_path: Path) -> None:
    result = run("--path", "withdrawn", "--cases", "2", "--format", "json", "--out", str(tmp_path / "new"))

    assert result.exit_code == 0 and result.stdout == ""
    names = sorted(path.name for path in (tmp_path / "new").iterdir())
    assert len(names) == 6
    assert names[0] == "case-000000-01-ChargingDecisionRequested.json"


def test_lines_go_into_a_file_a_case(tmp_path: Path) -> None:
    run("--path", "withdrawn", "--cases", "2", "--out", str(tmp_path))

    assert [len(path.read_text().splitlines()) for path in sorted(tmp_path.iterdir())] == [3, 3]


def test_avro_files_are_what_travels(tmp_path: Path) -> None:
    run("--path", "withdrawn", "--format", "avro", "--out", str(tmp_path))

    read = [Contract.load().read(path.read_bytes()).type.name for path in sorted(tmp_path.iterdir())]
    assert read == ["ChargingDecisionRequested", "TriageRejected", "ReferralWithdrawn"]


def test_the_paths_are_listed() -> None:
    result = run("--list-paths")

    assert result.exit_code == 0
    assert [line.split()[0] for line in result.stdout.splitlines()] == [*load_paths(), "walk"]


@pytest.mark.parametrize(("rule", "exit_code", "last"), [("X05", 0, "rules hit."), ("E09", 1, "never hit: E09")])
def test_the_coverage_is_shown(monkeypatch: pytest.MonkeyPatch, rule: str, exit_code: int, last: str) -> None:
    def broken(self: Surveyor) -> Iterator[tuple[str, Broken | None]]:
        yield rule, None if rule == "E09" else self.breaker.break_any(rule, seed=7)

    monkeypatch.setattr(Surveyor, "broken", broken)
    monkeypatch.setattr(Surveyor, "_undecided", lambda *_: iter(()))

    result = run("--coverage", "--reference", str(LISTS))

    assert result.exit_code == exit_code
    assert result.stdout.strip().endswith(last)
    assert "E13    found by the exchange alone: The key" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--path", "elsewhere"], "no path is called elsewhere"),
        (["--type", "Nothing"], "no path leads to Nothing"),
        (["--type", "CaseSplit", "--path", "withdrawn"], "withdrawn has no CaseSplit"),
        (["--type", "CaseSplit", "--path", "walk"], "a walk leads anywhere"),
        (["--break", "Q99"], "has no rule Q99"),
        (["--break", "x05"], "has no rule x05; did you mean X05"),
        (["--type", "HearingOutcome"], "no path leads to HearingOutcome; did you mean HearingOutcomeNotified"),
        (["--seed", "999999", "--cases", "2"], "the last case that has a number of its own, 999,999"),
        (["--break", "E09"], "E09 cannot be broken: An exchange over topics"),
        (["--break", "F14"], "F14 cannot be broken in any case; it may need a list"),
        (["--break", "X91", "--path", "withdrawn"], "X91 cannot be broken in a case of withdrawn"),
        (["--format", "json"], "say where with --out"),
        (["--now", "yesterday"], "--now is not a date and time"),
        (["--now", "0001-01-01T00:00:00.000Z"], "--now leaves no room in the calendar"),
        (["--now", "9999-12-31T00:00:00.000Z"], "--now leaves no room in the calendar"),
        (["--break", "X05", "--type", "ChargesLaid"], "leave out --type"),
        (["--break", ""], "has no rule"),
        (["--path", ""], "no path is called"),
        (["--reference", "nowhere"], "nowhere: holds no reference data"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: list[str], why: str) -> None:
    result = CliRunner().invoke(build("generate"), ["generate", "--now", NOW, *arguments])

    assert result.exit_code == 2
    assert why in result.stderr
