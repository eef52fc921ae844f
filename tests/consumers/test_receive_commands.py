"""`casefile receive` as its operator sees it, short of the broker."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from receiving_fakes import CASE_A, Desktop, answered
from typer.testing import CliRunner

from casefile_consumers.acknowledgement import Recipient
from casefile_consumers.place import recipient_of
from casefile_consumers.receiving import list_parked, receive_into, unpark_case
from casefile_contracts.cli import build
from casefile_contracts.errors import KafkaUnavailableError, SettingsError
from casefile_contracts.participants import Participant, Participants

NORTH = Participant("cps-north", "CPS North", "cps", ("99",), ("cms",))
SOUTH = Participant("cps-south", "CPS South", "cps", ("99",), ("cms", "archive"))
FORCE = Participant("police-99", "Testshire Police", "police", ("99",), ("00099TestRms",))
CMS = Recipient("cps-north", "cms")


def test_each_message_becomes_a_whole_file_in_the_folder_of_its_case(tmp_path: Path) -> None:
    desktop, said = Desktop(tmp_path), []
    documents = [answered(CASE_A, name) for name in ("1", "2")]
    for document in documents:
        desktop.topic.put(document)

    with desktop.start() as inbox:
        receive_into(inbox, tmp_path / "in", said.append)

    files = sorted((tmp_path / "in" / CASE_A).iterdir())
    assert [path.name for path in files] == [
        "000000000000-ActionPlanResponded.json",
        "000000000001-ActionPlanResponded.json",
    ]
    assert [orjson.loads(path.read_bytes())["plan_id"] for path in files] == ["plan-1", "plan-2"]
    assert said[-1] == "2 received, 0 cases waiting, 0 parked"


def test_a_line_names_the_message_and_nobody(tmp_path: Path) -> None:
    desktop, said = Desktop(tmp_path), []
    desktop.topic.put(answered(CASE_A, "1"))

    with desktop.start() as inbox:
        receive_into(inbox, None, said.append)

    message_id = answered(CASE_A, "1")["envelope"]["message_id"]
    assert said == [
        f"{CASE_A}  ActionPlanResponded  from police-99  {message_id}",
        "1 received, 0 cases waiting, 0 parked",
    ]


def test_a_folder_that_cannot_be_written_loses_nothing(tmp_path: Path) -> None:
    desktop = Desktop(tmp_path)
    desktop.topic.put(answered(CASE_A, "1"))
    (tmp_path / "in").write_text("in the way")

    with desktop.start() as inbox:
        assert not receive_into(inbox, tmp_path / "in", lambda line: None)
    (tmp_path / "in").unlink()
    desktop.clock.now += 60_000
    with desktop.start() as inbox:
        assert receive_into(inbox, tmp_path / "in", lambda line: None)

    assert len(list((tmp_path / "in" / CASE_A).iterdir())) == 1


def test_parked_cases_are_listed_with_their_reason_and_let_go_on(tmp_path: Path) -> None:
    desktop, said = Desktop(tmp_path), []
    desktop.topic.put(b"\x00\x00\x00\xff\xff", urn=CASE_A)
    desktop.run()

    list_parked(CMS, desktop.database.path, said.append)
    unpark_case(CMS, desktop.database.path, CASE_A, said.append)
    list_parked(CMS, desktop.database.path, said.append)

    assert said == [
        f"{CASE_A}  1 waiting  The recipient's release of the contract cannot read it (schema_unknown).",
        "1 parked",
        f"{CASE_A} goes on",
        "0 parked",
    ]


@pytest.mark.parametrize(
    ("register", "organisation", "system", "expected"),
    [
        ([NORTH, FORCE], None, None, Recipient("cps-north", "cms")),
        ([NORTH, FORCE], "police-99", None, Recipient("police-99", "00099TestRms")),
        ([NORTH, SOUTH], "cps-south", "archive", Recipient("cps-south", "archive")),
    ],
)
def test_the_recipient_is_the_one_that_is_meant(
    register: list[Participant], organisation: str | None, system: str | None, expected: Recipient
) -> None:
    assert recipient_of(Participants(register), organisation, system) == expected


@pytest.mark.parametrize(
    ("register", "organisation", "system", "said"),
    [
        ([NORTH, SOUTH], None, None, "cps-north, cps-south"),
        ([FORCE], None, None, "none"),
        ([NORTH], "cps-west", None, "not a participant"),
        ([SOUTH], "cps-south", None, "--system"),
        ([NORTH], "cps-north", "spare", "cms"),
    ],
)
def test_a_recipient_that_is_not_clear_is_asked_for(
    register: list[Participant], organisation: str | None, system: str | None, said: str
) -> None:
    with pytest.raises(SettingsError, match=said):
        recipient_of(Participants(register), organisation, system)


def test_a_broker_that_is_not_up_is_one_clear_error(tmp_path: Path) -> None:
    arguments = ["receive", "--bootstrap-servers", "127.0.0.1:1", "--database", str(tmp_path / "cms.db")]

    result = CliRunner().invoke(build(), [*arguments, "--participants", str(_register(tmp_path))])

    assert isinstance(result.exception, KafkaUnavailableError)


@pytest.mark.parametrize("command", ["receive", "desk"])
def test_each_command_explains_itself(command: str) -> None:
    result = CliRunner().invoke(build(), [command, "--help"])

    assert result.exit_code == 0
    assert "--organisation" in result.output


def _register(folder: Path) -> Path:
    register = folder / "participants"
    register.mkdir()
    lines = ["organisation: cps-north", "name: CPS North", "kind: cps", "forces: ['99']", "systems: [cms]"]
    (register / "cps-north.yaml").write_text("\n".join(lines))
    return register
