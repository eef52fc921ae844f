"""`casefile check`, as people and pipelines use it."""

from __future__ import annotations

import json
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
import sarif_pydantic
import typer
from typer.testing import CliRunner, Result

from casefile_contracts import check_commands
from casefile_contracts.contract import Contract
from casefile_contracts.participants import Participants
from casefile_contracts.preflight import UnusableFileError, Verdict, preflight, reading
from casefile_contracts.preflight.progress import shown
from casefile_contracts.sealing import seal

NOW = 1_767_225_600_000
REGISTER = Path(__file__).parents[2] / "contracts" / "participants"


def body(on: date = date(2026, 1, 1)) -> dict[str, Any]:
    due = (on + timedelta(days=5)).isoformat()
    return {"suspects": [{"person_id": "S1"}], "review_type": "FIVE_DAY", "cps_unit": "A160000", "review_due": due}


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    app = typer.Typer(rich_markup_mode=None)
    app.callback()(lambda: None)
    check_commands.register(app)
    return CliRunner().invoke(app, ["check", *arguments], input=stdin)


@pytest.fixture
def accepted() -> dict[str, Any]:
    contract, sender, recipient = Contract.load(), ("cps-north", "cms"), ("police-99", "00099TestRms")
    urn = "99AA0012326"
    return seal(contract, "TriageAccepted", body(), sender=sender, recipient=recipient, urn=urn, now=NOW, test=True)


@pytest.fixture
def faulty(accepted: dict[str, Any]) -> dict[str, Any]:
    accepted["cps_unit"] = "Whitechapel"
    accepted["envelope"]["urn"] = "Fleet Street"
    return accepted


def write(path: Path, obj: Any) -> Path:
    path.write_text(json.dumps(obj, indent=1), encoding="utf-8")
    return path


def test_a_file_without_faults_may_be_sent(tmp_path: Path, accepted: dict[str, Any]) -> None:
    path = write(tmp_path / "accepted.json", accepted)

    shown_ = run(str(path))

    assert shown_.exit_code == 0
    assert shown_.stdout.startswith(f"{path}: may be sent, 0 findings\n")


def test_a_file_with_faults_is_told_every_one_and_no_value(faulty: dict[str, Any]) -> None:
    for form in check_commands.Format:
        told = run("-", "--format", form, stdin=json.dumps(faulty).encode())

        assert told.exit_code == 1
        assert {"F12", "F01"} <= set(re.findall(r"F[0-9]{2}", told.stdout))
        assert "/cps_unit" in told.stdout
        assert "/envelope/urn" in told.stdout
        assert "Whitechapel" not in told.output
        assert "Fleet" not in told.output


def test_findings_say_line_and_column(tmp_path: Path, faulty: dict[str, Any]) -> None:
    path = write(tmp_path / "faulty.json", faulty)
    lines = path.read_text(encoding="utf-8").splitlines()

    found = json.loads(run(str(path), "--format", "json").stdout)["messages"][0]["findings"]

    by_pointer = {each["pointer"]: each for each in found}
    for pointer, value in (("/cps_unit", '"Whitechapel"'), ("/envelope/urn", '"Fleet Street"')):
        place = by_pointer[pointer]
        assert lines[place["line"] - 1][place["column"] - 1 :].startswith(value)


def test_rules_that_were_not_decided_are_listed_with_the_reason(accepted: dict[str, Any]) -> None:
    message = json.loads(run("-", "--format", "json", stdin=json.dumps(accepted).encode()).stdout)["messages"][0]

    assert {"rule": "E01", "why": "No register of participants was given."} in message["undecided"]
    assert all(each["rule"] in Contract.load().release.rules and each["why"] for each in message["undecided"])


def test_the_register_tells_who_may_send_what_to_whom(accepted: dict[str, Any]) -> None:
    accepted["envelope"]["recipient"]["organisation"] = "police-98"
    accepted["envelope"]["sender"]["system"] = "fax"

    told = run("-", "--participants", str(REGISTER), "--format", "json", stdin=json.dumps(accepted).encode())

    message = json.loads(told.stdout)["messages"][0]
    assert [(each["rule"], each["pointer"]) for each in message["findings"]][:3] == [
        ("E01", "/envelope/sender/system"),
        ("E05", "/envelope/recipient/system"),
        ("E12", "/envelope/urn"),
    ]
    assert not {"E01", "E05", "E06", "E12"} & {each["rule"] for each in message["undecided"]}


