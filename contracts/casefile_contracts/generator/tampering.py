"""Wrong messages in a sequence: what breaks the rules that know where defendants stand and what went before."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.moment import Moment
from casefile_contracts.generator.parts import OFFENCES

STRANGER = "STRANGER0001"
NOBODY = "00000000-0000-4000-8000-000000000000"

Edit = Callable[[Document, Sequence[Document]], None]
"""Changes one message in place; the others of the case are there to be looked at."""


class Tampering(NamedTuple):
    """What somebody did wrong in a case."""

    path: str
    """One that has what is needed."""
    message_type: str
    edit: Edit
    first: bool = False
    """Whether it is the first message of the type, not the last."""


class Misordering(NamedTuple):
    """What came when it should not, or did not come."""

    path: str
    change: Callable[[list[Document]], list[Document]]


def tampered(messages: Sequence[Document], tampering: Tampering | Misordering) -> list[Document]:
    """The case with that mistake; unchanged if it has no such message."""
    result = deepcopy(list(messages))
    if isinstance(tampering, Misordering):
        return tampering.change(result)
    of_type = [one for one in result if one["envelope"]["message_type"] == tampering.message_type]
    if of_type:
        tampering.edit(of_type[0 if tampering.first else -1], result)
    return result


def _version(message: Document, _: Sequence[Document]) -> None:
    message["version_id"] += 1


def _setting(*steps: str | int, to: Any) -> Edit:
    """Sets the value at the end of the way."""

    def edit(message: Document, _: Sequence[Document]) -> None:
        at: Any = message
        for step in steps[:-1]:
            at = at[step]
        at[steps[-1]] = to

    return edit


def _without(*steps: str, place: int) -> Edit:
    """Takes an item out of a list."""

    def edit(message: Document, _: Sequence[Document]) -> None:
        at: Any = message
        for step in steps:
            at = at[step]
        del at[place]

    return edit


def _day(message: Document, days: int) -> str:
    occurred = datetime.fromisoformat(message["envelope"]["occurred_at"])
    return Moment(occurred).day(days)


def _due_at_once(message: Document, _: Sequence[Document]) -> None:
    message["review_due"] = _day(message, 0)


def _due_late(message: Document, _: Sequence[Document]) -> None:
    message["review_due"] = _day(message, 29)


def _answer_tomorrow(message: Document, _: Sequence[Document]) -> None:
    message["police_response_date"] = _day(message, 1)


def _too_late(message: Document, _: Sequence[Document]) -> None:
    message["month_end"] = _day(message, -43)


def _long_past(message: Document, _: Sequence[Document]) -> None:
    month_end = date.fromisoformat(_day(message, -46)).replace(day=1) - timedelta(days=1)
    message["month_end"] = month_end.isoformat()
    message["dispute_by"] = (month_end + timedelta(days=42)).isoformat()


def _about_the_first(message: Document, messages: Sequence[Document]) -> None:
    message["materials"][0]["defendant_ids"] = [messages[0]["suspects"][0]["person_id"]]


def _item_due_at_once(message: Document, _: Sequence[Document]) -> None:
    del message["items"][-1]["days_given"]
    message["items"][-1]["required_by"] = _day(message, 0)


def _other_offence(message: Document, _: Sequence[Document]) -> None:
    charge = message["defendants"][0]["charges"][0]
    charge["code"] = next(code for code, *_ in OFFENCES if code != charge["code"])


def _other_day(message: Document, _: Sequence[Document]) -> None:
    charge = message["defendants"][0]["charges"][0]
    charge["start_date"] = (date.fromisoformat(charge["start_date"]) - timedelta(days=1)).isoformat()


def _charge_left_out(message: Document, _: Sequence[Document]) -> None:
    del message["defendants"][0]["charges"][-1]


def _far_hearing(message: Document, _: Sequence[Document]) -> None:
    occurred = Moment(datetime.fromisoformat(message["envelope"]["occurred_at"]))
    message["hearing"] = occurred.hearing(message["hearing"]["court"], 250, message["hearing"].get("type"))


def _on_withdrawn(name: str) -> Edit:
    def edit(message: Document, messages: Sequence[Document]) -> None:
        withdrawal = next(one for one in messages if one["envelope"]["message_type"] == "MaterialWithdrawn")
        message[name] = [*message[name], withdrawal["withdrawals"][0]["material_id"]]

    return edit


def _wrong_numbers(message: Document, _: Sequence[Document]) -> None:
    message["first_item_number"] += 1
    message["last_item_number"] += 1
    for item in message["items"]:
        item["item_number"] += 1


def _strange_material(message: Document, _: Sequence[Document]) -> None:
    message["materials"][0]["defendant_ids"] = [STRANGER]


def _strange_author(message: Document, _: Sequence[Document]) -> None:
    material = message["materials"][0]
    material |= {"document_type": "MG11", "author_person_id": STRANGER, "statement_number": 1}


def _schedule_as_letter(message: Document, _: Sequence[Document]) -> None:
    for material in message["materials"]:
        if material["document_type"] == "MG6C":
            material["document_type"] = "LETTER"


def _nobody_listed(message: Document, _: Sequence[Document]) -> None:
    message["victims_witnesses"] = []
    for material in message["materials"]:
        if material["document_type"] == "MG11":
            material |= {"document_type": "ABE", "redaction_needed": True}
            del material["author_person_id"]


def _order_unsupported(message: Document, _: Sequence[Document]) -> None:
    material = message["materials"][0]["material_id"]
    message["orders_sought"] = [{"type": "RESTRAINING_ORDER", "reason": "Fear.", "material_ids": [material]}]


def _count_wrong(message: Document, _: Sequence[Document]) -> None:
    message["material_count"] += 1


def _again(message_type: str) -> Callable[[list[Document]], list[Document]]:
    """The message comes a second time, at the end, as a new one."""

    def change(messages: list[Document]) -> list[Document]:
        one = next(one for one in messages if one["envelope"]["message_type"] == message_type)
        return [*messages, one | {"envelope": one["envelope"] | {"message_id": NOBODY}}]

    return change


TAMPERINGS: Mapping[str, Tampering | Misordering] = {
    "L01": Misordering("straight_charge", lambda messages: messages[3:]),
    "L02": Misordering("referral", _again("ChargingDecisionRequested")),
    "L13": Misordering("withdrawn", _again("TriageRejected")),
    "L02P": Tampering("early_advice", "SuspectDefendantUpserted", _setting("person", "person_id", to=STRANGER)),
    "L03A": Tampering("action_plan", "ActionPlanItemUpdated", _version),
    "L03C": Tampering("early_advice", "ContactChanged", _version),
    "L03H": Tampering("charged_magistrates", "HearingScheduled", _version),
    "L03P": Tampering("early_advice", "SuspectDefendantUpserted", _version),
    "L03S": Tampering("charged_magistrates", "DisclosureScheduleSubmitted", _version),
    "L03V": Tampering("early_advice", "VictimPersonalStatementUpdated", _version),
    "L03W": Tampering("early_advice", "WitnessVictimUpserted", _version),
    "L05": Tampering("triage_rejected", "ChargingDecisionResubmitted", _without("answers", place=0)),
    "L05A": Tampering("action_plan", "ActionPlanResponded", _setting("items", 0, "item_id", to="AP99")),
    "L05C": Tampering("triage_rejected", "TriageRejectionChallenged", _setting("rejection_message_id", to=NOBODY)),
    "L07": Tampering("straight_charge", "ChargingDecisionIssued", _without("decisions", place=-1)),
    "L09K": Tampering("action_plan", "ActionPlanItemUpdated", _setting("item_id", to="AP99"), first=True),
    "L10": Tampering("straight_charge", "ChargesLaid", _other_offence),
    "L10D": Tampering("straight_charge", "ChargesLaid", _other_day),
    "L10M": Tampering("straight_charge", "ChargesLaid", _charge_left_out),
    "L12K": Tampering("split", "CaseSplit", _without("defendants", place=0), first=True),
    "L12N": Tampering("merge", "CasesMerged", _without("defendants", place=0), first=True),
    "L12O": Tampering("split", "CaseSplit", _setting("defendants", 0, "offence_ids", to=[]), first=True),
    "L13M": Tampering("out_of_court", "MaterialSubmitted", _about_the_first),
    "L15": Tampering("custody", "HearingScheduled", _far_hearing),
    "L17": Tampering("straight_charge", "TriageAccepted", _due_at_once),
    "L17P": Tampering("action_plan", "TriageAccepted", _due_at_once),
    "L17T": Tampering("straight_charge", "TriageAccepted", _due_late),
    "L18": Tampering("triage_rejected", "TriageRejected", _answer_tomorrow),
    "L18I": Tampering("action_plan", "ActionPlanIssued", _item_due_at_once),
    "L20": Tampering("dga_dispute", "DgaDisputed", _too_late),
    "L20D": Tampering("dga_dispute", "DgaRecorded", _long_past),
    "L20K": Tampering("dga_dispute", "DgaDisputed", _setting("disputes", 0, "code", to="DGA01")),
    "L23": Tampering("early_advice", "ChargingDecisionIssued", _on_withdrawn("materials_considered")),
    "L23A": Tampering("early_advice", "EarlyAdviceIssued", _on_withdrawn("material_ids")),
    "L24": Tampering("reopened", "ChargingDecisionResubmitted", _setting("materials", to=[])),
    "S12": Tampering("straight_charge", "ChargingDecisionRequested", _schedule_as_letter),
    "S12P": Tampering("charged_magistrates", "PoliceChargedCaseSubmitted", _schedule_as_letter),
    "S19": Tampering("straight_charge", "ChargingDecisionRequested", _order_unsupported),
    "S23W": Tampering("charged_magistrates", "PoliceChargedCaseSubmitted", _nobody_listed),
    "S26": Tampering("charged_magistrates", "FullFileSent", _count_wrong),
    "S26C": Tampering("charged_magistrates", "FullFileSent", _setting("manifest", 0, "sha256", to="0" * 64)),
    "S27": Tampering("charged_magistrates", "FileUpgraded", _without("answers", place=-1)),
    "X25K": Tampering(
        "early_advice", "WitnessVictimUpserted", _setting("person", "linked_suspect_ids", to=[STRANGER]), first=True
    ),
    "X26K": Tampering("referral", "MaterialSubmitted", _strange_author),
    "X28K": Tampering("charged_magistrates", "DisclosureScheduleSubmitted", _wrong_numbers),
    "X32D": Tampering("charged_magistrates", "FullFileSent", _setting("defendant_ids", to=[STRANGER])),
    "X32P": Tampering("charged", "PoliceChargedCaseSubmitted", _strange_material),
    "X32K": Tampering("referral", "MaterialSubmitted", _strange_material),
}
"""By rule."""
