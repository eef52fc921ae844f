"""What is wrong with the rules, judged against the schemas and tables that they would be released with."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from casefile_contracts.draft.compiler import compile_draft
from casefile_contracts.draft.lock import write_release
from casefile_contracts.draft.source import Draft
from casefile_contracts.release import read_release
from casefile_contracts.rules import check_rules

TRIAL = "0.0"


def lint_rules(draft: Draft) -> list[str]:
    """Conditions that do not fit the schemas, that could not be decided, or that no example shows."""
    with TemporaryDirectory() as folder:
        write_release(Path(folder), TRIAL, compile_draft(draft))
        return check_rules(read_release(Path(folder), TRIAL))
