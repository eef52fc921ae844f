"""A fictional case as its messages are written: who is in it, where they stand, and what was said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.generator import parts
from casefile_contracts.generator.fiction import Document, Fiction
from casefile_contracts.generator.moment import Moment


@dataclass(frozen=True)
class Extent:
    """How much of everything a case has."""

    accused: int
    offences: int
    victims: int
    witnesses: int
    documents: int
    paragraphs: int
    clauses: int


EXTENTS: Mapping[str, Extent] = {
    "small": Extent(1, 1, 1, 0, 1, 1, 3),
    "medium": Extent(2, 2, 2, 3, 4, 4, 12),
    "large": Extent(7, 3, 7, 12, 18, 12, 12),
}


@dataclass(frozen=True)
class Step:
    """One message that is to be written."""

    message_type: str
    message_id: str
    now: Moment
    about: Sequence[Document]
    """The accused that it takes a step with, or all of them."""
    outcomes: Mapping[str, str]
    """What is decided about each, by person_id, where the message decides."""
    given: Mapping[str, Any]
    """What else the path says about it."""

    def references(self) -> list[Document]:
        """The accused, by id."""
        return [{"person_id": one["person_id"]} for one in self.about]

    def outcome(self, accused: Document) -> str:
        """What is decided about one of them."""
        return self.outcomes[accused["person_id"]]


@dataclass
class CaseFile:
    """What goes by one case number."""

    fiction: Fiction
    urn: str
    extent: Extent
    accused: list[Document]
    people: list[Document]
    charged: bool
    materials: list[Document] = field(default_factory=list)
    states: dict[str, str] = field(default_factory=dict)
    sent: dict[str, str] = field(default_factory=dict)
    """The id of the latest message of each type."""
    said: dict[str, Any] = field(default_factory=dict)
    """What later messages come back to: a plan, a rejection, an assessment."""
    requested: dict[str, Moment] = field(default_factory=dict)
    """When advice or a decision was asked for last, by person_id: a review is counted from there."""
    convicted: set[str] = field(default_factory=set)
    correlation_id: str = ""
    closed: bool = False
    """Whether the case goes on under another number."""
    _versions: Counter[str] = field(default_factory=Counter)

    @classmethod
    def opened(cls, fiction: Fiction, urn: str, extent: Extent, *, charged: bool, custody: bool) -> CaseFile:
        """A case in which nothing has been sent yet."""
        held = custody and not charged
        accused = [parts.accused(fiction, extent.offences, charged=charged, held=held) for _ in range(extent.accused)]
        victims = [parts.victim(fiction, accused[:2]) for _ in range(extent.victims)]
        people = victims + [parts.witness(fiction, accused[:1]) for _ in range(extent.witnesses)]
        return cls(fiction, urn, extent, accused, people, charged)

    @property
    def force(self) -> str:
        """Code of the police force."""
        return self.fiction.force

    @property
    def unit(self) -> str:
        """Organisation unit of the police."""
        return f"{self.force}ZZ00"

    @property
    def cps_unit(self) -> str:
        """Organisation unit of the CPS."""
        return f"A{self.force}AA00"

    @property
    def court(self) -> str:
        """Organisation unit of the court."""
        return f"B{self.force}ZZ00"

    def victims(self) -> list[str]:
        """Ids of the victims."""
        return [one["person_id"] for one in self.people if one["role"] == "VICTIM_WITNESS"]

    def asked(self, step: Step) -> str:
        """The day of a request, which is remembered."""
        self.requested |= dict.fromkeys((one["person_id"] for one in step.about), step.now)
        return step.now.day()

    def version(self, message_type: str, entity_id: str) -> int:
        """The next version of a record that a message type keeps up to date."""
        self._versions[f"{message_type}/{entity_id}"] += 1
        return self._versions[f"{message_type}/{entity_id}"]

    def add(self, documents: list[Document]) -> list[Document]:
        """Material that goes with a message now, and is on the file from then on."""
        self.materials += documents
        return documents

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What is made when it is first needed, and stays."""
        if name not in self.said:
            self.said[name] = make()
        return self.said[name]

    def prosecutor(self) -> Document:
        """The reviewing lawyer."""
        return self.once("prosecutor", lambda: {"name": self.fiction.name(), "grade": "Senior Crown Prosecutor"})  # type: ignore[no-any-return]

    def officer(self, role: str = "PO") -> Document:
        """The officer in a role: PO, PS or DO."""
        rank = "Constable" if role == "PO" else "Sergeant"
        return self.once(f"officer {role}", lambda: self.fiction.officer(rank))  # type: ignore[no-any-return]


Author = Callable[[CaseFile, Step], Document]
"""Writes the body of a message."""
