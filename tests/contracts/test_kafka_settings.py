"""Settings say what is missing in one line, and nothing travels unencrypted by accident."""

from __future__ import annotations

import pytest

from casefile_contracts.errors import SettingsError
from casefile_contracts.kafka.settings import KafkaSettings

ADDRESS = "CASEFILE_KAFKA_BOOTSTRAP_SERVERS"


def test_a_missing_address_is_named_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(ADDRESS, raising=False)

    with pytest.raises(SettingsError, match=rf"^{ADDRESS} is not set: .*casefile up"):
        KafkaSettings.load()


def test_an_impossible_value_is_named_but_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, "127.0.0.1:9092")
    monkeypatch.setenv("CASEFILE_KAFKA_SECURITY_PROTOCOL", "hunter2")

    with pytest.raises(SettingsError, match=r"^CASEFILE_KAFKA_SECURITY_PROTOCOL: ") as told:
        KafkaSettings.load()
    assert "hunter2" not in str(told.value)


def test_an_address_that_is_given_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, "127.0.0.1:1")

    assert KafkaSettings.load("127.0.0.1:2").bootstrap_servers == "127.0.0.1:2"


@pytest.mark.parametrize("servers", ["127.0.0.1:9092", "localhost:9092", "[::1]:9092", "127.0.0.1:1, 127.0.0.2:2"])
def test_this_machine_is_spoken_to_in_plain_text(servers: str) -> None:
    assert KafkaSettings(bootstrap_servers=servers).client_configuration()["security.protocol"] == "PLAINTEXT"


@pytest.mark.parametrize(
    "servers", ["kafka:9092", "10.0.0.1:9092", "127.0.0.1:9092,kafka.force.example:9092", "localhost.example:9092"]
)
def test_another_machine_is_spoken_to_in_tls_unless_told_otherwise(servers: str) -> None:
    told = KafkaSettings(bootstrap_servers=servers, security_protocol="PLAINTEXT")

    assert KafkaSettings(bootstrap_servers=servers).client_configuration()["security.protocol"] == "SSL"
    assert told.client_configuration()["security.protocol"] == "PLAINTEXT"


def test_a_password_reaches_the_client_and_no_print_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(ADDRESS, "kafka:9092")
    monkeypatch.setenv("CASEFILE_KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
    monkeypatch.setenv("CASEFILE_KAFKA_SASL_MECHANISM", "SCRAM-SHA-512")
    monkeypatch.setenv("CASEFILE_KAFKA_SASL_USERNAME", "police-98")
    monkeypatch.setenv("CASEFILE_KAFKA_SASL_PASSWORD", "hunter2")

    settings = KafkaSettings.load()

    assert settings.client_configuration() == {
        "bootstrap.servers": "kafka:9092",
        "security.protocol": "SASL_SSL",
        "sasl.mechanism": "SCRAM-SHA-512",
        "sasl.username": "police-98",
        "sasl.password": "hunter2",
    }
    assert "hunter2" not in repr(settings)
