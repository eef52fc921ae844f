"""What a program of the gateway asks of the interpreter before it begins."""

from __future__ import annotations

import gc


def calm_collector() -> None:
    """Keep the collector of cycles from the objects that live for ever, and let it run seldom.

    Decoding makes many containers and no cycles; at its default thresholds the collector walks them over and over.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
