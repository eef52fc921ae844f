"""Reports for code scanning and editors: SARIF 2.1.0 (OASIS)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson

from casefile_contracts.findings import Finding, Severity
from casefile_contracts.preflight.examined import STDIN, Examined
from casefile_contracts.preflight.report import Report, Verdict
from casefile_contracts.undecided import Undecided

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.REJECT: "error", Severity.WARN: "warning"}


def document(examined: Iterable[Examined], rules: Mapping[str, Any], *, strict: bool) -> str:
    """One run with a result for each finding.

    A rule that was not decided, and a file that holds no message, are notifications of the run.

    Args:
        rules: Of the release, by id.
    """
    messages = list(examined)
    used = sorted({finding.rule for one in messages for finding in one.report.findings})
    run = {
        "tool": {"driver": {**_driver(), "rules": [_rule(id_, rules[id_]) for id_ in used]}},
        "invocations": [_invocation(messages)],
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(one, finding, used.index(finding.rule), strict=strict)
            for one in messages
            for finding in one.report.findings
        ],
    }
    return (
        orjson.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, option=orjson.OPT_INDENT_2).decode() + "\n"
    )


def _driver() -> dict[str, Any]:
    return {"name": "casefile", "semanticVersion": version("casefile-exchange")}


def _rule(id_: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": id_,
        "shortDescription": {"text": entry["text"]},
        "help": {"text": entry.get("fix") or entry["text"]},
        "defaultConfiguration": {"level": LEVELS[Severity(entry["severity"])]},
    }


def _result(one: Examined, finding: Finding, index: int, *, strict: bool) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": "error" if strict else LEVELS[finding.severity],
        "message": {"text": f"{finding.text} {finding.fix}".rstrip()},
        "locations": [_location(one, finding.pointer)],
    }


def _location(one: Examined, pointer: str) -> dict[str, Any]:
    logical = {"logicalLocations": [{"fullyQualifiedName": pointer}]} if pointer else {}
    return {"physicalLocation": _physical(one.name, one.report, pointer), **logical}


def _physical(name: str, report: Report, pointer: str) -> dict[str, Any]:
    place = report.places.get(pointer)
    region = {"region": {"startLine": place.line, "startColumn": place.column}} if place else {}
    return {"artifactLocation": {"uri": _uri(name)}, **region}


def _uri(name: str) -> str:
    if name == STDIN:
        return "stdin"
    path = Path(name)
    return path.as_uri() if path.is_absolute() else quote(os.fsencode(path))


def _invocation(messages: list[Examined]) -> dict[str, Any]:
    unusable = [one for one in messages if one.report.verdict() is Verdict.UNUSABLE]
    undecided = dict.fromkeys(each for one in messages for each in one.report.undecided)
    return {
        "executionSuccessful": not unusable,
        "toolExecutionNotifications": [_unusable(one) for one in unusable],
        "toolConfigurationNotifications": [_undecided(each) for each in undecided],
    }


def _unusable(one: Examined) -> dict[str, Any]:
    return {
        "level": "error",
        "message": {"text": one.report.unusable},
        "locations": [_location(one, "")],
    }


def _undecided(one: Undecided) -> dict[str, Any]:
    return {"level": "note", "message": {"text": one.why}, "associatedRule": {"id": one.rule}}
