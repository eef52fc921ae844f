"""A topic as it shall be, as it is, and the difference: no I/O here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class TopicSpec:
    """A topic as it shall be; settings that are not named may be anything."""

    name: str
    partitions: int
    replication: int = 1
    config: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicFound:
    """A topic as it is; the settings include every default."""

    partitions: int
    replication: int
    config: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of a topic that is not as it shall be."""

    topic: str
    name: str
    found: str | None
    declared: str

    def __str__(self) -> str:
        return f"{self.topic}: {self.name} is {self.found}, declared {self.declared}"


def missing(specs: Iterable[TopicSpec], found: Mapping[str, TopicFound]) -> list[TopicSpec]:
    """The topics that are not there."""
    return [spec for spec in specs if spec.name not in found]


def misshapen(specs: Iterable[TopicSpec], found: Mapping[str, TopicFound]) -> list[str]:
    """What no setting can mend, a sentence each: another number of partitions, or fewer copies, than declared."""
    there = [(spec, found[spec.name]) for spec in specs if spec.name in found]
    return [
        f"{spec.name}: has {topic.partitions} partitions, declared {spec.partitions}"
        for spec, topic in there
        if topic.partitions != spec.partitions
    ] + [
        f"{spec.name}: has {topic.replication} replicas, declared {spec.replication}"
        for spec, topic in there
        if topic.replication < spec.replication
    ]


def drifted(specs: Iterable[TopicSpec], found: Mapping[str, TopicFound]) -> list[Setting]:
    """Every setting that is not as declared."""
    return [
        Setting(spec.name, name, found[spec.name].config.get(name), declared)
        for spec in specs
        if spec.name in found
        for name, declared in spec.config.items()
        if found[spec.name].config.get(name) != declared
    ]
