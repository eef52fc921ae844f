"""From the JSON form to raw form and canonical bytes in one walk: the way of messages that are as they should be."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from casefile_contracts.codec.packer_source import PACKER_NAMES, write_packer
from casefile_contracts.codec.shape import shape_of
from casefile_contracts.codec.source import Keep, make, run

Raw = dict[str, Any]


class Packer(Protocol):
    """Reads and writes one message."""

    def __call__(self, obj: Any, prefix: bytes = b"") -> tuple[Raw, bytes] | None:
        """The raw form of a JSON form, its identifiers normalised, and its canonical bytes after `prefix`.

        None where this is not for sure a message of the schema: `jsonreader` tells, and has the last word.
        """


def compile_packer(schema: Any, keep: Keep = make) -> Packer:
    """A packer of the schema's JSON form, four times as fast as the reader that explains.

    Raises:
        ContractError: The schema holds what the contract does not allow.
    """
    return _compiled(json.dumps(schema), keep)


def packer_source(schema: Any) -> str:
    """The generated Python, for reading and for compilers."""
    return write_packer(shape_of(schema)).text()


@lru_cache(maxsize=256)
def _compiled(schema: str, keep: Keep) -> Packer:
    code = keep("packer", schema.encode(), lambda: write_packer(shape_of(json.loads(schema))).code("packer"))
    return _guarded(run(code, PACKER_NAMES, "pack_message"))


def _guarded(pack_message: Callable[[Any, list[bytes]], Raw]) -> Packer:
    def pack(obj: Any, prefix: bytes = b"") -> tuple[Raw, bytes] | None:
        out = [prefix]
        try:
            raw = pack_message(obj, out)
        except (AttributeError, KeyError, TypeError, ValueError):
            return None
        return raw, b"".join(out)

    return pack
