"""Address lines from BS 7666 fields. The fields themselves are kept; the lines are for people and envelopes."""

from __future__ import annotations

import textwrap
from typing import Any

LINE = 35
LINES = 5
_ORDER = ("locality", "town", "post_town", "administrative_area")


def add_lines(address: dict[str, Any]) -> None:
    """Fill in at most five lines of at most 35 characters, and the postcode; the address is changed in place."""
    fields = {name: " ".join(str(value).split()) for name, value in address.get("structured", {}).items()}
    lines = [line for part in _parts(fields) for line in textwrap.wrap(part, LINE)]
    if lines:
        address["lines"] = lines[:LINES]
    if fields.get("postcode"):
        address["postcode"] = fields["postcode"]


def _parts(fields: dict[str, str]) -> list[str]:
    house, street = fields.get("paon", ""), fields.get("street_description", "")
    parts = [fields.get("saon", ""), *_house_and_street(house, street), *(fields.get(name, "") for name in _ORDER)]
    return [part for part in dict.fromkeys(parts) if part]


def _house_and_street(house: str, street: str) -> list[str]:
    together = f"{house} {street}".strip()
    return [together] if house[-1:].isdigit() and len(together) <= LINE else [house, street]
