"""What documentation is written about: a release, or a draft as if it were one, and golden messages that fit it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from casefile_contracts.codec.jsonform import from_json
from casefile_contracts.draft.compiler import as_release
from casefile_contracts.draft.source import load_draft
from casefile_contracts.release import Release, load_release
from casefile_schemas import ROOT


@dataclass(frozen=True)
class Subject:
    """A release and an example or more of each of its messages."""

    release: Release
    examples: Mapping[str, Any]
    """Golden messages in JSON form: `TriageAccepted`, or `Receipt.parked` for a further one of a type."""

    def examples_of(self, message_type: str) -> dict[str, Any]:
        """The golden messages of a type, the plainest first."""
        return {name: example for name, example in self.examples.items() if name.partition(".")[0] == message_type}


def of_release(version: str | None = None) -> Subject:
    """A release, the latest if none is named.

    Raises:
        LockError: There is no such release, or a file of it is not the one that was released.
    """
    return _subject(load_release(version))


def of_draft() -> Subject:
    """The draft as it lies, to preview it; it may still be full of lint.

    Raises:
        DraftError: Its files cannot be read.
    """
    return _subject(as_release(load_draft(ROOT / "draft")))


def _subject(release: Release) -> Subject:
    return Subject(release, dict(_fitting(release, ROOT / "draft" / "examples")))


def _fitting(release: Release, folder: Path) -> Iterator[tuple[str, Any]]:
    """Examples lie beside the draft, which may have gone on since the release: some may no longer fit it."""
    for path in sorted(folder.glob("*.json"), key=lambda path: path.stem):
        message, example = release.messages.get(path.name.partition(".")[0]), json.loads(path.read_bytes())
        if message and from_json(message.schema, example)[0] is not None:
            yield path.stem, example