def test_a_message_of_the_other_side_is_refused_by_the_register(accepted: dict[str, Any]) -> None:
    envelope = accepted["envelope"]
    envelope["sender"], envelope["recipient"] = envelope["recipient"], envelope["sender"]
    report = preflight(
        Contract.load(), json.dumps(accepted).encode(), now=NOW, participants=Participants.load(REGISTER)
    )

    assert ("E06", "/envelope/message_type") in [(each.rule, each.pointer) for each in report.findings]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "There is nothing to read."),
        (b"{", "The text is not one JSON value. (line 1, column 2)"),
        (b'{"a": 1, "a": 2}', "A JSON object has the same key twice."),
        (b"\xff", "A text is not valid UTF-8. (line 1, column 1)"),
        (b"\0\0\0\0\0", "No released schema has this id."),
    ],
)
def test_what_is_no_message_is_told_apart(content: bytes, problem: str) -> None:
    told = run("-", stdin=content)

    assert told.exit_code == 2
    assert told.stdout == f"-: cannot be used: {problem}\n"


def test_json_that_is_no_message_is_a_finding() -> None:
    told = run("-", stdin=b"[]")

    assert told.exit_code == 1
    assert "E06 reject  1:1  /envelope/message_type" in told.stdout


def test_the_worst_of_several_files_decides_the_exit_code(tmp_path: Path, accepted: dict[str, Any]) -> None:
    good, missing = write(tmp_path / "good.json", accepted), tmp_path / "missing.json"

    told = run(str(missing), str(good))

    assert told.exit_code == 2
    assert f"{missing}: cannot be used: There is no such file." in told.stdout
    assert f"{good}: may be sent" in told.stdout


def test_folders_patterns_lines_and_bytes_are_read(tmp_path: Path, accepted: dict[str, Any]) -> None:
    contract = Contract.load()
    (tmp_path / "deep").mkdir()
    write(tmp_path / "deep" / "a.json", accepted)
    line = json.dumps(accepted)
    (tmp_path / "b.jsonl").write_text(f"{line}\n\n{line.replace('A160000', 'X')}\n", encoding="utf-8")
    (tmp_path / "c.avro").write_bytes(contract.pack(accepted).value)
    (tmp_path / "notes.txt").write_text("no message", encoding="utf-8")

    told = json.loads(run(str(tmp_path), "--format", "json").stdout)

    seen = [(Path(each["file"]).name, each.get("line"), each["verdict"]) for each in told["messages"]]
    assert seen == [
        ("b.jsonl", 1, "sendable"),
        ("b.jsonl", 3, "rejected"),
        ("c.avro", None, "sendable"),
        ("a.json", None, "sendable"),
    ]
    assert told["messages"][1]["findings"][0]["line"] == 3
    assert told["summary"] == {"sendable": 3, "rejected": 1, "unusable": 0}
    assert run(str(tmp_path / "**" / "*.json")).exit_code == 0


def test_lines_are_found_out_without_a_name(accepted: dict[str, Any]) -> None:
    line = json.dumps(accepted).encode()

    told = json.loads(run("-", "--format", "json", stdin=line + b"\n" + line).stdout)

    assert [each["line"] for each in told["messages"]] == [1, 2]


def test_a_folder_without_messages_is_unusable(tmp_path: Path) -> None:
    assert run(str(tmp_path)).exit_code == 2


def test_a_message_without_envelope_is_judged_by_what_it_holds(tmp_path: Path) -> None:
    short = {"message_type": "TriageAccepted", "urn": "nothing", "body": {**body(date.today()), "cps_unit": "X"}}

    told = json.loads(run(str(write(tmp_path / "short.json", short)), "--format", "json").stdout)["messages"][0]

    assert [(each["rule"], each["pointer"], each["line"]) for each in told["findings"]] == [
        ("F01", "/envelope/urn", 3),
        ("F12", "/cps_unit", 11),
    ]
    assert {"rule": "E04", "why": "The file has no envelope yet; sending gives it one."} in told["undecided"]


@pytest.mark.parametrize("short", [{"message_type": "Gossip", "body": {}}, {"message_type": "Receipt", "body": []}])
def test_a_short_form_of_nothing_that_the_contract_has_is_unusable(short: dict[str, Any]) -> None:
    assert run("-", stdin=json.dumps(short).encode()).exit_code == 2


