"""The same contract in other languages: each reader decodes, checks and encodes every vector as we do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

CONFORMANCE = Path(__file__).parents[2] / "contracts" / "conformance"
NEEDED = {"java": ("java", "mvn"), "go": ("go",), "node": ("node", "npm"), "rust": ("cargo",)}


@pytest.mark.timeout(900)  # the first time it downloads and builds two libraries and what they need
@pytest.mark.parametrize("language", NEEDED)
def test_every_example_vector_and_refusal_is_the_same_in(language: str) -> None:
    missing = [tool for tool in NEEDED[language] if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{', '.join(missing)} is not installed")

    done = subprocess.run([CONFORMANCE / "run", language], capture_output=True, text=True)

    assert (done.returncode, ", 0 wrong" in done.stdout) == (0, True), done.stdout + done.stderr


@pytest.mark.parametrize("arguments", [[], ["python"], ["--help"]])
def test_the_runner_says_how_it_is_used(arguments: list[str]) -> None:
    done = subprocess.run([CONFORMANCE / "run", *arguments], capture_output=True, text=True)

    assert (done.returncode, done.stderr) == (64, "usage: run java|go|node|rust [RELEASE_FOLDER [VECTORS_FOLDER]]\n")


@pytest.mark.parametrize("language", NEEDED)
def test_a_reader_needs_nothing_outside_its_folder(language: str) -> None:
    texts = [path.read_text() for path in (CONFORMANCE / language).rglob("*") if path.is_file() and _own(path)]

    assert texts
    assert not any("../" in text or "casefile_" in text for text in texts)


def _own(path: Path) -> bool:
    return not {"target", "node_modules"} & set(path.parts)
