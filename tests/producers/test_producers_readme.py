from __future__ import annotations

import json
import re
import sqlite3
from pathlib import Path
from typing import Any

import typer
from producers_fakes import FakeBroker, case_form, packer, receipt

from casefile_producers.commands import register
from casefile_producers.outbox import Outbox
from casefile_producers.sending import Sender

README = (Path(__file__).parents[2] / "producers" / "README.md").read_text(encoding="utf-8")


def test_the_case_system_of_the_readme_runs_as_it_stands(tmp_path: Path) -> None:
    block = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]
    names: dict[str, Any] = {}
    exec(block.replace('"ChargesLaid"', '"PoliceChargedCaseSubmitted"'), names)
    body = {name: value for name, value in case_form().items() if name != "envelope"}
    with sqlite3.connect(tmp_path / "charges.db") as db:
        db.execute("CREATE TABLE charge (id INTEGER PRIMARY KEY, urn TEXT, body TEXT, outcome TEXT)")
        db.execute("INSERT INTO charge (urn, body) VALUES ('98AA0010125', ?)", (json.dumps(body),))
        db.execute("INSERT INTO charge (urn, body) VALUES ('98AA0010225', '{}')")
    system, broker = names["Charges"](tmp_path / "charges.db"), FakeBroker()

    with Outbox(tmp_path / "outbox.db") as outbox:
        events = list(Sender(packer(), outbox, broker).send(system))
        (sent,) = outbox.waiting()
        system.settled(sent.sealed.reference, receipt(sent.sealed))

    assert len(events) == 2
    assert len(broker.values) == 1
    with sqlite3.connect(tmp_path / "charges.db") as db:
        assert dict(db.execute("SELECT id, outcome FROM charge")) == {1: "ACCEPTED", 2: "REFUSED"}


def test_a_case_system_needs_no_more_than_twenty_lines() -> None:
    block = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]

    assert len(block.splitlines()) <= 20


def test_every_option_and_setting_of_the_commands_is_told() -> None:
    app = typer.Typer()
    register(app)
    commands = typer.main.get_group(app).commands.values()

    parameters = [
        parameter for command in commands for parameter in command.params if parameter.param_type_name == "option"
    ]
    wanted = {option for each in parameters for option in each.opts} | {
        str(each.envvar) for each in parameters if each.envvar
    }

    assert sorted(each for each in wanted - {"--help"} if each not in README) == []
