"""Fictional cases: every message type, along every path of the lifecycle, the same for the same seed.

for message in case_messages("straight_charge", seed=7, contract=contract, now=now):
    ...                                  # JSON form, in order; no rule has anything to say about them

`paths.yaml` names the paths, `walking` finds others, `telling` goes along them; `opening`, `police`, `review`,
`deciding`, `court`, `numbers` and `exchange` write the messages.
`breaking` breaks one rule by name, and `coverage` says which rules and fields the whole corpus reaches.
"""

from casefile_contracts.generator.enveloping import SYSTEMS
from casefile_contracts.generator.fiction import Document
from casefile_contracts.generator.paths import Path, Size, load_paths
from casefile_contracts.generator.telling import case_messages

__all__ = ["SYSTEMS", "Document", "Path", "Size", "case_messages", "load_paths"]
