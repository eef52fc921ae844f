"""`casefile check` on whatever lies in a folder: it says what is wrong, never breaks, and never lies about a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from test_check_command import run

import casefile_schemas
from casefile_contracts.check_commands import Format
from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.contract import Contract, Message
from casefile_contracts.preflight import Verdict, preflight
from casefile_contracts.preflight.examined import Source, examine
from casefile_contracts.preflight.positions import places_of

EXAMPLES = casefile_schemas.ROOT / "draft" / "examples"
GOOD = (EXAMPLES / "TriageRejected.json").read_bytes()
NOW = 1_777_507_200_000


def told(*arguments: str, stdin: bytes | None = None) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = json.loads(run(*arguments, "--format", "json", stdin=stdin).stdout)["messages"]
    return messages


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b'{\n  "a": 1,\n  oops\n}', (3, 3)),
        (b'{"a":\n', (2, 1)),
        ('{\n"ä": "ä'.encode() + b'\xe4"}', (2, 8)),
    ],
)
def test_a_text_that_is_no_json_is_told_where(content: bytes, place: tuple[int, int]) -> None:
    (message,) = told("-", stdin=content)

    assert (message["line"], message["column"]) == place
    assert f"(line {place[0]}, column {place[1]})" in run("-", stdin=content).stdout
    region = json.loads(run("-", "--format", "sarif", stdin=content).stdout)["runs"][0]["invocations"][0]
    physical = region["toolExecutionNotifications"][0]["locations"][0]["physicalLocation"]
    assert physical["region"] == {"startLine": place[0], "startColumn": place[1]}


def test_a_broken_line_of_many_is_told_by_its_own_number() -> None:
    line = json.dumps(json.loads(GOOD)).encode()

    messages = told("-", stdin=line + b"\r\n\r\n{broken\r\n" + line)

    assert [(each["line"], each["verdict"] == "unusable") for each in messages] == [(1, False), (3, True), (4, False)]
    assert messages[1]["column"] == 2


def test_a_byte_order_mark_is_named() -> None:
    (message,) = told("-", stdin=b"\xef\xbb\xbf" + GOOD)

    assert message["unusable"] == "The text begins with a byte order mark; save it as UTF-8 without one."


@pytest.mark.parametrize("content", [b"", b"\n  \n"])
def test_a_file_of_lines_without_a_line_is_not_passed_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "empty.jsonl").write_bytes(content)

    (message,) = told(str(tmp_path))

    assert message["unusable"] == "There is nothing to read."


def test_avro_as_it_lies_in_files_is_told_from_what_travels() -> None:
    (message,) = told("-", stdin=b"Obj\1\4\x14avro.codec")

    assert message["unusable"] == "The bytes do not begin with a zero byte and a schema id."


@pytest.mark.parametrize(
    "short",
    [
        {"message_type": [], "body": {}},
        {"message_type": {}, "body": {}},
        {"message_type": "Receipt", "body": {"envelope": 5}},
        {"message_type": "LedgerRecord", "body": json.loads((EXAMPLES / "LedgerRecord.json").read_bytes())},
    ],
)
def test_a_short_form_of_the_wrong_kinds_is_unusable(short: dict[str, Any]) -> None:
    (message,) = told("-", stdin=json.dumps(short).encode())

    assert message["verdict"] == "unusable"


def test_a_member_that_no_envelope_has_is_found_whatever_its_name() -> None:
    message = json.loads(GOOD)
    message.pop("envelope")
    short = {"message_type": "TriageRejected", "body": message}

    for name, pointer in (("colour", "/envelope/colour"), ("a colour", "/envelope")):
        (told_,) = told("-", stdin=json.dumps({**short, name: 1}).encode())
        assert [(each["pointer"], each["line"]) for each in told_["findings"]] == [(pointer, 1)]


def test_a_record_of_the_ledger_is_refused_as_the_relay_does() -> None:
    contract = Contract.load()
    record = json.loads((EXAMPLES / "LedgerRecord.json").read_bytes())
    schema = contract.release.messages["LedgerRecord"]
    raw, _ = from_json(schema.schema, record)
    assert raw is not None

    report = preflight(contract, contract.write(Message(schema, raw)), now=NOW)

    assert (report.verdict(), report.unusable) == (Verdict.UNUSABLE, "No released schema has this id.")


def test_a_message_without_a_case_number_has_no_key_to_travel_under() -> None:
    message = json.loads(GOOD)
    del message["envelope"]["urn"]

    report = preflight(Contract.load(), json.dumps(message).encode(), now=NOW)

    assert ("E13", "/envelope/urn") in [(each.rule, each.pointer) for each in report.findings]
    assert report.verdict() is Verdict.REJECTED


def test_places_of_many_findings_cost_no_more_each() -> None:
    def cost(count: int) -> float:
        text = json.dumps([0] * count, indent=1).encode()
        pointers = [f"/{number}" for number in range(count)]
        began = time.process_time()
        assert places_of(text, pointers)[f"/{count - 1}"] == (count + 1, 2)
        return time.process_time() - began

    assert min(cost(40_000) for _ in range(3)) < 8 * min(cost(10_000) for _ in range(3))


def test_a_text_that_no_message_can_be_is_not_taken_apart() -> None:
    (message,) = told("-", stdin=b'["' + b"a" * 9_000_000 + b'"]')

    assert message["unusable"] == "The message is larger than the exchange carries."


def test_a_pipe_is_read_like_a_file() -> None:
    ours, theirs = os.pipe()
    os.write(theirs, GOOD)
    os.close(theirs)
    try:
        (message,) = told(f"/dev/fd/{ours}")
    finally:
        os.close(ours)

    assert message["message_type"] == "TriageRejected"


def test_a_standard_input_that_was_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)

    (one,) = examine(Contract.load(), Source("-"), now=NOW)

    assert one.report.unusable == "There is no such file."


def test_a_folder_that_cannot_be_looked_into_is_no_clean_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "shut").mkdir()
    (tmp_path / "good.json").write_bytes(GOOD)
    scandir = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("shut"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    messages = told(str(tmp_path))

    assert [Path(each["file"]).name for each in messages] == ["good.json", "shut"]
    assert messages[1]["unusable"] == "The folder cannot be read."


def test_a_link_that_leads_nowhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "gone.json").symlink_to(tmp_path / "nowhere.json")

    for argument in (tmp_path, tmp_path / "gone.json"):
        (message,) = told(str(argument))
        assert message["unusable"] == "There is no such file."


@pytest.mark.parametrize("name", [b"a\x1b[31m\n.json", "é \u202e.json".encode(), b"a\xff.json"])
def test_names_of_files_do_no_harm_in_any_format(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / os.fsdecode(name)
    path.write_bytes(b"{")

    shown = {form: run(str(path), "--format", form).stdout for form in Format}

    assert not {character for character in shown[Format.HUMAN] if ord(character) < 32 and character != "\n"}
    assert len(shown[Format.HUMAN].splitlines()) == 1
    assert ElementTree.fromstring(shown[Format.JUNIT]).get("errors") == "1"
    assert json.loads(shown[Format.JSON])["summary"]["unusable"] == 1
    log = json.loads(shown[Format.SARIF])["runs"][0]["invocations"][0]["toolExecutionNotifications"][0]
    assert log["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == path.as_uri()


def test_a_file_that_is_no_message_yet_is_told_that_the_rules_are_still_to_come() -> None:
    unformed = run("-", stdin=json.dumps(json.loads(GOOD) | {"reasons": 5}).encode()).stdout
    broken = run("-", stdin=GOOD.replace(b'"urn": "99', b'"urn": "XX')).stdout

    assert "no rule was asked beyond this" in unformed
    assert "F01 reject" in broken and "no rule was asked" not in broken


def test_several_messages_are_counted_at_the_end(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(GOOD)
    (tmp_path / "b.json").write_bytes(b"[]")
    (tmp_path / "c.json").write_bytes(b"")

    assert run(str(tmp_path)).stdout.splitlines()[-1] == "in all: 1 may be sent, 1 would be rejected, 1 cannot be used"
    assert "in all" not in run(str(tmp_path / "a.json")).stdout


def test_a_release_that_there_is_not_is_wrong_usage() -> None:
    refused = run("-", "--release", "9.9", stdin=GOOD)

    assert refused.exit_code == 2
    assert "9.9 does not exist" in refused.stderr


@pytest.mark.parametrize("command", [["check", str(EXAMPLES)], ["generate", "--cases", "50"]])
def test_a_reader_that_leaves_early_is_no_error(command: list[str]) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "casefile_contracts", *command], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert program.stdout is not None and program.stderr is not None
    program.stdout.close()
    said = program.stderr.read()
    program.stderr.close()
    program.wait(60)

    assert said == b""
