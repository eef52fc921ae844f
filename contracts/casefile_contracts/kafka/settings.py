"""Where the brokers are and how to speak to them."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Literal

from pydantic import SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from casefile_contracts.errors import SettingsError

SecurityProtocol = Literal["PLAINTEXT", "SSL", "SASL_SSL"]


class KafkaSettings(BaseSettings):
    """How to reach Kafka; read once, where a program starts, and passed down.

    Each is set as `CASEFILE_KAFKA_<NAME>`. Nothing travels unencrypted to another machine unless that was said in so
    many words: `security_protocol` is TLS when it is not set, except towards this very machine.
    """

    model_config = SettingsConfigDict(env_prefix="CASEFILE_KAFKA_", frozen=True)

    bootstrap_servers: str
    security_protocol: SecurityProtocol | None = None
    ssl_ca_location: Path | None = None
    ssl_certificate_location: Path | None = None
    ssl_key_location: Path | None = None
    ssl_key_password: SecretStr | None = None
    sasl_mechanism: Literal["SCRAM-SHA-256", "SCRAM-SHA-512"] | None = None
    sasl_username: str | None = None
    sasl_password: SecretStr | None = None

    @classmethod
    def load(cls, bootstrap_servers: str | None = None) -> KafkaSettings:
        """The settings of the environment; an address given here goes first.

        Raises:
            SettingsError: No address is known, or a setting is not one of its possible values.
        """
        try:
            return cls(bootstrap_servers=bootstrap_servers) if bootstrap_servers else cls()
        except ValidationError as error:
            raise SettingsError(_in_one_line(error)) from error

    def client_configuration(self) -> dict[str, str]:
        """The part of a Kafka client's configuration that says where and as whom it connects."""
        given = self.model_dump(exclude={"security_protocol"}, exclude_none=True)
        plain = {
            name: value.get_secret_value() if isinstance(value, SecretStr) else str(value)
            for name, value in given.items()
        }
        return {
            "security.protocol": self.security_protocol or self._safe_protocol(),
            **{name.replace("_", "."): value for name, value in plain.items()},
        }

    def _safe_protocol(self) -> SecurityProtocol:
        hosts = [address.rpartition(":")[0].strip().strip("[]") for address in self.bootstrap_servers.split(",")]
        return "PLAINTEXT" if all(map(_is_this_machine, hosts)) else "SSL"


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _in_one_line(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    name = "CASEFILE_KAFKA_" + "_".join(map(str, first["loc"])).upper()
    if first["type"] == "missing":
        return f"{name} is not set: give the address of a Kafka broker, or start one here with `casefile up`"
    return f"{name}: {first['msg']}"
