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
