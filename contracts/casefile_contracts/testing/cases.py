"""Fictional cases for demonstrations, benchmarks and tests: the same for the same seed, without a finding.

for message in case_messages(7, organisation="police-99", recipient="cps-north", now=now):
    ...                                  # JSON form: the case itself, then material and a witness's news
break_rule(message, "asn_letter")        # the same message with one fault

`casefile_contracts.generator` has every path of the lifecycle, and breaks any rule by name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from casefile_contracts import generator
from casefile_contracts.contract import Contract
from casefile_contracts.generator import SYSTEMS, Document, Size
from casefile_contracts.testing.breaking import FAULTS, break_rule

__all__ = ["FAULTS", "SYSTEMS", "Route", "Size", "break_rule", "case_messages"]

Route = Literal["referral", "charged"]


def case_messages(
    seed: int,
    *,
    organisation: str = "police-99",
    recipient: str = "cps-north",
    now: int,
    size: Size = "medium",
    route: Route | None = None,
) -> Iterator[Document]:
    """The messages of one case, in order and in JSON form; no rule has anything to say about them.

    First a ChargingDecisionRequested or, where the police charged by themselves, a PoliceChargedCaseSubmitted; then
    MaterialSubmitted and WitnessVictimUpserted.

    Args:
        seed: The case; up to a million of them have URNs of their own.
        organisation: police-98 or police-99.
        now: Milliseconds since 1970, UTC; everything has happened shortly before.
        size: About 2, 8 and 28 kB of Avro for the first message; as JSON 5, 15 and 55.
        route: Two of three seeds are referrals unless it is given.
    """
    path = route or ("referral", "referral", "charged")[seed % 3]
    return generator.case_messages(
        path, seed=seed, contract=Contract.load(), now=now, size=size, organisation=organisation, recipient=recipient
    )
