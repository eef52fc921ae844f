"""The broker's configuration: one node that is broker and controller, listening on this machine only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from casefile_contracts.kafka.limits import MAX_MESSAGE_BYTES

HOST = "127.0.0.1"

KEEPING = {
    # Committed offsets and transactional ids must outlive an idle quarter; by default both are gone after seven days.
    # The second is a 32-bit number of milliseconds, so 24.8 days is the most that Kafka takes.
    "offsets.retention.minutes": str(90 * 24 * 60),
    "transactional.id.expiration.ms": str(2**31 - 1),
}

EXCHANGE = {
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(MAX_MESSAGE_BYTES),
    "group.initial.rebalance.delay.ms": "0",
    **KEEPING,
}
"""What the exchange asks of any broker of a single node, here and in `docker-compose.yml`."""

SINGLE_NODE = {
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    # Fifty partitions each, the default, is what makes a small broker slow to start.
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    # A killed broker is taken back only when its session is over; nine seconds by default.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "num.network.threads": "2",
    "num.io.threads": "2",
}


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the broker listens: for clients, and for itself as its own controller."""

    broker: int
    controller: int


def server_properties(ports: Ports, log_folder: Path) -> dict[str, str]:
    """Everything in `server.properties`, by name."""
    listeners = f"PLAINTEXT://{HOST}:{ports.broker},CONTROLLER://{HOST}:{ports.controller}"
    return {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.bootstrap.servers": f"{HOST}:{ports.controller}",
        "listeners": listeners,
        "advertised.listeners": listeners,
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "PLAINTEXT",
        "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
        "log.dirs": str(log_folder),
        **SINGLE_NODE,
        **EXCHANGE,
    }


def as_properties(values: dict[str, str]) -> str:
    """The text of a Java properties file; a backslash is its escape sign."""
    return "".join(f"{name}={value}\n".replace("\\", "\\\\") for name, value in values.items())


def logging_configuration(log_file: Path) -> dict[str, str]:
    """Log4j 2: warnings of Kafka, and everything about starting and stopping, in one file that is rolled at 10 MB."""
    return {
        "appenders": "file",
        "appender.file.type": "RollingFile",
        "appender.file.name": "file",
        "appender.file.fileName": str(log_file),
        "appender.file.filePattern": f"{log_file}.%i",
        "appender.file.layout.type": "PatternLayout",
        "appender.file.layout.pattern": "%d{ISO8601} %p %m (%c{1})%n",
        "appender.file.policies.type": "Policies",
        "appender.file.policies.size.type": "SizeBasedTriggeringPolicy",
        "appender.file.policies.size.size": "10MB",
        "appender.file.strategy.type": "DefaultRolloverStrategy",
        "appender.file.strategy.max": "3",
        "rootLogger.level": "WARN",
        "rootLogger.appenderRef.file.ref": "file",
        "loggers": "server",
        "logger.server.name": "kafka.server.KafkaRaftServer",
        "logger.server.level": "INFO",
    }
