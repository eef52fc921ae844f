"""Fictional cases: every message type, along every path of the lifecycle, the same for the same seed.

for message in case_messages("straight_charge", seed=7, contract=contract, now=now):
    ...                                  # JSON form, in order; no rule has anything to say about them

`paths.yaml` names the paths, `telling` walks them, `police`, `review`, `court` and `exchange` write the messages.
`breaking` breaks one rule by name, and `coverage` says which rules and fields the whole corpus reaches.
"""

from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.paths import Path, Size, load_paths
from casefile_contracts.generator.telling import SYSTEMS, case_messages

__all__ = ["SYSTEMS", "Document", "Path", "Size", "case_messages", "load_paths"]
