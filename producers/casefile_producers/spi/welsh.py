"""SPI has one field for English and Welsh text: senders write `English || Welsh` into it, and the courts read it so.

Source: hmcts/cpp-context-staging-prosecutors-spi, OffenceConverter.
"""

from __future__ import annotations

from typing import Any

from casefile_producers.spi.mapping import Mapped

_BILINGUAL = ("wording", "prosecution_facts")


def part_welsh(mapped: Mapped) -> None:
    """Give the Welsh text of every offence its own field, in place."""
    pointers = (
        f"{offence.place.pointer}/{name}"
        for offence in mapped.all("offence")
        for name in _BILINGUAL
        if _part(offence.place.target, name)
    )
    mapped.also({pointer: f"{pointer}_welsh" for pointer in pointers})


def _part(offence: dict[str, Any], name: str) -> bool:
    parts = [part.strip() for part in offence.get(name, "").split("||")]
    if len(parts) != 2 or not all(parts):
        return False
    offence[name], offence[f"{name}_welsh"] = parts
    return True
