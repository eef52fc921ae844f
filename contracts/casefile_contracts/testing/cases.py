"""Fictional cases for demonstrations, benchmarks and tests: the same for the same seed, without a finding.

for message in case_messages(7, organisation="police-99", recipient="cps-north", now=now):
    ...                                  # JSON form: the case itself, then material and a witness's news
break_rule(message, "asn_letter")        # the same message with one fault
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from casefile_contracts.release import load_release
from casefile_contracts.testing.bodies import CaseBodies, Size
from casefile_contracts.testing.breaking import FAULTS, break_rule
from casefile_contracts.testing.fiction import Document, Fiction

__all__ = ["FAULTS", "SYSTEMS", "Route", "Size", "break_rule", "case_messages"]

Route = Literal["referral", "charged"]

SYSTEMS: Mapping[str, str] = {"police-98": "00098SpiBridge", "police-99": "00099TestRms"}


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
    force = organisation.removeprefix("police-")
    fiction = Fiction(seed, force, now)
    urn = f"{force}Z{'ABCDEFGHJK'[seed // 100_000]}{seed % 100_000:05}{fiction.now:%y}"
    envelopes = _Envelopes(fiction, organisation, recipient, urn)
    charged = (route or ("referral", "referral", "charged")[seed % 3]) == "charged"
    case = CaseBodies(fiction, urn, size, charged=charged)
    kind = "PoliceChargedCaseSubmitted" if charged else "ChargingDecisionRequested"
    yield envelopes.seal(kind, case.charged() if charged else case.referral())
    yield envelopes.seal("MaterialSubmitted", case.more_material())
    yield envelopes.seal("WitnessVictimUpserted", case.news_of_a_victim())


class _Envelopes:
    def __init__(self, fiction: Fiction, organisation: str, recipient: str, urn: str) -> None:
        self.fiction = fiction
        self.correlation_id = self.first_id = fiction.uuid()
        self.count = 0
        self.fixed = {
            "contract_version": load_release().version,
            "sender": {"organisation": organisation, "system": SYSTEMS[organisation]},
            "recipient": {"organisation": recipient, "system": "cms"},
            "urn": urn,
            "priority": "GREEN",
            "test": True,
            "protective_marking": "OFFICIAL_SENSITIVE",
        }

    def seal(self, message_type: str, body: Document) -> Document:
        envelope: Document = self.fixed | {
            "message_id": self.fiction.uuid() if self.count else self.first_id,
            "message_type": message_type,
            "correlation_id": self.correlation_id,
            "occurred_at": self.fiction.moment(9 - self.count),
            "sent_at": self.fiction.moment(9 - self.count),
        }
        if self.count:
            envelope["causation_id"] = self.first_id
        self.count += 1
        return {"envelope": envelope, **body}
