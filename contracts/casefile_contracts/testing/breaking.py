"""Faults that senders make, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta

from casefile_contracts.generator.fiction import Document
from casefile_contracts.identifiers import LETTERS, asn_check_letter

FAULTS: Mapping[str, str] = {
    "missing_field": "F33",
    "asn_letter": "F05",
    "end_before_start": "X03",
    "future_date": "F17",
    "wrong_sender": "E01",
}
"""The faults by name, with the rule that finds each. E01 needs the topic, so only the relay finds it."""


def break_rule(message: Document, fault: str) -> Document:
    """The first message of a case with one of `FAULTS` in it; the given one is left as it is."""
    broken = deepcopy(message)
    _BREAKS[fault](broken)
    return broken


def _accused(message: Document) -> Document:
    first: Document = (message.get("suspects") or message["defendants"])[0]
    return first


def _missing_field(message: Document) -> None:
    del _accused(message)["offences"][0]["wording"]


def _asn_letter(message: Document) -> None:
    accused = _accused(message)
    right = asn_check_letter(accused["asn"]) or ""
    accused["asn"] = accused["asn"][:-1] + LETTERS[LETTERS.index(right) - 1]


def _end_before_start(message: Document) -> None:
    offence = _accused(message)["offences"][0]
    before = date.fromisoformat(offence["start_date"]) - timedelta(days=1)
    offence |= {"date_code": "4", "end_date": before.isoformat()}


def _future_date(message: Document) -> None:
    year = int(message["envelope"]["sent_at"][:4]) + 2
    message["victims_witnesses"][0]["date_of_birth"] = f"{year}-01-01"


def _wrong_sender(message: Document) -> None:
    sender = message["envelope"]["sender"]
    sender["organisation"] = "police-98" if sender["organisation"] == "police-99" else "police-99"


_BREAKS: Mapping[str, Callable[[Document], None]] = {
    "missing_field": _missing_field,
    "asn_letter": _asn_letter,
    "end_before_start": _end_before_start,
    "future_date": _future_date,
    "wrong_sender": _wrong_sender,
}
