"""The exchange as an AsyncAPI 3 document: what a participant's system sends and receives, on which topics."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from casefile_contracts.documentation.subject import Subject
from casefile_contracts.documentation.types import Types
from casefile_contracts.kafka.topics import LEDGER, QUARANTINE, inbox, outbox, receipts
from casefile_contracts.release import MessageType

ANSWER = "Receipt"
"""The message that the exchange answers with and that a recipient acknowledges by."""

CONTENT_TYPE = "application/vnd.confluent.avro"
AVRO = "application/vnd.apache.avro;version=1.9.0"
KAFKA_BINDING = "0.5.0"

Node = dict[str, Any]

_ORGANISATION = {"description": "Organisation that owns the topic, as the register of participants names it."}
_SERVERS: Node = {
    "local": {
        "host": "127.0.0.1:9092",
        "protocol": "kafka",
        "description": "A broker on this machine, as `casefile up` starts it.",
    },
    "exchange": {
        "host": "{bootstrap}",
        "protocol": "kafka-secure",
        "description": "The brokers of an exchange.",
        "variables": {
            "bootstrap": {"description": "Address that the operator gives.", "default": "kafka.invalid:9093"}
        },
        "security": [{"$ref": f"#/components/securitySchemes/{name}"} for name in ("scram", "certificate")],
    },
}
_SECURITY: Node = {
    "scram": {"type": "scramSha512", "description": "Name and password of the participant."},
    "certificate": {"type": "X509", "description": "Client certificate of the participant."},
}


def asyncapi(subject: Subject, types: Types) -> bytes:
    """The document as YAML; payloads are the Avro schemas that lie beside it in `avro`."""
    messages = subject.release.messages.values()
    document = {
        "asyncapi": "3.1.0",
        "id": f"urn:casefile:{subject.release.version}",
        "info": {
            "title": "Case file exchange",
            "version": subject.release.version,
            "description": "Criminal case files between police forces and the Crown Prosecution Service, as the system "
            "of a participant sees it. Every record is keyed by the case's URN; readers use isolation level "
            "read_committed, producers the partitioner murmur2.",
        },
        "defaultContentType": CONTENT_TYPE,
        "servers": _SERVERS,
        "channels": _channels(messages),
        "operations": _operations(messages),
        "components": {
            "securitySchemes": _SECURITY,
            "messageTraits": {"exchange": _trait()},
            "messages": {one.name: _message(one, subject, types) for one in messages},
        },
    }
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110).encode()


def _channels(messages: Iterable[MessageType]) -> Node:
    sent, answers, kept = _sent(messages), _answers(messages), _kept(messages)
    return {
        "outbox": _channel(outbox("{organisation}"), "What an organisation sends; it alone writes here.", sent),
        "inbox": _channel(inbox("{organisation}"), "What was sent to an organisation; it alone reads here.", sent),
        "receipts": _channel(
            receipts("{organisation}"),
            "What became of what an organisation sent, and what the exchange tells it.",
            answers,
        ),
        "ledger": _channel(LEDGER, "What became of every message, once for each outcome; for operators.", kept),
        "quarantine": _channel(QUARANTINE, "Records that are no message, byte for byte; for operators.", []),
    }


def _channel(address: str, description: str, names: list[str]) -> Node:
    found: Node = {"address": address, "description": description}
    if names:
        found["messages"] = {name: {"$ref": f"#/components/messages/{name}"} for name in names}
    if "{organisation}" in address:
        found["parameters"] = {"organisation": _ORGANISATION}
    return found


def _operations(messages: Iterable[MessageType]) -> Node:
    by = {kind: _sent(messages, kind) for kind in ("police", "cps")}
    return {
        "sendAsPolice": _operation("send", "outbox", "A force sends.", by["police"]),
        "receiveFromPolice": _operation(
            "receive", "inbox", "A prosecuting unit receives what a force sent.", by["police"]
        ),
        "sendAsCps": _operation("send", "outbox", "A prosecuting unit sends.", by["cps"]),
        "receiveFromCps": _operation("receive", "inbox", "A force receives what a prosecuting unit sent.", by["cps"]),
        "acknowledge": _operation(
            "send", "outbox", "A recipient says that it has taken or parked a message.", [ANSWER]
        ),
        "receiveReceipts": _operation("receive", "receipts", "A sender learns what became of it.", _answers(messages)),
        "readLedger": _operation("receive", "ledger", "An operator accounts for every message.", _kept(messages)),
    }


def _operation(action: str, channel: str, summary: str, names: list[str]) -> Node:
    return {
        "action": action,
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary,
        "messages": [{"$ref": f"#/channels/{channel}/messages/{name}"} for name in names],
    }


def _sent(messages: Iterable[MessageType], kind: str | None = None) -> list[str]:
    """The messages that participants send, of one kind or all."""
    kinds = {kind} if kind else {"police", "cps"}
    return [one.name for one in messages if kinds & set(one.senders)]


def _answers(messages: Iterable[MessageType]) -> list[str]:
    return [one.name for one in messages if "gateway" in one.senders and _addressed(one)]


def _kept(messages: Iterable[MessageType]) -> list[str]:
    return [one.name for one in messages if not _addressed(one)]


def _addressed(message: MessageType) -> bool:
    return bool(message.schema["fields"][0]["name"] == "envelope")


def _message(message: MessageType, subject: Subject, types: Types) -> Node:
    told = subject.release.tables.get("catalogue", {}).get(message.name, {})
    return {
        "name": message.subject,
        "title": message.name,
        "summary": types.records[message.name]["doc"],
        **({"description": told["when"]} if told else {}),
        **({"correlationId": {"location": "$message.payload#/envelope/correlation_id"}} if _addressed(message) else {}),
        "traits": [{"$ref": "#/components/messageTraits/exchange"}],
        "payload": {"schemaFormat": AVRO, "schema": {"$ref": f"./avro/{message.name}.avsc"}},
    }


def _trait() -> Node:
    """What holds for every record on Kafka: CloudEvents headers in binary mode, the key, where the schema's id is."""
    headers = {
        "ce_id": "Message id of the envelope.",
        "ce_source": "organisation/system of the sender.",
        "ce_specversion": "1.0",
        "ce_type": "Full name of the record.",
        "ce_subject": "URN of the case.",
        "content-type": CONTENT_TYPE,
    }
    return {
        "contentType": CONTENT_TYPE,
        "headers": {
            "type": "object",
            "description": "Optional; where present they agree with the envelope.",
            "properties": {name: {"type": "string", "description": text} for name, text in headers.items()},
        },
        "bindings": {
            "kafka": {
                "key": {"type": "string", "description": "URN of the case, ASCII; the message id where there is none."},
                "schemaIdLocation": "payload",
                "schemaIdPayloadEncoding": "confluent",
                "schemaLookupStrategy": "RecordNameStrategy",
                "bindingVersion": KAFKA_BINDING,
            }
        },
    }