def test_what_another_room_reads_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(content: bytes) -> dict[str, Any]:
        if content != b"triage":
            raise UnusableFileError("This is no triage.")
        return {"message_type": "TriageAccepted", "urn": "99AA0012326", "body": body(date.today())}

    monkeypatch.setattr(reading, "_readers", lambda: {"txt": read})
    (tmp_path / "a.txt").write_bytes(b"triage")
    (tmp_path / "b.txt").write_bytes(b"gossip")

    told = run(str(tmp_path))

    assert told.exit_code == 2
    assert f"{tmp_path / 'a.txt'}: may be sent" in told.stdout
    assert f"{tmp_path / 'b.txt'}: cannot be used: This is no triage." in told.stdout


def test_a_message_larger_than_the_exchange_carries_is_refused(accepted: dict[str, Any]) -> None:
    contract = Contract.load()
    value = contract.pack(accepted).value

    assert [each.rule for each in preflight(contract, value + bytes(1_000_000), now=NOW).findings] == ["E16"]


def test_strict_lets_warnings_count(monkeypatch: pytest.MonkeyPatch, accepted: dict[str, Any]) -> None:
    contract = Contract.load()
    warning = next(id_ for id_, rule in contract.release.rules.items() if rule["severity"] == "warn")
    monkeypatch.setattr(Contract, "check", lambda self, *_, **__: [self.finding(warning, "/cps_unit")])
    content = json.dumps(accepted).encode()

    report = preflight(contract, content, now=NOW)

    assert report.verdict() is Verdict.SENDABLE
    assert report.verdict(strict=True) is Verdict.REJECTED
    assert run("-", stdin=content).exit_code == 0
    assert run("-", "--strict", stdin=content).exit_code == 1


def test_junit_has_a_case_for_each_message(tmp_path: Path, accepted: dict[str, Any], faulty: dict[str, Any]) -> None:
    files = [write(tmp_path / "bad\t.json", faulty), tmp_path / "missing.json"]
    accepted["cps_unit"], accepted["envelope"]["urn"] = "A160000", "99AA0012326"
    files.append(write(tmp_path / "good.json", accepted))

    told = run(*map(str, files), "--format", "junit", "--output", str(tmp_path / "report.xml"))

    assert (told.exit_code, told.stdout) == (2, "")
    root = ElementTree.parse(tmp_path / "report.xml").getroot()
    assert root.attrib == {"name": "casefile check", "tests": "3", "failures": "1", "errors": "1"}
    assert [[inner.tag for inner in case] for case in root.iter("testcase")] == [["failure"], ["error"], []]


def test_sarif_is_sarif(tmp_path: Path, faulty: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a file.json", faulty)

    log = json.loads(run("a file.json", "missing.json", "--format", "sarif").stdout)

    sarif_pydantic.Sarif.model_validate(log)
    (run_,) = log["runs"]
    rules = [rule["id"] for rule in run_["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run_["results"])
    place = run_["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "a%20file.json"
    assert place["region"]["startLine"] > 1
    assert run_["invocations"][0]["executionSuccessful"] is False
    assert run_["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == "There is no such file."


def test_a_register_or_output_of_no_use_is_wrong_usage(tmp_path: Path, accepted: dict[str, Any]) -> None:
    content = json.dumps(accepted).encode()

    for arguments in (["--participants", str(tmp_path)], ["--output", str(tmp_path / "no" / "such.txt")]):
        told = run("-", *arguments, stdin=content)
        assert told.exit_code == 2
        assert told.stderr.startswith("casefile check: ")
        assert len(told.stderr.splitlines()) == 1


def test_the_operators_code_lists_are_asked_where_they_are_given(tmp_path: Path, accepted: dict[str, Any]) -> None:
    (tmp_path / "forces.csv").write_text("code\n98\n", encoding="utf-8")

    told = run("-", "--reference", str(tmp_path), "--format", "json", stdin=json.dumps(accepted).encode())

    assert told.exit_code == 1
    assert [each["pointer"] for each in json.loads(told.stdout)["messages"][0]["findings"]] == ["/envelope/urn"]


def test_help_teaches() -> None:
    told = run("--help")

    assert told.exit_code == 0
    for word in ("Exit code", "--strict", "sarif", "casefile check - <"):
        assert word in told.stdout


def test_progress_is_for_terminals(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    many = range(100)
    assert list(shown(many)) == list(many)
    assert capsys.readouterr().err == ""

    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert list(shown(many)) == list(many)
    assert capsys.readouterr().err.endswith("99 of 100\r100 of 100\r\x1b[K")
