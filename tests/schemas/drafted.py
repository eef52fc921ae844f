"""The draft as a release that is not written anywhere, so that its rules can be tried before they are released."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from drafts import draft, message_schemas

from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.draft.compiler import as_release
from casefile_contracts.findings import Finding
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import Release
from casefile_contracts.rules import Checker, compile_checker
from casefile_contracts.rules.binding import case_of
from casefile_contracts.rules.examples import raw_fragment

LISTS = Path(__file__).parent / "reference"


@cache
def drafted() -> Release:
    return as_release(draft())


@cache
def reference() -> ReferenceData:
    """What ships in the release, and short lists such as an operator loads."""
    found = ReferenceData.from_release(drafted())
    for path in sorted(LISTS.glob("*.csv")):
        found = found.with_csv(path.stem, path)
    return found


@cache
def checker(message_type: str) -> Checker:
    return compile_checker(drafted(), message_type, reference())


def findings_of(
    message_type: str, message: dict[str, Any], now: int, case: dict[str, Any] | None = None
) -> list[Finding]:
    """Args: case: In JSON form; rules that read a part which it leaves out find nothing."""
    raw, findings = from_json(message_schemas()[message_type], message)
    if raw is None:
        return findings
    remembered = None if case is None else raw_fragment(case_of(drafted()), case)
    found = checker(message_type).explain(raw, now, remembered)
    return [*findings, *(one for one in found if parts_read(one.rule) <= set(case or {}))]


def parts_read(rule: str) -> set[str]:
    """The parts of the case's memory that a rule reads."""
    return set(re.findall(r"\bcase[.]([a-z_]+)", drafted().rules[rule].get("require", "")))
