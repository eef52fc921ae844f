"""The catalogue: 24 messages of the police, 22 of the prosecution, and those of the exchange itself."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from drafts import draft, golden, message_schemas, type_of

DOMAIN = Path(__file__).parents[3] / "shared" / "domain" / "message_catalogue.csv"

POLICE = [
    "CaseRegistered",
    "EarlyAdviceRequested",
    "ChargingDecisionRequested",
    "ChargingDecisionResubmitted",
    "ActionPlanResponded",
    "MaterialSubmitted",
    "MaterialWithdrawn",
    "WitnessVictimUpserted",
    "SuspectDefendantUpserted",
    "RemandStatusChanged",
    "DisclosureScheduleSubmitted",
    "ChargesLaid",
    "PoliceChargedCaseSubmitted",
    "FullFileSent",
    "FileUpgraded",
    "VictimPersonalStatementUpdated",
    "OutOfCourtDisposalRecorded",
    "NoFurtherActionNotified",
    "CaseSplit",
    "CasesMerged",
    "ReferralWithdrawn",
    "DgaDisputed",
    "TriageRejectionChallenged",
    "ContactChanged",
]
"""In the order of their numbers: P01 to P24."""

CPS = [
    "TriageAccepted",
    "TriageRejected",
    "EarlyAdviceIssued",
    "ChargingDecisionIssued",
    "ActionPlanIssued",
    "ActionPlanItemUpdated",
    "CaseTransferred",
    "ReviewerAssigned",
    "FileUpgradeRequested",
    "DisclosureDecisionIssued",
    "HearingScheduled",
    "HearingOutcomeNotified",
    "WitnessRequirementNotified",
    "ChargeReviewChanged",
    "ProceedingsStopped",
    "VrrDecisionNotified",
    "CaseFinalised",
    "AdministrativelyFinalised",
    "DgaRecorded",
    "DgaDisputeResolved",
    "ChaserIssued",
    "UnauthorisedChargeFlagged",
]
"""C01 to C22."""

GATEWAY = {
    "G01-G06": "Receipt",
    "G07": "DeliveryOverdue",
    "G08": "SchemaVersionNotice",
    "G09": "ReconciliationReport",
    "G10": "FileCompletenessResult",
    "G11": "ChargeReconciliationResult",
    "-": "LedgerRecord",
}
"""A receipt says by its outcome which of the first six it is; the ledger's own record is nobody's message."""

SENDERS = {
    **{name: ["police"] for name in POLICE},
    **{name: ["cps"] for name in CPS},
    **{name: ["gateway"] for name in GATEWAY.values()},
    "Receipt": ["gateway", "cps", "police"],
}

NUMBERS = {
    **{name: f"P{number:02}" for number, name in enumerate(POLICE, 1)},
    **{name: f"C{number:02}" for number, name in enumerate(CPS, 1)},
    **{name: number for number, name in GATEWAY.items()},
}


def test_every_message_of_the_catalogue_exists_and_its_side_alone_may_send_it() -> None:
    assert {name: schema["sender"] for name, schema in message_schemas().items()} == SENDERS
    assert (len(POLICE), len(CPS)) == (24, 22)


def test_the_table_of_messages_numbers_them_as_the_catalogue_does() -> None:
    assert {name: entry["number"] for name, entry in draft().tables["catalogue"].items()} == NUMBERS


def test_a_message_is_answered_by_the_other_side_or_by_the_exchange() -> None:
    for name, entry in draft().tables["catalogue"].items():
        assert set(entry["answered_by"]) <= set(SENDERS), name
        assert all(SENDERS[answer] != SENDERS[name] for answer in entry["answered_by"]), name


def test_every_message_type_has_a_golden_example() -> None:
    assert {type_of(example) for example in golden()} == set(SENDERS)


@pytest.mark.skipif(not DOMAIN.exists(), reason="the catalogue as proposed is not beside this checkout")
def test_names_and_directions_are_those_of_the_catalogue_as_proposed() -> None:
    with DOMAIN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["direction"] != "gateway"]

    assert {row["name"]: row["id"] for row in rows} == {name: NUMBERS[name] for name in (*POLICE, *CPS)}
    assert {row["name"]: [row["direction"].partition("->")[0].lower()] for row in rows} == {
        name: SENDERS[name] for name in (*POLICE, *CPS)
    }
