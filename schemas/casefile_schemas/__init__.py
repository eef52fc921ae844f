"""The form of the contract, as data: drafts, releases and the lock that holds every release to its bytes.

Nothing here runs; `casefile_contracts` gives it meaning.
"""

from __future__ import annotations

from pathlib import Path

__all__ = ["ROOT"]

ROOT: Path = Path(__file__).parent
