"""The lifecycle as a picture: which message takes a defendant from which state to which."""

from __future__ import annotations

from casefile_contracts.documentation.diagram.drawing import draw

__all__ = ["draw"]
