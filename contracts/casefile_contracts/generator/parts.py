"""The parts of a fictional case file: accused, offences, victims, witnesses, material."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from casefile_contracts.generator.fiction import Document, Fiction

OFFENCES = (
    ("OF61102", "Assault occasioning actual bodily harm", "EITHER_WAY", "Assaulted another, occasioning actual harm."),
    ("CJ88116", "Assault by beating", "SUMMARY", "Assaulted another by beating."),
    ("CD71039", "Criminal damage below £5000", "EITHER_WAY", "Without lawful excuse damaged a window of a house."),
    ("TH68010", "Theft from a shop", "EITHER_WAY", "Stole goods of Example Stores Ltd."),
    ("PU86116", "Intentional harassment, alarm or distress", "SUMMARY", "Used threatening words to cause distress."),
    ("SC15004", "Controlling or coercive behaviour", "EITHER_WAY", "Engaged in controlling or coercive behaviour."),
)
DOCUMENTS = (
    ("MG6C", "Schedule of non-sensitive unused material", "SCHEDULE", "PDF", "application/pdf"),
    ("BWV", "Body-worn video", "EVIDENCE", "MP4", "video/mp4"),
    ("MEDICAL", "Medical record", "EVIDENCE", "PDF", "application/pdf"),
    ("DVCHK", "Domestic abuse checklist", "CASE_DOCUMENT", "PDF", "application/pdf"),
)
"""In the order in which a file needs them."""

FULL_FILE = (
    ("MG4", "Charge sheet"),
    ("MG5", "Police report"),
    ("MG6", "Case file evidence and information"),
    ("MG9", "Witness list"),
    ("MG12", "Exhibit list"),
    ("MG15ROTI", "Record of taped interview"),
    ("PNC", "Previous convictions"),
    ("MG6E", "Disclosure officer's report"),
    ("IMD", "Investigation management document"),
)


def accused(fiction: Fiction, offences: int, *, charged: bool, held: bool = False) -> Document:
    """A suspect who is on bail or held, or a defendant after charge."""
    chance = fiction.chance
    person: Document = {
        "person_id": f"SUSPECT{fiction.number():05}",
        "charge_status": "CHARGED" if charged else "NOT_CHARGED",
        "individual": individual(fiction),
        "asn": fiction.asn(),
        "remand": {"status": "B", "conditions": "Not to contact any witness.", "return_date": fiction.day(-20)},
        "offences": [offence(fiction, number, charged=charged) for number in range(1, offences + 1)],
        "interview": _interview(fiction),
        "previous_convictions": {"checked": True, "count": chance.randint(0, 4)},
    }
    if held:
        person |= {"remand": {"status": "C"}, "pace_clock": _pace_clock(fiction)}
    if chance.random() < 0.7:
        person |= {"pnc_id": fiction.pnc_id(), "cro_number": fiction.cro_number()}
    if chance.random() < 0.5:
        person["defence_solicitor"] = {"firm": "Placeholder Law LLP", "name": fiction.name()}
    return person


def individual(fiction: Fiction) -> Document:
    """An adult."""
    return {
        "name": fiction.name(),
        "date_of_birth": fiction.birthday(),
        "gender": fiction.chance.choice("0129"),
        "nationality": "GBR",
        "observed_ethnicity": fiction.chance.choice("01234"),
        "self_defined_ethnicity": fiction.chance.choice(("W1", "A1", "B1", "NS")),
        "documentation_language": "E",
        "hearing_language": "E",
        "address": fiction.address(),
        "contact": fiction.contact(),
    }


def offence(fiction: Fiction, sequence: int, *, charged: bool) -> Document:
    """An offence of some days ago; charged the day after the arrest, or not yet."""
    code, title, category, wording = fiction.chance.choice(OFFENCES)
    days_ago = fiction.chance.randint(3, 20)
    made: Document = {
        "offence_id": f"OFFENCE{fiction.number():05}",
        "sequence": sequence,
        "code": code,
        "title": title,
        "category": category,
        "wording": wording,
        "date_code": "1",
        "start_date": fiction.day(days_ago),
        "start_time": f"{fiction.chance.randint(0, 23):02}:{fiction.chance.randint(0, 59):02}:00",
        "location": ", ".join(fiction.address()["lines"]),
        "arrest_date": fiction.day(days_ago - 1),
        "anticipated_plea": "GUILTY" if charged else "NOT_GUILTY",
    }
    return made | ({"charge_date": fiction.day(days_ago - 2)} if charged else {})


def victim(fiction: Fiction, concerning: Sequence[Document]) -> Document:
    """A victim who gives evidence, with needs and a personal statement."""
    return witness(fiction, concerning) | {
        "person_id": f"VICTIM{fiction.number():06}",
        "role": "VICTIM_WITNESS",
        "linked_offence_ids": [each["offence_id"] for person in concerning for each in person["offences"]],
        "vps": {"scheme_explained": True, "response": "ACCEPTED", "taken_on": fiction.day(1)},
        "special_measures": {"assessment": "COMPLETED", "requested": ["SCREENS"], "details": "Afraid of the suspect."},
    }


def witness(fiction: Fiction, concerning: Sequence[Document]) -> Document:
    """A witness, with dates to avoid."""
    return {
        "person_id": f"WITNESS{fiction.number():05}",
        "role": "WITNESS",
        "name": fiction.name(),
        "date_of_birth": fiction.birthday(),
        "gender": fiction.chance.choice("12"),
        "address": fiction.address(),
        "contact": fiction.contact(),
        "key_witness": fiction.chance.random() < 0.5,
        "previous_convictions": {"checked": True, "count": 0},
        "linked_suspect_ids": [each["person_id"] for each in concerning],
        "availability": {"dates_to_avoid": [{"from_date": fiction.day(-60), "to_date": fiction.day(-74)}]},
    }


def statement(fiction: Fiction, urn: str, author: Document) -> Document:
    """A witness statement."""
    made = _material(fiction, urn, "MG11", "Witness statement", "EVIDENCE", "PDF", "application/pdf")
    return made | {
        "author_person_id": author["person_id"],
        "statement_number": 1,
        "statement_date": fiction.day(1),
        "defendant_ids": author["linked_suspect_ids"],
    }


def document(fiction: Fiction, urn: str, place: int) -> Document:
    """Any other material: the one that a file needs in that place."""
    made = _material(fiction, urn, *DOCUMENTS[place % len(DOCUMENTS)])
    return made | _OF_TYPE[made["document_type"]](fiction)


def full_file(fiction: Fiction, urn: str) -> list[Document]:
    """What a file for the first hearing needs beside statements and schedules."""
    return [
        _material(fiction, urn, code, title, "CASE_DOCUMENT", "PDF", "application/pdf") | {"redaction_needed": True}
        for code, title in FULL_FILE
    ]


def _pace_clock(fiction: Fiction) -> Document:
    return {"relevant_time": fiction.moment(240), "expires_at": fiction.moment(240 - 24 * 60)}


def _recording(fiction: Fiction) -> Document:
    seconds = fiction.chance.randint(60, 3600)
    media = {"playable": True, "clipped": True, "relied_on": True, "duration_seconds": seconds}
    return {"exhibit_reference": f"PP/{fiction.number()}", "media": media}


_OF_TYPE: Mapping[str, Callable[[Fiction], Document]] = {
    "MG6C": lambda _: {"rebuttable_presumption": True},
    "BWV": _recording,
    "MEDICAL": lambda _: {"redaction_needed": True},
    "DVCHK": lambda _: {},
}


def _material(
    fiction: Fiction, urn: str, document_type: str, title: str, material_class: str, file_type: str, media_type: str
) -> Document:
    material_id = f"MAT{fiction.number():07}"
    return {
        "material_id": material_id,
        "document_type": document_type,
        "title": title,
        "material_class": material_class,
        "file_type": file_type,
        "media_type": media_type,
        "bytes": fiction.chance.randint(10_000, 9_000_000),
        "sha256": fiction.sha256(),
        "content_uri": f"https://material.example.org/{urn}/{material_id}",
        "created_on": fiction.day(1),
        "redaction": {"status": "ORIGINAL"},
    }


def _interview(fiction: Fiction) -> Document:
    return {
        "conducted": True,
        "conducted_on": fiction.day(1),
        "record": "RECORD_OF_TAPED_INTERVIEW",
        "summary": fiction.text(2),
        "legally_represented": fiction.chance.random() < 0.8,
    }
