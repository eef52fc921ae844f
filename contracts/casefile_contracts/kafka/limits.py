"""How large things may be on Kafka: the same on every topic, in every producer, and in the contract."""

from __future__ import annotations

MAX_MESSAGE_BYTES = 1_048_576
"""The largest record that a topic takes, with its key, headers and framing."""

MAX_VALUE_BYTES = 1_000_000
"""The largest message; what remains of a record is left to key and headers."""

MAX_CARRIED_BYTES = MAX_MESSAGE_BYTES - 4096
"""The most that key, value and headers may be together: framing needs some room, and so does what quarantine adds."""
