"""SPI hangs victims on offences; in the contract they stand beside the defendants, each once, linked to both."""

from __future__ import annotations

from typing import Any

from casefile_producers.spi.identity import digest
from casefile_producers.spi.mapping import Mapped, Opened
from casefile_producers.spi.placing import Place

_LINKS = ("person_id", "linked_offence_ids", "linked_suspect_ids")


def link_victims(mapped: Mapped, urn: str) -> None:
    """Make one person of victims with equal details, and link each to offences and defendants, in place."""
    offences = {id(each.around.target): each.around for each in mapped.all("victim")}
    accused = {
        id(offence): defendant["person_id"]
        for defendant in mapped.message.get("defendants", ())
        for offence in defendant.get("offences", ())
        if id(offence) in offences
    }
    people: dict[str, Place] = {}
    moves: dict[str, str] = {}
    for victim in mapped.all("victim"):
        person_id = digest(urn, "victim", {k: v for k, v in victim.place.target.items() if k not in _LINKS})
        moves[victim.place.pointer] = _link(victim, people, person_id, accused[id(victim.around.target)])
    mapped.repoint(moves)
    if people:
        mapped.message["victims_witnesses"] = [place.target for place in people.values()]


def _link(victim: Opened, people: dict[str, Place], person_id: str, accused: str) -> str:
    """Returns the pointer of the person that the victim is."""
    pointer = f"/victims_witnesses/{len(people)}"
    known = people.setdefault(person_id, Place(victim.place.target, pointer))
    known.target["person_id"] = person_id
    _add(known.target, "linked_offence_ids", victim.around.target["offence_id"])
    _add(known.target, "linked_suspect_ids", accused)
    _add(victim.around.target, "victim_ids", person_id)
    return known.pointer


def _add(target: dict[str, Any], name: str, value: str) -> None:
    values = target.setdefault(name, [])
    if value not in values:
        values.append(value)
