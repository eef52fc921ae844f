"""`casefile receipts`: what became of the messages, with every finding, and what still waits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from casefile_contracts.contract import Contract
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.kafka.topics import receipts
from casefile_producers.collecting import Collected, collect_new, collect_on
from casefile_producers.outbox import Outbox
from casefile_producers.sealed import Entry

Say = Callable[[str], None]


class ReceiptsDesk:
    """Shows receipts as they are taken; `as_json` prints one JSON object a line."""

    def __init__(self, settings: KafkaSettings, organisation: str, outbox: Outbox, say: Say, *, as_json: bool) -> None:
        self._outbox = outbox
        self._say = say
        self._as_json = as_json
        self._topic = receipts(organisation)
        self._settings = settings

    def show_new(self) -> None:
        """Show what has come."""
        for each in collect_new(self._settings, self._topic, Contract.load(), self._outbox):
            self._show(each)

    def show_until(self, deadline: float | None, *, stop_when_none_waits: bool) -> None:
        """Show what comes, until nothing waits any more or until the deadline, in `time.monotonic` seconds."""
        for each in collect_on(self._settings, self._topic, Contract.load(), self._outbox):
            if each:
                self._show(each)  # told only when the next one is asked for: so no leaving the loop here
            elif self._is_over(deadline, stop_when_none_waits=stop_when_none_waits):
                return

    def _is_over(self, deadline: float | None, *, stop_when_none_waits: bool) -> bool:
        if stop_when_none_waits and not self._outbox.is_waiting():
            return True
        return deadline is not None and time.monotonic() > deadline

    def show_waiting(self) -> int:
        """List the messages without a verdict; returns how many."""
        waiting = 0
        for waiting, entry in enumerate(self._outbox.waiting(), start=1):  # noqa: B007  the last number counts
            self._say(_json_of_waiting(entry) if self._as_json else _line_of_waiting(entry))
        if not self._as_json:
            self._say(f"{waiting} waiting for a receipt")
        return waiting

    def _show(self, each: Collected) -> None:
        for line in [_json(each)] if self._as_json else _lines(each):
            self._say(line)


def _lines(each: Collected) -> Iterator[str]:
    receipt, entry = each
    original = f" (at first {receipt.original_outcome})" if receipt.original_outcome else ""
    about = _about(entry) if entry else f"not in this outbox  {receipt.message_id or receipt.sha256}"
    yield f"{receipt.outcome + original:<12} {about}"
    if receipt.reason:
        yield f"    {receipt.reason}"
    for finding in receipt.findings:
        place = finding.pointer or "the whole message"
        yield f"    {finding.rule} {finding.severity}  {place}  {finding.text} {finding.fix}".rstrip()


def _about(entry: Entry) -> str:
    sealed = entry.sealed
    return f"{sealed.urn or 'no URN'}  {sealed.message_type}  {_name(sealed.reference)}  {sealed.message_id}"


def _name(reference: str) -> str:
    """A file's name without its folder and hash; any other reference as it is."""
    path, mark, rest = reference.rpartition("#")
    line = f" line {rest.partition('/')[2]}" if "/" in rest else ""
    return path.rpartition("/")[2] + line if mark else reference


def _line_of_waiting(entry: Entry) -> str:
    since = datetime.fromtimestamp((entry.sent_at or entry.kept_at) / 1000, UTC)
    return f"{entry.state:<12} {_about(entry)}  since {since:%Y-%m-%d %H:%M:%S}Z  sent {entry.attempts} times"


def _json(each: Collected) -> str:
    receipt, entry = each
    return json.dumps(
        {
            "outcome": receipt.outcome,
            "original_outcome": receipt.original_outcome,
            "message_id": receipt.message_id,
            "sha256": receipt.sha256,
            "urn": entry and entry.sealed.urn,
            "message_type": entry and entry.sealed.message_type,
            "reference": entry and entry.sealed.reference,
            "reason": receipt.reason,
            "decided_at": receipt.decided_at,
            "findings": [_plain(finding) for finding in receipt.findings],
        }
    )


def _plain(finding: object) -> dict[str, str]:
    return {name: str(getattr(finding, name)) for name in ("rule", "severity", "pointer", "text", "fix")}


def _json_of_waiting(entry: Entry) -> str:
    sealed = entry.sealed
    return json.dumps(
        {
            "outcome": None,
            "state": entry.state.value,
            "message_id": sealed.message_id,
            "sha256": sealed.sha256,
            "urn": sealed.urn,
            "message_type": sealed.message_type,
            "reference": sealed.reference,
            "attempts": entry.attempts,
        }
    )
