"""The same contract in other languages: each reader decodes, checks and encodes every vector as we do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from casefile_contracts.release import load_release
from casefile_schemas import ROOT

CONFORMANCE = Path(__file__).parents[2] / "contracts" / "conformance"
RELEASE = ROOT / "releases" / load_release().version
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


def test_the_runner_takes_folders_from_where_it_is_called(tmp_path: Path) -> None:
    if shutil.which("go") is None:
        pytest.skip("go is not installed")
    (tmp_path / "release").symlink_to(RELEASE)
    (tmp_path / "vectors").symlink_to(CONFORMANCE / "vectors")

    done = subprocess.run(
        [CONFORMANCE / "run", "go", "release", "vectors"], cwd=tmp_path, capture_output=True, text=True
    )

    assert ", 0 wrong" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize("language", NEEDED)
def test_a_reader_needs_nothing_outside_its_folder(language: str) -> None:
    texts = [path.read_text() for path in (CONFORMANCE / language).rglob("*") if path.is_file() and _own(path)]

    assert texts
    assert not any("../" in text or "casefile_" in text for text in texts)


def _own(path: Path) -> bool:
    return not {"target", "node_modules"} & set(path.parts)
