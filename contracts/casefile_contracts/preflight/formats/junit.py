"""Reports for CI systems: JUnit XML, one test case a message."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from casefile_contracts.preflight.examined import Examined
from casefile_contracts.preflight.formats.human import finding_line, unusable
from casefile_contracts.preflight.report import Verdict

SUITE = "casefile check"


def document(examined: Iterable[Examined], *, strict: bool) -> str:
    """A suite in which a message that would be rejected has failed, and a file that holds none is an error."""
    messages = list(examined)
    verdicts = [one.report.verdict(strict=strict) for one in messages]
    counts = {
        "name": SUITE,
        "tests": str(len(messages)),
        "failures": str(verdicts.count(Verdict.REJECTED)),
        "errors": str(verdicts.count(Verdict.UNUSABLE)),
    }
    root = Element("testsuites", counts)
    suite = SubElement(root, "testsuite", counts)
    for one, verdict in zip(messages, verdicts, strict=True):
        _case(suite, one, verdict)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _case(suite: Element, one: Examined, verdict: Verdict) -> None:
    case = SubElement(suite, "testcase", {"classname": "casefile.check", "name": one.source})
    if one.report.unusable:
        SubElement(case, "error", {"message": unusable(one.report), "type": verdict.name.lower()})
        return
    said = "\n".join(finding_line(finding, one.report) for finding in one.report.findings)
    if verdict is Verdict.REJECTED:
        count = len(one.report.findings)
        message = f"would be rejected, {count} finding{'' if count == 1 else 's'}"
        SubElement(case, "failure", {"message": message, "type": verdict.name.lower()}).text = said
    elif said:
        SubElement(case, "system-out").text = said
