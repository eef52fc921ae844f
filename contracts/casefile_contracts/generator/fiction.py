"""Fictional people, places and numbers, the same for the same seed.

Nothing here can be anybody's: names that say so, telephone numbers and domains that are reserved for drama and
documentation (Ofcom; RFC 2606), a postcode area that does not exist, force codes 98 and 99.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from casefile_contracts.identifiers import LETTERS, asn_valid, cro_valid, pnc_valid

GIVEN: tuple[str, ...] = ("Alex", "Ash", "Billie", "Casey", "Charlie", "Drew", "Frankie", "Jo", "Jordan", "Kim", "Kit")
GIVEN += ("Lee", "Max", "Morgan", "Nico", "Pat", "Remy", "Robin", "Sam", "Siân", "Toni", "Val", "Zoë")
FAMILY: tuple[str, ...] = ("EXAMPLE", "FICTITIOUS", "IMAGINARY", "INVENTED", "MADEUP", "NONESUCH", "NOTREAL", "UNREAL")
FAMILY += ("O'SPECIMEN", "PLACEHOLDER", "PRETEND", "PRETEND-SAMPLE", "SAMPLE", "SPECIMEN", "UNTRUE")
STREETS = ("Example Street", "Sample Road", "Placeholder Lane", "Specimen Avenue", "Fictitious Close")
TOWNS = ("Testville", "Northmere", "Sampleton", "Mockford")
CLAUSES = (
    "officers attended after an emergency call",
    "a neighbour had heard shouting and the sound of breaking glass",
    "the suspect was seen leaving on foot towards the station",
    "body-worn video was recording from the moment of arrival",
    "an injury to the left arm was seen and photographed",
    "the account given at the scene was consistent with the first report",
    "the suspect was arrested nearby and made no reply after caution",
    "a shop's camera covers the pavement and the footage has been requested",
    "house to house enquiries found one further witness",
    "the suspect gave a prepared statement and answered no questions",
)

Document = dict[str, Any]


class Fiction:
    """One case's stock of people and numbers.

    Args:
        force: Code of the police force, 98 or 99.
        now: Milliseconds since 1970, UTC; all days are counted back from it.
    """

    def __init__(self, seed: int, force: str, now: int) -> None:
        self.chance = random.Random(f"{seed}/{force}")
        self.force = force
        self.now = datetime.fromtimestamp(now // 1000, UTC)
        self._numbers = 0

    def number(self) -> int:
        """1, 2, 3, ... for whatever needs a number of its own inside the case."""
        self._numbers += 1
        return self._numbers

    def uuid(self) -> str:
        """A random UUID."""
        return str(UUID(int=self.chance.getrandbits(128), version=4))

    def day(self, days_ago: int) -> str:
        """A date, so many days before today or, if negative, after it."""
        return (self.now - timedelta(days=days_ago)).date().isoformat()

    def moment(self, minutes_ago: int) -> str:
        """A timestamp in UTC."""
        return (self.now - timedelta(minutes=minutes_ago)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def birthday(self, youngest: int = 19, oldest: int = 70) -> str:
        """Date of birth of somebody whose age lies between the two."""
        return self.day(self.chance.randint(youngest * 366, oldest * 365))

    def name(self) -> Document:
        """A person's name, sometimes with a second given name or a title."""
        chance = self.chance
        name: Document = {"given_names": chance.sample(GIVEN, chance.choice((1, 1, 2)))}
        name["family_name"] = chance.choice(FAMILY)
        return name | ({"title": chance.choice(("Mr", "Ms", "Mx", "Dr"))} if chance.random() < 0.5 else {})

    def address(self) -> Document:
        """A postal address."""
        lines = [f"{self.chance.randint(1, 99)} {self.chance.choice(STREETS)}", self.chance.choice(TOWNS)]
        return {"lines": lines, "postcode": "ZZ99 9ZZ", "country": "GBR"}

    def contact(self, mobile: bool = True) -> Document:
        """A telephone number, and an e-mail address: sometimes for a mobile, always at work."""
        number = f"{'07700 900' if mobile else '01632 960'}{self.chance.randint(0, 999):03}"
        contact: Document = {"phones": [{"type": "MOBILE" if mobile else "WORK", "number": number}]}
        if self.chance.random() < 0.5 or not mobile:
            contact["emails"] = [f"person.{'abcdefghij'[self.number() % 10]}@example.org"]
        return contact

    def officer(self, rank: str = "Constable") -> Document:
        """A police officer."""
        number = f"{self.force}{self.chance.randint(1, 999):03}"
        officer = {"name": self.name(), "rank": rank, "reference_number": number, "location_code": f"{self.force}ZZ"}
        return officer | {"contact": self.contact(mobile=False)}

    def asn(self) -> str:
        """An arrest/summons number with its check letter."""
        sequence = self.chance.randint(1, 99_999_999_999)
        return _lettered(f"{self.now:%y}{self.force}ZZ01{sequence:011}", asn_valid)

    def pnc_id(self) -> str:
        """A PNC id with its check letter."""
        return _lettered(f"{self.chance.randint(1995, 2025)}/99{self.chance.randint(0, 99_999):05}", pnc_valid)

    def cro_number(self) -> str:
        """A CRO number with its check letter."""
        return _lettered(f"99{self.chance.randint(0, 9999):04}/{self.chance.randint(1, 25):02}", cro_valid)

    def sha256(self) -> str:
        """The SHA-256 of something."""
        return f"{self.chance.getrandbits(256):064x}"

    def text(self, clauses: int) -> str:
        """A narrative."""
        return ". ".join(self.chance.choice(CLAUSES).capitalize() for _ in range(clauses)) + "."


def _lettered(number: str, valid: Callable[[str], bool]) -> str:
    return next(number + letter for letter in LETTERS if valid(number + letter))
