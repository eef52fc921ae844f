"""How large records may be on Kafka: the same on every topic and in every producer.

The largest message is `casefile_contracts.contract.MAX_BYTES`; what remains of a record is left to key and headers.
"""

from __future__ import annotations

MAX_MESSAGE_BYTES = 1_048_576
"""The largest record that a topic takes, with its key, headers and framing."""

MAX_CARRIED_BYTES = MAX_MESSAGE_BYTES - 4096
"""The most that key, value and headers may be together: framing needs some room, and so does what quarantine adds."""
