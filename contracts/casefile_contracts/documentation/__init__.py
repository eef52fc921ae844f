"""Documentation of the contract, written from the contract: pages, search index, AsyncAPI, JSON Schema.

    documentation(of_release("1.0")) -> {"index.html": b"...", "messages/TriageAccepted.md": b"...", ...}

Everything is said by schemas, rules and tables; nothing here knows a message by name. Equal releases give equal bytes.
"""

from __future__ import annotations

from casefile_contracts.documentation.site import documentation
from casefile_contracts.documentation.subject import Subject, of_draft, of_release

__all__ = ["Subject", "documentation", "of_draft", "of_release"]
