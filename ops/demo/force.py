"""The answering half of a fictional force: it reads what the CPS asks, answers action plans and lays charges.

An ordinary user of `deliveries()`: replies leave only if the block ends well. A real force does the same from its own
case system; here the case system is the folder of requests that were sent.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from casefile_consumers import deliveries
from casefile_contracts.codec.logical import date_text, timestamp_text
from casefile_contracts.contract import Contract
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.now import utc_millis
from casefile_contracts.rules.dates import date_of
from casefile_contracts.sealing import seal

ORGANISATION, SYSTEM = "police-99", "00099TestRms"
LONDON = ZoneInfo("Europe/London")

Message = Mapping[str, Any]


def reply_to(message: Message, request: Message, now: int) -> tuple[str, dict[str, Any]] | None:
    """What the force sends back, as message type and body; None where nothing is asked of it.

    Args:
        now: Milliseconds since 1970, UTC.
    """
    match message["envelope"]["message_type"]:
        case "ActionPlanIssued":
            return "ActionPlanResponded", _response(message)
        case "ChargingDecisionIssued":
            charged = [one["person_id"] for one in message["decisions"] if one["type"] == "CHARGE"]
            return ("ChargesLaid", _charges(request, charged, now)) if charged else None
        case "TriageRejected":
            return "ChargingDecisionResubmitted", _resubmission(message, now)
    return None


def _resubmission(rejection: Message, now: int) -> dict[str, Any]:
    """Every reason answered; what has not changed is not sent again."""
    return {
        "resubmitted_on": date_text(date_of(now)),
        "rejection_message_id": rejection["envelope"]["message_id"],
        "suspects": rejection["suspects"],
        "answers": [
            {"code": reason["code"], "answer": "The statements have been on the file from the start."}
            for reason in rejection["reasons"]
        ],
    }


def _response(plan: Message) -> dict[str, Any]:
    """Every item answered; what is not there yet has a date."""
    return {
        "suspects": [{"person_id": one["person_id"], "completeness": "COMPLETE"} for one in plan["suspects"]],
        "plan_id": plan["plan_id"],
        "items": [
            {
                "item_id": item["item_id"],
                "status": "NOT_AVAILABLE",
                "reason": "Asked for; the holder has not answered yet.",
                "expected_on": item["required_by"],
                "material_ids": [],
            }
            for item in plan["items"]
        ],
        "materials": [],
    }


def _charges(request: Message, charged: list[str], now: int) -> dict[str, Any]:
    return {"defendants": [_defendant(one, now) for one in request["suspects"] if one["person_id"] in charged]}


def _defendant(suspect: Message, now: int) -> dict[str, Any]:
    return {
        "person_id": suspect["person_id"],
        "asn": suspect["asn"],
        "charged_at": timestamp_text(now),
        "charges": [{**offence, "charge_date": date_text(date_of(now))} for offence in suspect["offences"]],
        "remand": {"status": "U"},
        "first_hearing": _hearing(now),
    }


def _hearing(now: int) -> dict[str, Any]:
    day = datetime.fromtimestamp(now / 1000, LONDON) + timedelta(days=28)
    local = day.replace(hour=10, minute=0, second=0, microsecond=0)
    return {
        "court": "B99ZZ00",
        "starts_at": timestamp_text(int(local.timestamp()) * 1000),
        "local_date": f"{local:%Y-%m-%d}",
        "local_time": f"{local:%H:%M:%S}",
        "zone": LONDON.key,
    }


def requests_in(folder: Path) -> dict[str, Message]:
    """The charging requests of a folder, by URN."""
    documents = (json.loads(path.read_text(encoding="utf-8")) for path in _files(folder))
    return {
        one["envelope"]["urn"]: one
        for one in documents
        if one.get("envelope", {}).get("message_type") == "ChargingDecisionRequested"
    }


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.json")) if path.name.count(".") == 1)


def main(folder: Path, database: Path) -> None:
    """Answer until stopped."""
    contract = Contract.load()
    requests = requests_in(folder)
    with deliveries(
        KafkaSettings.load(), organisation=ORGANISATION, system=SYSTEM, database=database, contract=contract
    ) as inbox:
        for delivery in inbox:
            with delivery as message:
                envelope, now = message["envelope"], utc_millis()
                answer = reply_to(message, requests.get(envelope["urn"], {}), now)
                if answer is not None:
                    delivery.reply(
                        seal(
                            contract,
                            *answer,
                            sender=(ORGANISATION, SYSTEM),
                            recipient=(envelope["sender"]["organisation"], envelope["sender"]["system"]),
                            urn=envelope["urn"],
                            now=now,
                            correlation_id=envelope["correlation_id"],
                            causation_id=envelope["message_id"],
                            test=True,
                        )
                    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
