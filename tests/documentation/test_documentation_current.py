"""What lies under docs/contract is what the latest release says, to the byte."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

from documented import COMMITTED, files

from casefile_contracts.documentation.folder import files_in

DIGEST = """
import hashlib
from casefile_contracts.documentation import documentation, of_release
found = documentation(of_release())
print(hashlib.sha256(b"".join(name.encode() + found[name] for name in sorted(found))).hexdigest())
"""

REMEDY = "run: casefile contracts docs --out docs/contract"


def test_the_committed_documentation_is_that_of_the_latest_release() -> None:
    committed = {name: (COMMITTED / name).read_bytes() for name in files_in(COMMITTED)}

    assert sorted(committed) == sorted(files()), REMEDY
    assert [name for name, content in files().items() if committed[name] != content] == [], REMEDY


def test_a_release_is_always_documented_in_the_same_bytes() -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "7"}

    again = subprocess.run(
        [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
    ).stdout.strip()

    assert again == hashlib.sha256(b"".join(name.encode() + files()[name] for name in sorted(files()))).hexdigest()


def test_the_whole_of_it_stays_small_enough_to_keep() -> None:
    assert sum(map(len, files().values())) < 10_000_000
