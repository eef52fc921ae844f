"""Reports for people: a line for each message, a line for each finding, and what could not be decided."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from casefile_contracts.findings import Finding
from casefile_contracts.preflight.examined import Examined
from casefile_contracts.preflight.report import Report, Verdict
from casefile_contracts.undecided import Undecided

if TYPE_CHECKING:
    from casefile_contracts.completeness import Completeness

WORDS = {
    Verdict.SENDABLE: "may be sent",
    Verdict.REJECTED: "would be rejected",
    Verdict.UNUSABLE: "cannot be used",
}
FORM_ONLY = "no rule was asked beyond this, since it is no message yet: mend it and check again"


def lines(examined: Iterable[Examined], *, strict: bool) -> Iterator[str]:
    """All reports, each as soon as it is there, and how many of each kind if there are several."""
    undecided: dict[Undecided, None] = {}
    verdicts: Counter[Verdict] = Counter()
    for one in examined:
        yield from _message(one, strict=strict)
        undecided |= dict.fromkeys(one.report.undecided)
        verdicts[one.report.verdict(strict=strict)] += 1
    yield from _open(undecided)
    if verdicts.total() > 1:
        yield "in all: " + ", ".join(f"{verdicts[each]} {WORDS[each]}" for each in sorted(verdicts))


def unusable(report: Report) -> str:
    """Why this is no message, and where it ceases to be one."""
    place = report.places.get("")
    return f"{report.unusable} (line {place.line}, column {place.column})" if place else report.unusable


def finding_line(finding: Finding, report: Report) -> str:
    """Rule, severity, place, what is wrong, what to do."""
    place = report.places.get(finding.pointer)
    where = f"{place.line}:{place.column}  " if place else ""
    pointer = finding.pointer or "whole message"
    return f"{finding.rule} {finding.severity}  {where}{pointer}  {finding.text} {finding.fix}".rstrip()


def _message(one: Examined, *, strict: bool) -> Iterator[str]:
    report = one.report
    if report.unusable:
        yield f"{one.source}: cannot be used: {unusable(report)}"
        return
    count = len(report.findings)
    verdict = report.verdict(strict=strict)
    yield f"{one.source}: {WORDS[verdict]}, {count} finding{'' if count == 1 else 's'}"
    yield from (f"  {finding_line(finding, report)}" for finding in report.findings)
    if report.message_type is None and verdict is Verdict.REJECTED:
        yield f"  {FORM_ONLY}"
    if report.standard:
        yield f"  {_standard(report.standard)}"


def _standard(standard: Completeness) -> str:
    """What a file of the standard still lacks, in the standard's own words."""
    lacking = "; ".join(item.title for item in standard.missing)
    return f"file standard, {standard.title}: {'complete' if standard.complete else f'missing: {lacking}'}"


def _open(undecided: Iterable[Undecided]) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for one in undecided:
        by_reason.setdefault(one.why, []).append(one.rule)
    yield from (f"not decided: {' '.join(sorted(rules))}: {why}" for why, rules in by_reason.items())
