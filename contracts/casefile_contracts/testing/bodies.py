"""The bodies of the messages about one fictional case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from casefile_contracts.testing import parts
from casefile_contracts.testing.fiction import Document, Fiction

Size = Literal["small", "medium", "large"]


@dataclass(frozen=True)
class _Extent:
    accused: int
    offences: int
    victims: int
    witnesses: int
    documents: int
    paragraphs: int
    clauses: int


_EXTENTS: Mapping[str, _Extent] = {
    "small": _Extent(1, 1, 1, 0, 1, 1, 3),
    "medium": _Extent(2, 2, 2, 3, 4, 4, 12),
    "large": _Extent(7, 3, 7, 12, 18, 12, 12),
}


class CaseBodies:
    """What the messages about one case say, without their envelopes."""

    def __init__(self, fiction: Fiction, urn: str, size: Size, *, charged: bool) -> None:
        self.fiction = fiction
        self.urn = urn
        self.extent = extent = _EXTENTS[size]
        self.accused = [parts.accused(fiction, extent.offences, charged=charged) for _ in range(extent.accused)]
        victims = [parts.victim(fiction, self.accused[:2]) for _ in range(extent.victims)]
        self.people = victims + [parts.witness(fiction, self.accused[:1]) for _ in range(extent.witnesses)]

    def referral(self) -> Document:
        """The body of a request for a charging decision."""
        fiction = self.fiction
        return self._common() | {
            "cps_unit": f"A{fiction.force}AA00",
            "requested_on": fiction.day(0),
            "decision_required_by": fiction.day(-28),
            "decision_sought": "CHARGE",
            "test_proposed": "FULL_CODE",
            "test_rationale": fiction.text(2),
            "investigation_stage": "POST_INTERVIEW",
            "classifications": _markers("CSEA", "NGAP"),
            "contacts": [{"role": "PO", "officer": fiction.officer()}, {"role": "DO", "officer": fiction.officer()}],
            "suspects": self.accused,
            "lines_of_enquiry": {
                "conducted": [{"line": "Emergency call reviewed", "result": fiction.text(1)}],
                "outstanding": [
                    {"line": "Footage of a shop", "due_date": fiction.day(-14), "impact": "May confirm presence."}
                ],
            },
            "third_party_material": {"held": False},
            "absent_items": _absent(self.extent),
        }

    def charged(self) -> Document:
        """The body of a case that the police have charged."""
        return self._common() | {
            "initiation_code": "C",
            "initial_hearing": self._hearing(),
            "officer_in_case": self.fiction.officer(),
            "classifications": _markers("GAP"),
            "case_file_type": "FIRST_HEARING_GAP",
            "defendants": self.accused,
        }

    def more_material(self) -> Document:
        """The body of a message with one more document."""
        return {"materials": [parts.document(self.fiction, self.urn, place=3)], "note": "Obtained since."}

    def news_of_a_victim(self) -> Document:
        """The body of a message about a victim's changed availability."""
        changed = self.people[0] | {"availability": {"dates_to_avoid": [{"from_date": self.fiction.day(-90)}]}}
        reason = {"update_reason_type": "AVAILABILITY_CHANGED", "update_reason": "Holiday booked."}
        return {"version_id": 2, "person": changed, **reason}

    def _common(self) -> Document:
        fiction, extent = self.fiction, self.extent
        statements = [parts.statement(fiction, self.urn, person) for person in self.people]
        return {
            "originating_organisation": f"{fiction.force}ZZ00",
            "victims_witnesses": self.people,
            "factual_summary": [
                {"heading": "SCO", "text": fiction.text(extent.clauses)} for _ in range(extent.paragraphs)
            ],
            "confidential_information": [{"heading": "EI", "text": "None known."}],
            "materials": statements + [parts.document(fiction, self.urn, place) for place in range(extent.documents)],
            "assurance": {"supervisor": fiction.officer("Sergeant"), "assured_at": fiction.moment(60)},
        }

    def _hearing(self) -> Document:
        local = (self.fiction.now + timedelta(days=28)).astimezone(ZoneInfo("Europe/London"))
        local = local.replace(hour=10, minute=0, second=0, microsecond=0)
        return {
            "court": f"B{self.fiction.force}ZZ00",
            "starts_at": local.astimezone(ZoneInfo("UTC")).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "local_date": local.date().isoformat(),
            "local_time": "10:00:00",
            "zone": "Europe/London",
        }


def _absent(extent: _Extent) -> list[Document]:
    """What a file of one document has not got."""
    return [{"item": item, "reason": "There are none."} for item in ("EXHIBITS", "MULTIMEDIA") if extent.documents < 2]


def _markers(*codes: str) -> list[Document]:
    return [{"kind": "CASE_MONITORING", "code": code, "flag": True} for code in codes]
