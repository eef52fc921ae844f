"""What the two forces send: SPI files as one case system exports them, and a few hundred generated case files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from casefile_contracts.testing.cases import break_rule, case_messages

CASES = 280
FAULTS = ("missing_field", "asn_letter", "end_before_start", "future_date")

Document = dict[str, Any]


def spi_folder(source: Path, folder: Path) -> int:
    """Copy the SPI files of the first force; how many they are."""
    shutil.copytree(source, folder)
    return len(list(folder.glob("*.xml")))


def generated_folder(folder: Path, now: int, tell: Callable[[int], None]) -> int:
    """Write the case files of the second force, a few of them wrong and one of them twice; how many they are."""
    folder.mkdir(parents=True)
    for number, document in enumerate(_documents(now)):
        _write(folder / f"case-{number:04}.json", document)
        if number % 50 == 0:
            tell(number)
    shutil.copy(folder / "case-0001.json", folder / "case-0001-again.json")
    return len(list(folder.glob("*.json")))


def _documents(now: int) -> Iterator[Document]:
    for seed in range(CASES):
        document = next(iter(case_messages(seed, organisation="police-99", recipient="cps-north", now=now)))
        yield break_rule(document, FAULTS[seed // 20 % len(FAULTS)]) if seed % 20 == 10 else document


def _write(path: Path, document: Document) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
