"""Files move away, with what there is to say about them beside them; names are never reused."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

from casefile_contracts.findings import Finding
from casefile_producers.case_system import Refusal
from casefile_producers.opening import OpenedFile
from casefile_producers.spi.report import MappingReport


def file_away(path: Path, folder: Path, write_beside: Callable[[Path], None]) -> None:
    """Move a file into a folder under its own name, or with a number if the name is taken.

    What is to stand beside it is written first, so that a file that has moved is never without it.
    """
    target = next(each for each in _names(folder / path.name) if not os.path.lexists(each))
    write_beside(target)
    path.rename(target)


def write_mapping(target: Path, report: MappingReport) -> None:
    """Write `<name>.mapping.json` beside a sent file."""
    _write_json(target, ".mapping.json", {"file": target.name, **report.as_json()})


def write_reasons(target: Path, opened: OpenedFile, refused: Mapping[str, Refusal]) -> None:
    """Write `<name>.reasons.json` and `<name>.reasons.txt` beside a failed file."""
    reasons = [_reasons(opened, name, refusal) for name, refusal in refused.items()]
    _write_json(
        target, ".reasons.json", {"file": target.name, "sent": len(opened.offers) - len(refused), "refused": reasons}
    )
    text = "".join(f"{line}\n" for line in _lines(target.name, reasons))
    target.with_name(target.name + ".reasons.txt").write_text(text, encoding="utf-8")


def _names(path: Path) -> Iterator[Path]:
    yield path
    yield from (path.with_name(f"{path.stem}.{number}{path.suffix}") for number in count(2))


def _reasons(opened: OpenedFile, name: str, refusal: Refusal) -> dict[str, Any]:
    line = opened.lines.get(name)
    origins = {
        pointer: each.path for each in (opened.report.carried if opened.report else ()) for pointer in each.pointers
    }
    return {
        **({"line": line} if line else {}),
        **({"reason": refusal.reason} if refusal.reason else {}),
        "findings": [_finding(each, origins) for each in refusal.findings],
    }


def _finding(finding: Finding, origins: Mapping[str, str]) -> dict[str, str]:
    found = {"rule": finding.rule, "severity": finding.severity.value, "pointer": finding.pointer}
    origin = {"path": origins[finding.pointer]} if finding.pointer in origins else {}
    return {**found, **origin, "text": finding.text, "fix": finding.fix}


def _lines(name: str, reasons: list[dict[str, Any]]) -> Iterator[str]:
    yield f"{name} was not sent."
    for each in reasons:
        where = f"line {each['line']}: " if "line" in each else ""
        if "reason" in each:
            yield f"  {where}{each['reason']}"
        for finding in each["findings"]:
            place = finding.get("path") or finding["pointer"] or "the whole message"
            yield f"  {where}{finding['rule']} ({finding['severity']}) at {place}:"
            yield f"      {finding['text']} {finding['fix']}".rstrip()


def _write_json(target: Path, suffix: str, content: Mapping[str, Any]) -> None:
    target.with_name(target.name + suffix).write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
