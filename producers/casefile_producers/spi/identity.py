"""Ids that SPI does not have: of persons and offences inside the case, and of the arrest.

They are the same whenever the same defendant or offence is sent again. Defendants are told apart as the courts do it:
by arrest/summons number, otherwise by reference, name and date of birth. The ids are digests, since an id travels
where a name must not.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any

from casefile_contracts.identifiers import normalise_asn
from casefile_producers.spi.mapping import Mapped

_ASN_LIKE = re.compile(r"[0-9]{2}[0-9A-Z]{15,20}")
_ID_LENGTH = 12


def add_ids(mapped: Mapped, urn: str) -> None:
    """Give every defendant and offence its id, and defendants their ASN, in place."""
    defendants = [each.place for each in mapped.all("defendant")]
    mapped.also(
        {
            f"{place.pointer}/prosecutor_reference": f"{place.pointer}/asn"
            for place in defendants
            if _recognise_asn(place.target)
        }
    )
    for place, person_id in zip(
        defendants, _unique(digest(urn, _who(each.target)) for each in defendants), strict=True
    ):
        place.target["person_id"] = person_id
        offences = place.target.get("offences", [])
        ids = _unique(f"{person_id}-{each.get('sequence', 'x')}" for each in offences)
        for offence, offence_id in zip(offences, ids, strict=True):
            offence["offence_id"] = _safe(offence_id)


def _recognise_asn(defendant: dict[str, Any]) -> bool:
    asn = normalise_asn(defendant.get("prosecutor_reference", ""))
    if _ASN_LIKE.fullmatch(asn):
        defendant["asn"] = asn
    return "asn" in defendant


def _who(defendant: dict[str, Any]) -> Any:
    if "asn" in defendant:
        return defendant["asn"]
    individual, organisation = defendant.get("individual", {}), defendant.get("organisation", {})
    name = individual.get("name") or organisation.get("name")
    return [defendant.get("prosecutor_reference"), name, individual.get("date_of_birth")]


def digest(*parts: Any) -> str:
    """An opaque id for what these parts identify."""
    return sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:_ID_LENGTH]


def _unique(ids: Iterable[str]) -> Iterator[str]:
    seen: Counter[str] = Counter()
    for each in ids:
        seen[each] += 1
        yield each if seen[each] == 1 else f"{each}-{seen[each]}"


def _safe(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "x", text)[:40]
