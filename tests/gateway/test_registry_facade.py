"""The Schema Registry read API, as stock clients use it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.avro import AvroDeserializer, AvroSerializer
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.serialization import MessageField, SerializationContext
from http_door import Door, answered, encoded, open_door

from casefile_contracts.contract import Contract
from casefile_contracts.release import load_release
from casefile_gateway.http.registry import Registry, RegistryError

RELEASE = load_release()
NAMES = list(RELEASE.messages)
TOPIC = "casefile.police-99.outbox"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    with open_door(tmp_path_factory.mktemp("door")) as door:
        yield door


@pytest.fixture(scope="module")
def client(door: Door) -> Iterator[SchemaRegistryClient]:
    with SchemaRegistryClient({"url": str(door.client.base_url), "max.retries": 0}) as client:
        yield client


def test_a_stock_deserializer_reads_a_message(client: SchemaRegistryClient) -> None:
    document = answered()
    deserialize = AvroDeserializer(client)

    read = deserialize(encoded(document), SerializationContext(TOPIC, MessageField.VALUE))

    assert str(read["envelope"]["message_id"]) == document["envelope"]["message_id"]
    assert read["plan_id"] == document["plan_id"]


@pytest.mark.parametrize("name", NAMES)
def test_every_message_type_is_served_by_id_as_it_was_released(client: SchemaRegistryClient, name: str) -> None:
    message_type = RELEASE.messages[name]

    served = client.get_schema(message_type.schema_id)

    assert served.schema_type == "AVRO"
    assert orjson.loads(served.schema_str) == message_type.schema


@pytest.mark.parametrize("name", NAMES)
def test_every_subject_has_its_version(client: SchemaRegistryClient, name: str) -> None:
    message_type = RELEASE.messages[name]

    latest = client.get_latest_version(message_type.subject)

    assert (latest.schema_id, latest.version) == (message_type.schema_id, message_type.version)
    assert client.get_version(message_type.subject, message_type.version).schema_id == message_type.schema_id
    assert client.get_versions(message_type.subject) == [message_type.version]
    assert [pair.subject for pair in client.get_schema_versions(message_type.schema_id)] == [message_type.subject]


def test_a_schema_is_found_whatever_its_layout_and_documentation(client: SchemaRegistryClient) -> None:
    message_type = RELEASE.messages["Receipt"]
    bare = orjson.dumps(_without(message_type.schema, "doc"), option=orjson.OPT_INDENT_2).decode()

    found = client.lookup_schema(message_type.subject, Schema(bare, "AVRO"))

    assert found.schema_id == message_type.schema_id


def test_a_stock_serializer_writes_what_the_gateway_reads(client: SchemaRegistryClient) -> None:
    contract, value = Contract.load(), encoded(answered())
    message_type = contract.read(value).type
    context = SerializationContext(TOPIC, MessageField.VALUE)
    settings = {
        "auto.register.schemas": False,
        "subject.name.strategy": lambda context, name: name,
    }
    serialize = AvroSerializer(client, orjson.dumps(message_type.schema).decode(), conf=settings)

    written = serialize(AvroDeserializer(client)(value, context), context)

    assert contract.read(written or b"").raw == contract.read(value).raw


def test_what_is_not_there_has_the_codes_that_clients_know(client: SchemaRegistryClient) -> None:
    asked: dict[int, Any] = {
        40401: lambda: client.get_latest_version("casefile.v1.Nothing"),
        40402: lambda: client.get_version("casefile.v1.Receipt", 99),
        40403: lambda: client.get_schema(999_999),
        42201: lambda: client.lookup_schema("casefile.v1.Receipt", Schema('{"type":"nonsense"}', "AVRO")),
        42205: lambda: client.register_schema("casefile.v1.Receipt", Schema('"string"', "AVRO")),
        40408: lambda: client.get_config("casefile.v1.Receipt"),
        40409: lambda: client.get_mode("casefile.v1.Receipt"),
    }
    for code, ask in asked.items():
        with pytest.raises(SchemaRegistryError) as refusal:
            ask()
        assert refusal.value.error_code == code


def test_a_schema_of_a_stranger_is_not_found(client: SchemaRegistryClient) -> None:
    with pytest.raises(SchemaRegistryError) as refusal:
        client.lookup_schema("casefile.v1.Receipt", Schema('"string"', "AVRO"))

    assert refusal.value.error_code == 40403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/subjects/casefile.v1.Receipt/versions"),
        ("DELETE", "/subjects/casefile.v1.Receipt"),
        ("DELETE", "/subjects/casefile.v1.Receipt/versions/1"),
        ("PUT", "/config"),
        ("PUT", "/config/casefile.v1.Receipt"),
        ("PUT", "/mode"),
        ("DELETE", "/mode/casefile.v1.Receipt"),
        ("POST", "/compatibility/subjects/casefile.v1.Receipt/versions/latest"),
        ("POST", "/associations"),
    ],
)
def test_every_change_is_refused(door: Door, method: str, path: str) -> None:
    response = door.client.request(method, path, json={})

    assert (response.status_code, response.json()["error_code"]) == (422, 42205)


def test_answers_have_the_registrys_content_type(door: Door) -> None:
    for path in ("/subjects", "/schemas/ids/1", "/schemas/ids/999", "/config", "/schemas/nowhere/at/all"):
        assert door.client.get(path).headers["Content-Type"] == "application/vnd.schemaregistry.v1+json"


def test_the_small_questions_have_answers(door: Door, client: SchemaRegistryClient) -> None:
    first = RELEASE.messages["Receipt"]
    answers = {
        "/schemas/types": ["AVRO"],
        "/contexts": ["."],
        "/mode": {"mode": "READONLY"},
        "/mode/casefile.v1.Receipt?defaultToGlobal=true": {"mode": "READONLY"},
        "/config/casefile.v1.Receipt?defaultToGlobal=true": {"compatibilityLevel": "FULL_TRANSITIVE"},
        f"/schemas/ids/{first.schema_id}/subjects": [first.subject],
        f"/schemas/ids/{first.schema_id}/schema": first.schema,
        "/subjects/casefile.v1.Receipt/versions/latest/schema": first.schema,
        f"/subjects/casefile.v1.Receipt/versions/{first.version}/referencedby": [],
        "/subjects?subjectPrefix=casefile.v1.Rece": [first.subject],
    }
    for path, expected in answers.items():
        assert door.client.get(path).json() == expected, path
    assert client.get_subjects() == sorted(one.subject for one in RELEASE.messages.values())
    assert client.get_config().compatibility_level == "FULL_TRANSITIVE"
    assert len(door.client.get("/schemas").json()) == len(NAMES)
    assert door.client.get("/v1/metadata/id").json()["scope"]["clusters"]["kafka-cluster"] == "cluster-1"
    assert door.client.get("/v1/metadata/version").json()["version"]
    assert door.client.get("/associations/resources/-/casefile.ledger").json()["error_code"] == 40410


@pytest.mark.parametrize("version", ["0", "-2", "first", "1.0", "", "99999999999"])
def test_a_version_that_is_none_is_42202(version: str) -> None:
    with pytest.raises(RegistryError) as refusal:
        Registry([RELEASE]).version("casefile.v1.Receipt", version)

    assert refusal.value.error_code == 42202


def test_a_subject_of_two_releases_has_two_versions_and_its_latest() -> None:
    old = RELEASE.messages["Receipt"]
    new = replace(
        old, version=old.version + 1, schema_id=900, schema=old.schema | {"doc": "Newer."}, fingerprint="0" * 64
    )
    later = replace(RELEASE, version="9.9", messages={"Receipt": new})

    registry = Registry([RELEASE, later])

    assert registry.versions(old.subject) == [old.version, new.version]
    assert registry.version(old.subject, "latest")["id"] == 900
    assert registry.version(old.subject, str(old.version))["id"] == old.schema_id


def _without(node: Any, name: str) -> Any:
    if isinstance(node, dict):
        return {key: _without(value, name) for key, value in node.items() if key != name}
    return [_without(value, name) for value in node] if isinstance(node, list) else node
