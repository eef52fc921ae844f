"""The check of one message from a file: its form, its rules, its envelope, its size."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from casefile_contracts.addressing import misaddressed
from casefile_contracts.codec.jsonform import loads
from casefile_contracts.codec.wire import REASONS
from casefile_contracts.contract import MAX_BYTES, Contract, Message, Packed
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding
from casefile_contracts.preflight import unsealed
from casefile_contracts.preflight.positions import place_of_fault, places_of
from casefile_contracts.preflight.reading import Reader, UnusableFileError, framed
from casefile_contracts.preflight.report import Report
from casefile_contracts.undecided import Undecided

if TYPE_CHECKING:
    from casefile_contracts.memory import Case
    from casefile_contracts.participants import Participants

EXCHANGE = "gateway"
KEY = "E13"
"""Without a case number there is no key that would fit; otherwise only the exchange can tell."""
TOO_LARGE = "E16"
READ = ("E08", TOO_LARGE)
"""Rules of the exchange that reading the file decides."""
BY_REGISTER = ("E01", "E05", "E06", "E12")
"""Rules that the register of participants decides."""
MOST_TEXT = 8 * 1024 * 1024
"""Many times what the largest message takes as JSON; nobody who sends files reads more."""
NO_REGISTER = "No register of participants was given."
MARKED = "The text begins with a byte order mark; save it as UTF-8 without one."


def preflight(
    contract: Contract,
    content: bytes,
    *,
    now: int,
    participants: Participants | None = None,
    case: Case | None = None,
    reader: Reader | None = None,
) -> Report:
    """Everything that the gateway would say about a message, as far as its file can show.

    Args:
        content: JSON form, or the framed Avro bytes that travel.
        now: Milliseconds since 1970, UTC.
        participants: Who takes part; without it nobody can tell whether the envelope names them rightly.
        case: What went before in the case, see `Contract.check`; without it rules that ask are undecided.
        reader: Reads what is neither JSON nor Avro.
    """
    try:
        return _Check(contract, now, participants, case).of(content, reader)
    except UnreadableError as error:
        return Report(unusable=REASONS[error.reason], places={} if framed(content) else place_of_fault(error))
    except UnusableFileError as error:
        return Report(unusable=str(error))


class _Check:
    def __init__(self, contract: Contract, now: int, participants: Participants | None, case: Case | None) -> None:
        self._contract = contract
        self._now = now
        self._participants = participants
        self._case = case

    def of(self, content: bytes, reader: Reader | None) -> Report:
        if framed(content):
            return self._framed(content)
        if reader is not None:
            return self._short(reader(content))
        if len(content) > MOST_TEXT:
            raise UnreadableError("too_large")
        if content.startswith(BOM_UTF8):
            raise UnusableFileError(MARKED)
        packed = self._contract.pack_text(content)
        if packed.message is None and unsealed.is_short(obj := loads(content)):
            report = self._short(obj)
            return replace(report, places=unsealed.places(content, report.findings))
        return self._placed(self._report(packed), content)

    def _framed(self, content: bytes) -> Report:
        try:
            message = self._contract.read(content)
        except UnreadableError as error:
            if error.reason != "too_large":
                raise
            return Report(findings=(self._contract.finding(TOO_LARGE, ""),))
        if "envelope" not in message.raw:
            raise UnreadableError("schema_unknown")  # the ledger's own schema is for nobody else
        return self._report(Packed(message, content, []))

    def _short(self, short: Mapping[str, Any]) -> Report:
        """A message without its envelope: what sending will put there is not judged."""
        report = self._report(self._contract.pack(unsealed.sealed(self._contract, short, self._now)), own=False)
        if report.message_type is None:
            return report  # the stand-in is well formed, so it is the file that is not
        findings = tuple(one for one in report.findings if unsealed.speaks_of(short, one))
        return replace(report, findings=findings)

    def _report(self, packed: Packed, *, own: bool = True) -> Report:
        """Args: own: Whether the envelope is the sender's own."""
        message = packed.message
        if message is None:
            return Report(findings=tuple(packed.findings))
        findings = self._findings(message, packed.value, own=own)
        return Report(
            message.type.name,
            tuple(findings),
            tuple(self._undecided(message, own=own)),
            standard=self._contract.completeness(message, now=self._now),
        )

    def _findings(self, message: Message, value: bytes, *, own: bool) -> Iterator[Finding]:
        if len(value) > MAX_BYTES:
            yield self._contract.finding(TOO_LARGE, "")
        if own and self._participants:
            owner = message.envelope["sender"]["organisation"]
            broken = misaddressed(self._participants, owner, message)
            yield from (self._contract.finding(rule, pointer) for rule, pointer in broken)
        if own and not message.envelope["urn"] and message.envelope["sender"]["organisation"] != EXCHANGE:
            yield self._contract.finding(KEY, "/envelope/urn")
        yield from self._contract.check(message, now=self._now, case=self._case)

    def _undecided(self, message: Message, *, own: bool) -> Iterator[Undecided]:
        rules = self._contract.release.rules
        if not own:
            yield from (Undecided(id_, unsealed.WHY) for id_, rule in rules.items() if rule["family"] == "envelope")
        elif self._participants is None:
            yield from (Undecided(id_, NO_REGISTER) for id_ in BY_REGISTER)
        for one in self._contract.undecided(message.type.name, case_known=self._case is not None):
            if one.rule not in (*BY_REGISTER, *READ) and (own or rules[one.rule]["family"] != "envelope"):
                yield one

    def _placed(self, report: Report, content: bytes) -> Report:
        pointers = {one.pointer for one in report.findings}
        return replace(report, places=places_of(content, pointers)) if pointers else report
