"""The AsyncAPI document is valid under the official parser, and says who sends what where."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from documented import files, subject

from casefile_contracts.documentation.folder import replace_folder
from casefile_contracts.kafka.topics import LEDGER, inbox, outbox, receipts

PARSER = Path(__file__).with_name("asyncapi")


@cache
def document() -> Any:
    return yaml.safe_load(files()["asyncapi.yaml"])


@pytest.fixture(scope="session")
def parser() -> Path:
    """The official parser at its pinned version, installed once into the cache."""
    if not shutil.which("npm"):
        _missing("npm is not installed")
    lock = (PARSER / "package-lock.json").read_bytes()
    cache_home = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = cache_home / "casefile-exchange" / f"asyncapi-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "ready").exists():
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(PARSER / name, folder)
        install = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder)]
        done = subprocess.run(install, capture_output=True, text=True, timeout=240, check=False)
        if done.returncode:
            _missing(f"the parser cannot be fetched: {done.stderr.strip().splitlines()[-1:]}")
        (folder / "ready").touch()
    shutil.copy(PARSER / "check.mjs", folder)
    return folder / "check.mjs"


def _missing(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def check(parser: Path, folder: Path) -> Any:
    done = subprocess.run(
        ["node", str(parser), str(folder / "asyncapi.yaml")], capture_output=True, text=True, timeout=120, check=True
    )
    return json.loads(done.stdout)


def test_the_official_parser_has_nothing_to_say(parser: Path, tmp_path: Path) -> None:
    replace_folder(tmp_path, files())

    found = check(parser, tmp_path)

    assert found["diagnostics"] == []
    assert found["messages"] == len(subject().release.messages)


def test_the_official_parser_reads_the_payloads(parser: Path, tmp_path: Path) -> None:
    replace_folder(tmp_path, files())
    payload = next(tmp_path.glob("avro/*.avsc"))
    payload.write_text(payload.read_text().replace('"type":"record"', '"type":"recrod"'))

    assert check(parser, tmp_path)["diagnostics"]


def test_every_payload_is_the_schema_of_the_release_to_the_byte() -> None:
    for name, message in document()["components"]["messages"].items():
        path = message["payload"]["schema"]["$ref"].removeprefix("./")
        assert json.loads(files()[path]) == subject().release.messages[name].schema
        assert message["name"] == subject().release.messages[name].subject


def test_channels_are_the_topics_of_the_exchange() -> None:
    addresses = {name: channel["address"] for name, channel in document()["channels"].items()}

    assert addresses["outbox"] == outbox("{organisation}")
    assert addresses["inbox"] == inbox("{organisation}")
    assert addresses["receipts"] == receipts("{organisation}")
    assert addresses["ledger"] == LEDGER
    assert all("organisation" in document()["channels"][name]["parameters"] for name in ("outbox", "inbox", "receipts"))


def test_everybody_is_told_what_to_send() -> None:
    operations = document()["operations"]
    sent = {
        side: {reference["$ref"].rpartition("/")[2] for reference in operations[name]["messages"]}
        for side, name in (("police", "sendAsPolice"), ("cps", "sendAsCps"))
    }

    for name, message in subject().release.messages.items():
        assert {side for side in sent if name in sent[side]} == set(message.senders) & set(sent)


def test_every_message_is_on_some_channel() -> None:
    channels = [channel.get("messages", {}) for channel in document()["channels"].values()]

    assert set().union(*channels) == set(subject().release.messages)
