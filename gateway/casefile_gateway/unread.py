"""Why bytes are no message of the release that the gateway works by, in a sentence that may be sent back."""

from __future__ import annotations

from functools import cache

from casefile_contracts.codec import wire
from casefile_contracts.errors import UnreadableError
from casefile_contracts.release import read_lock, version_key
from casefile_schemas import ROOT

SUSPECT, INTERNAL = "suspect", "internal"
SET_ASIDE = (SUSPECT, INTERNAL)
"""Reasons of ours: the message ended the program that read it, or a fault of the exchange kept it from a decision."""

SENTENCES = wire.REASONS | {
    SUSPECT: "Set aside for review: reading the message ended the program that read it.",
    INTERNAL: "Set aside for review: a fault of the exchange, not of the message.",
}


def sentence(reason: str, value: bytes | None, version: str) -> str:
    """The sentence for one of the codec's reasons, or of `SET_ASIDE`.

    Args:
        value: What could not be read.
        version: The release that the gateway works by.
    """
    written_in = release_of(value) if reason == "schema_unknown" else None
    if written_in in (None, version):
        return SENTENCES[reason]
    return f"It is written in release {written_in} of the contract; the exchange works by release {version}."


def release_of(value: bytes | None) -> str | None:
    """The release, the latest if there are several, that has the schema which the bytes name; None if none has."""
    try:
        return _releases().get(wire.schema_id_of(value))
    except UnreadableError:
        return None


@cache
def _releases() -> dict[int, str]:
    """By schema id."""
    releases = read_lock(ROOT)["releases"]
    in_order = sorted(releases, key=version_key)
    return {message["id"]: version for version in in_order for message in releases[version]["messages"].values()}
