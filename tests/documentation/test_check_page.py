"""The page on `casefile check` names what the JSON report has, and shows one that is true."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from casefile_contracts.contract import Contract
from casefile_contracts.file_results import Need, Status
from casefile_contracts.preflight import preflight
from casefile_contracts.preflight.examined import Examined
from casefile_contracts.preflight.formats.report_json import document
from casefile_schemas import ROOT

PAGE = (Path(__file__).parents[2] / "docs" / "check.md").read_text(encoding="utf-8")
NOW = 1_777_507_200_000


def members(value: Any) -> set[str]:
    match value:
        case dict():
            return set(value).union(*(members(inner) for inner in value.values()))
        case list():
            return set().union(*(members(inner) for inner in value))
    return set()


def reported(*contents: bytes) -> dict[str, Any]:
    contract = Contract.load()
    examined = [Examined("a.jsonl", 1, preflight(contract, content, now=NOW)) for content in contents]
    told: dict[str, Any] = json.loads(document(examined, strict=False))
    return told


def test_every_member_of_the_report_is_explained() -> None:
    whole = (ROOT / "draft" / "examples" / "ChargingDecisionRequested.json").read_bytes()

    told = reported(whole, whole.replace(b'"cps_unit": "A', b'"cps_unit": "?'), b"{")

    explained = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert members(told["messages"]) | set(told["summary"]) <= explained
    assert set(Need) | set(Status) <= set(re.findall(r"`([A-Z_]+)`", PAGE))


def test_the_report_that_is_shown_could_be_one() -> None:
    shown = json.loads(re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)[0])
    rules = Contract.load().release.rules

    for message in shown["messages"]:
        assert shown["summary"][message["verdict"]] == 1
        for finding in message["findings"]:
            entry = rules[finding["rule"]]
            assert (entry["text"], entry["fix"], entry["severity"]) == (
                finding["text"],
                finding["fix"],
                finding["severity"],
            )
