"""What the exchange would say about a file, before it is sent.

    report = preflight(contract, content, now=now)
    report.findings                   # everything the gateway would say, as far as the file can show
    report.undecided                  # and which rules nobody could decide, and why

`casefile check` prints the same for people, pipelines and editors.
"""

from __future__ import annotations

from casefile_contracts.preflight.checking import preflight
from casefile_contracts.preflight.reading import UnusableFileError
from casefile_contracts.preflight.report import Place, Report, Verdict
from casefile_contracts.undecided import Undecided

__all__ = ["Place", "Report", "Undecided", "UnusableFileError", "Verdict", "preflight"]
