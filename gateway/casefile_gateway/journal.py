"""The suspect journal: which record is being read, in a file that outlives a process that dies of it.

What a decoder or a rule may do to an interpreter cannot be caught inside it: a crash, a kill for memory, a hang. So the
place of each record is noted before it is read, with how often that was tried. No flush to disk: it must survive the
process, not the machine.
"""

from __future__ import annotations

import mmap
import struct
from pathlib import Path
from types import TracebackType

from casefile_contracts.kafka.record import Record

TRIES_BEFORE_SUSPICION = 2

_LAYOUT = struct.Struct("<IiqB120s")
"""Tries, partition, offset, length of the topic's name, the name."""


class Journal:
    """The journal of one worker."""

    def __init__(self, path: Path) -> None:
        """Open or create the file; what stands in it is what the former process was reading when it ended."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            file.truncate(_LAYOUT.size)
            self._map = mmap.mmap(file.fileno(), _LAYOUT.size)
        tries, partition, offset, length, topic = _LAYOUT.unpack_from(self._map)
        self._tries: int = tries
        self._feared = (topic[:length], partition, offset)
        self._topics: dict[str, bytes] = {}

    @property
    def found_suspect(self) -> bool:
        """Whether the former process ended while it read the same record as the one before it."""
        return self._tries >= TRIES_BEFORE_SUSPICION

    def is_suspect(self, record: Record) -> bool:
        """Whether reading this record has ended a process too often."""
        return self.found_suspect and self._place(record) == self._feared

    def note(self, record: Record) -> None:
        """Say that the record is about to be read."""
        topic, partition, offset = place = self._place(record)
        tries = self._tries + 1 if self._tries and place == self._feared else 1
        _LAYOUT.pack_into(self._map, 0, tries, partition, offset, len(topic), topic)

    def clear(self) -> None:
        """Say that nothing is being read."""
        _LAYOUT.pack_into(self._map, 0, 0, 0, 0, 0, b"")

    def close(self) -> None:
        """Let the file go."""
        self._map.close()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _place(self, record: Record) -> tuple[bytes, int, int]:
        topic = self._topics.get(record.topic)
        if topic is None:
            topic = self._topics[record.topic] = record.topic.encode()[:120]
        return topic, record.partition, record.offset
