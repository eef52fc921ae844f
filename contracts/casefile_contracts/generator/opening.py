"""The messages that a case begins with, and what is added to its file."""

from __future__ import annotations

from collections.abc import Sequence

from casefile_contracts.generator import parts
from casefile_contracts.generator.case import CaseFile, Extent, Step
from casefile_contracts.generator.fiction import Document

GUILTY_PLEA = "FIRST_HEARING_GAP"
"""The file that the police send when they charge by themselves, unless the path says otherwise."""


def case_registered(case: CaseFile, step: Step) -> Document:
    """The police give the case a number."""
    return {
        "originating_organisation": case.unit,
        "cps_unit": case.cps_unit,
        "source_reference": f"RMS-{case.urn}",
        "registered_on": step.now.day(),
        "classifications": markers("CSEA"),
        "contacts": [_contact(case, "PO")],
        "suspects": [_brief(one) for one in step.about],
        "summary": case.fiction.text(2),
    }


def early_advice_requested(case: CaseFile, step: Step) -> Document:
    """The police ask for advice before they ask for a decision."""
    return _file(case) | {
        "cps_unit": case.cps_unit,
        "requested_on": case.asked(step),
        "advice_required_by": step.now.day(5),
        "classifications": markers("CSEA"),
        "contacts": [_contact(case, "PO"), _contact(case, "PS")],
        "suspects": list(step.about),
        "lines_of_enquiry": {"conducted": [{"line": "Emergency call reviewed", "result": case.fiction.text(1)}]},
        "enquiries_contemplated": [{"line": "Download of a telephone", "due_date": step.now.day(30)}],
        "issues": "Whether earlier incidents may be proved.",
        "questions": [{"question_id": "Q1", "question": "Which messages of the telephone should be asked for?"}],
        "disclosure": {"disclosable_material_known": False},
    }


def charging_decision_requested(case: CaseFile, step: Step) -> Document:
    """The police ask for a charging decision."""
    fiction, now = case.fiction, step.now
    return _file(case) | {
        "cps_unit": case.cps_unit,
        "requested_on": case.asked(step),
        "decision_required_by": now.day(28),
        "decision_sought": "CHARGE",
        "test_proposed": "FULL_CODE",
        "test_rationale": fiction.text(2),
        "investigation_stage": "POST_INTERVIEW",
        "classifications": markers("CSEA", "NGAP"),
        "contacts": [_contact(case, "PO"), _contact(case, "DO")],
        "suspects": list(step.about),
        "lines_of_enquiry": {
            "conducted": [{"line": "Emergency call reviewed", "result": fiction.text(1)}],
            "outstanding": [{"line": "Footage of a shop", "due_date": now.day(14), "impact": "May confirm presence."}],
        },
        "third_party_material": {"held": False},
        "absent_items": _absent(case.extent),
    }


def police_charged_case_submitted(case: CaseFile, step: Step) -> Document:
    """The police have charged by themselves: a guilty plea is expected, or else it was an emergency."""
    file = step.given.get("file", GUILTY_PLEA)
    return _file(case) | {
        "initiation_code": "C",
        "initial_hearing": step.now.hearing(case.court, 28),
        "officer_in_case": case.officer("PO"),
        "case_file_type": file,
        "defendants": list(step.about),
        **({"classifications": markers("GAP")} if file == GUILTY_PLEA else _contested(case)),
    }


def material_submitted(case: CaseFile, step: Step) -> Document:
    """One more document; or, where the path says so, all that a full file needs."""
    if step.given.get("bundle"):
        return {"materials": case.add(parts.full_file(case.fiction, case.urn))}
    return {"materials": case.add([parts.document(case.fiction, case.urn, place=3)]), "note": "Obtained since."}


def material_withdrawn(case: CaseFile, step: Step) -> Document:
    """What was sent last is taken back."""
    withdrawn = case.materials.pop()
    case.said["withdrawn"] = withdrawn["material_id"]
    row = {"material_id": withdrawn["material_id"], "reason": "WRONG_CASE", "destroy_copies": True}
    return {"withdrawals": [row], "note": "It belongs to another case."}


def witness_victim_upserted(case: CaseFile, step: Step) -> Document:
    """A victim's availability has changed."""
    changed = case.people[0] | {"availability": {"dates_to_avoid": [{"from_date": step.now.day(90)}]}}
    return updated(case, step, changed["person_id"], "AVAILABILITY_CHANGED") | {"person": changed}


def suspect_defendant_upserted(case: CaseFile, step: Step) -> Document:
    """An accused has another solicitor."""
    changed = _brief(case.accused[0]) | {"defence_solicitor": {"firm": "Specimen Solicitors"}}
    return updated(case, step, changed["person_id"], "REPRESENTATION_CHANGED") | {"person": changed}


def contact_changed(case: CaseFile, step: Step) -> Document:
    """Another officer is in the case."""
    replaced = case.officer("PO")
    officer = case.said["officer PO"] = case.fiction.officer()
    return updated(case, step, "PO", "HANDED_OVER") | {
        "contact": {"role": "PO", "officer": officer},
        "effective_from": step.now.day(),
        "replaces_reference_number": replaced["reference_number"],
    }


def updated(case: CaseFile, step: Step, entity_id: str, reason: str) -> Document:
    """Version and reason of an update: the first one creates."""
    version = case.version(step.message_type, entity_id)
    return {"version_id": version, "update_reason_type": reason, "update_reason": "As told to the officer."}


def markers(*codes: str) -> list[Document]:
    """Case monitoring codes that apply."""
    return [{"kind": "CASE_MONITORING", "code": code, "flag": True} for code in codes]


def assurance(case: CaseFile, step: Step) -> Document:
    """A supervisor has looked at the file."""
    return {"supervisor": case.officer("PS"), "assured_at": step.now.time(-10)}


def _file(case: CaseFile) -> Document:
    fiction, extent = case.fiction, case.extent
    materials = [parts.statement(fiction, case.urn, person) for person in case.people]
    materials += [parts.document(fiction, case.urn, place) for place in range(extent.documents)]
    return {
        "originating_organisation": case.unit,
        "victims_witnesses": case.people,
        "factual_summary": [{"heading": "SCO", "text": fiction.text(extent.clauses)} for _ in range(extent.paragraphs)],
        "confidential_information": [{"heading": "EI", "text": "None known."}],
        "materials": case.add(materials),
        "assurance": {"supervisor": case.officer("PS"), "assured_at": fiction.moment(60)},
    }


def _contested(case: CaseFile) -> Document:
    for accused in case.accused:
        for offence in accused["offences"]:
            offence["anticipated_plea"] = "NOT_GUILTY"
    return {
        "classifications": markers("NGAP"),
        "charging_power": "EMERGENCY",
        "third_party_material": {"held": False},
        "absent_items": _absent(case.extent),
    }


def _brief(accused: Document) -> Document:
    """An accused without interview, and without offences until they are charged."""
    wanted = ["person_id", "charge_status", "individual", "asn", "remand", "pace_clock"]
    wanted += ["offences"] if accused["charge_status"] == "CHARGED" else []
    return {name: accused[name] for name in wanted if name in accused}


def _contact(case: CaseFile, role: str) -> Document:
    return {"role": role, "officer": case.officer(role)}


def _absent(extent: Extent) -> Sequence[Document]:
    """What a file of one document has not got."""
    return [{"item": item, "reason": "There are none."} for item in ("EXHIBITS", "MULTIMEDIA") if extent.documents < 2]
