"""The golden messages of the contract, as material for messages that break a rule."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

import casefile_schemas
from casefile_contracts.codec.shape import Record, shape_of
from casefile_contracts.conformance.overlay import Fragment, Templates, records_of
from casefile_contracts.contract import Contract
from casefile_contracts.generator.fiction import Document

CHECKED = 1_777_507_200_000
"""2026-04-30, after every golden message was sent."""


@cache
def goldens() -> Mapping[str, Document]:
    """By name of their file; the small ones first."""
    folder = casefile_schemas.ROOT / "draft" / "examples"
    paths = sorted(folder.glob("*.json"), key=lambda path: path.stat().st_size)
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in paths}


def type_of(name: str) -> str:
    """The message type of a golden message: `Receipt.parked` is a Receipt."""
    return name.partition(".")[0]


class Shapes:
    """The shapes of a release's messages, and a golden record of each type in them."""

    def __init__(self, contract: Contract) -> None:
        release = contract.release
        self.roots: Mapping[str, Record] = {name: shape_of(one.schema) for name, one in release.messages.items()}
        found: dict[str, Fragment] = {}
        for name, message in goldens().items():
            for shape, record in records_of(self.roots[type_of(name)], message) if type_of(name) in self.roots else ():
                found.setdefault(shape.short_name, record)
        self.templates: Templates = found

    def records(self, message: Document) -> frozenset[str]:
        """The types of the records that a message has."""
        root = self.roots[message["envelope"]["message_type"]]
        return frozenset(shape.short_name for shape, _ in records_of(root, message))
