"""Reports for programs: one JSON object."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import orjson

from casefile_contracts.findings import Finding
from casefile_contracts.preflight.examined import Examined
from casefile_contracts.preflight.report import Report

if TYPE_CHECKING:
    from casefile_contracts.completeness import Completeness


def document(examined: Iterable[Examined], *, strict: bool) -> str:
    """All reports and a count of each verdict."""
    messages = [_message(one, strict=strict) for one in examined]
    verdicts = [message["verdict"] for message in messages]
    summary = {word: verdicts.count(word) for word in ("sendable", "rejected", "unusable")}
    return orjson.dumps({"summary": summary, "messages": messages}, option=orjson.OPT_INDENT_2).decode() + "\n"


def _message(one: Examined, *, strict: bool) -> dict[str, Any]:
    report = one.report
    return {
        "file": os.fsencode(one.name).decode("utf-8", "backslashreplace"),
        **({} if one.line is None else {"line": one.line}),
        "verdict": report.verdict(strict=strict).name.lower(),
        **({"unusable": report.unusable, **_place(report, "")} if report.unusable else {}),
        "message_type": report.message_type,
        "findings": [_finding(finding, report) for finding in report.findings],
        **({"file_standard": _standard(report.standard)} if report.standard else {}),
        "undecided": [{"rule": each.rule, "why": each.why} for each in report.undecided],
    }


def _standard(standard: Completeness) -> dict[str, Any]:
    items = [
        {"item": one.item, "title": one.title, "need": one.need, "status": one.status, "rule": one.rule, "why": one.why}
        for one in standard.items
    ]
    return {"file": standard.file, "title": standard.title, "complete": standard.complete, "items": items}


def _finding(finding: Finding, report: Report) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "pointer": finding.pointer,
        **_place(report, finding.pointer),
        "text": finding.text,
        "fix": finding.fix,
    }


def _place(report: Report, pointer: str) -> dict[str, int]:
    return report.places[pointer]._asdict() if pointer in report.places else {}
