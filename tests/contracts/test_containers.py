"""The containers run the programs that exist, with the settings that the local broker has, for this machine only."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
import yaml

from casefile_contracts.cli import build
from casefile_contracts.kafka import topics
from casefile_contracts.kafka.cluster import cluster_id
from casefile_contracts.kafka.settings import KafkaSettings
from casefile_contracts.local.jars import VERSION
from casefile_contracts.local.ports import free_ports
from casefile_contracts.local.properties import Ports, as_properties, server_properties
from casefile_contracts.local.runtime import QUICK_START, Runtime
from casefile_contracts.participants import Participants
from casefile_contracts.telemetry.metrics import MetricsSettings
from casefile_gateway.settings import GatewaySettings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PROMETHEUS = yaml.safe_load((ROOT / "ops" / "prometheus" / "prometheus.yml").read_text("utf-8"))

WHERE = {
    "process.roles",
    "node.id",
    "controller.quorum.voters",
    "controller.quorum.bootstrap.servers",
    "listeners",
    "advertised.listeners",
    "controller.listener.names",
    "inter.broker.listener.name",
    "listener.security.protocol.map",
    "log.dirs",
}
"""Where a broker is and who it is; all else it must have in common with every other broker of the exchange."""


def kafka_properties() -> dict[str, str]:
    """What the image makes of its environment."""
    environment = SERVICES["kafka"]["environment"]
    given = {name.removeprefix("KAFKA_"): value for name, value in environment.items() if name.startswith("KAFKA_")}
    given.pop("HEAP_OPTS")
    return {name.replace("_", ".").lower(): value for name, value in given.items()}


def common(properties: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in properties.items() if name not in WHERE}


def set_environment(monkeypatch: pytest.MonkeyPatch, service: str) -> None:
    for name, value in SERVICES[service]["environment"].items():
        monkeypatch.setenv(name, value)


def test_the_broker_in_a_container_is_the_same_kafka_with_the_same_settings() -> None:
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{VERSION}"
    assert common(kafka_properties()) == common(server_properties(Ports(1, 2), Path("/")))


@pytest.fixture
def settings_of_the_container(kafka: KafkaSettings, tmp_path: Path) -> Iterator[KafkaSettings]:
    """A broker with the container's settings, moved to this machine; skipped where no broker can run."""
    ports = dict(zip(("9092", "9093", "19092"), (free_ports().broker for _ in range(3)), strict=True))
    here = {
        name: re.sub(r":(\d+)", lambda found: f":{ports[found[1]]}", value.replace("kafka:", "127.0.0.1:"))
        if name in {"listeners", "advertised.listeners", "controller.quorum.voters"}
        else value
        for name, value in kafka_properties().items()
    }
    file = tmp_path / "server.properties"
    file.write_text(as_properties(here | {"log.dirs": str(tmp_path / "data")}))
    runtime = Runtime.prepare()
    words = ("format", "-t", SERVICES["kafka"]["environment"]["CLUSTER_ID"], "-c", str(file))
    subprocess.run(runtime.command("kafka.tools.StorageTool", *words, memory="128m"), check=True, capture_output=True)
    command = runtime.command("kafka.Kafka", str(file), memory="256m", options=QUICK_START)
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            yield KafkaSettings(bootstrap_servers=f"127.0.0.1:{ports['9092']}")
        finally:
            process.kill()


@pytest.mark.kafka
def test_the_settings_of_the_container_start_a_broker_that_is_as_declared(
    settings_of_the_container: KafkaSettings,
) -> None:
    cluster_id(settings_of_the_container, timeout=60)
    specs = topics.topics_for(Participants.load(ROOT / "contracts" / "participants"), partitions=1)

    topics.apply(settings_of_the_container, specs)

    topics.verify(settings_of_the_container, specs)


@pytest.mark.parametrize("service", OURS)
def test_every_command_and_option_in_a_container_exists(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, service)
    command, words = typer.main.get_command(build()), list(OURS[service]["command"])

    while isinstance(command, typer.core.TyperGroup):
        context = command.make_context("casefile", list(words), resilient_parsing=True)
        _, found, words = command.resolve_command(context, words)
        assert found is not None
        command = found

    command.make_context("casefile", words)


@pytest.mark.parametrize("service", OURS)
def test_every_setting_of_a_container_is_one_that_the_programs_know(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, service)
    prefixes = {
        f"{model.model_config['env_prefix']}{name}".upper()
        for model in (KafkaSettings, GatewaySettings, MetricsSettings)
        for name in model.model_fields
    }

    assert set(SERVICES[service]["environment"]) <= prefixes | {"CASEFILE_PARTICIPANTS"}
    assert KafkaSettings.load().client_configuration() == {
        "bootstrap.servers": "kafka:19092",
        "security.protocol": "PLAINTEXT",
    }
    GatewaySettings.load()


def test_nothing_is_published_beyond_this_machine() -> None:
    published = [port for service in SERVICES.values() for port in service.get("ports", [])]

    assert published
    assert [port for port in published if not re.fullmatch(r"127[.]0[.]0[.]1:\d+:\d+", port)] == []


def test_whatever_runs_on_says_whether_it_is_well_and_starts_in_order() -> None:
    running = {name for name in SERVICES if name != "topics"}

    assert {name for name, service in SERVICES.items() if "healthcheck" in service} == running
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert SERVICES["gateway"]["depends_on"] == {"topics": {"condition": "service_completed_successfully"}}


def test_every_file_and_volume_that_a_container_is_given_is_there() -> None:
    sources = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]

    assert [source for source in sources if source.startswith(".") and not (ROOT / source).exists()] == []
    assert {source for source in sources if not source.startswith(".")} == set(COMPOSE["volumes"])


def test_prometheus_reads_the_gateway_where_it_serves_its_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, "gateway")
    port = GatewaySettings.load().metrics_port
    targets = [
        target for job in PROMETHEUS["scrape_configs"] for each in job["static_configs"] for target in each["targets"]
    ]

    assert f"gateway:{port}" in targets
    assert f":{port}/metrics" in " ".join(SERVICES["gateway"]["healthcheck"]["test"])
    assert str(MetricsSettings().host) == "0.0.0.0"


def test_the_image_takes_only_what_the_lock_file_pins_from_the_network() -> None:
    lines = [line.strip() for line in DOCKERFILE.splitlines()]
    online = lines[: lines.index("ENV PIP_NO_INDEX=1 PIP_FIND_LINKS=/wheels")]
    second = lines[len(lines) - lines[::-1].index("FROM python:3.11-slim") :]

    fetching = [line for line in online if re.search(r"\bpip \w", line)]
    assert len(fetching) == 1
    assert "--require-hashes" in fetching[0]
    assert all("--no-index" in line for line in second if re.search(r"\bpip \w", line))


def test_the_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users[-1] not in {"root", "0"}


def test_the_wheel_is_built_from_what_the_image_is_given() -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    given = {line.removeprefix("!") for line in ignored if line.startswith("!")}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    packages = re.search(r"^packages = \[(.*?)\]", project, re.MULTILINE | re.DOTALL)

    assert packages
    assert {path.split("/")[0] for path in re.findall(r'"(.*?)"', packages[1])} <= given
    assert {"LICENSE", "README.md", "pyproject.toml", "requirements.lock"} <= given
