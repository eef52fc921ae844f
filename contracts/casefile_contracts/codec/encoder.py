"""From the raw form to canonical bytes.

An encoder checks every type as it goes. Where a value does not fit, the program that made it is wrong, never a sender,
so the error names the place and what stands there instead.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from casefile_contracts.codec.encoder_source import NAMES, write_encoder
from casefile_contracts.codec.misfit import misfit
from casefile_contracts.codec.shape import shape_of
from casefile_contracts.codec.source import Keep, make, run


class Encoder(Protocol):
    """Writes one message body."""

    def __call__(self, raw: dict[str, Any], prefix: bytes = b"") -> bytes:
        """The canonical bytes of a raw form, after `prefix`.

        Raises:
            TypeError: A value, a field too few or a field too many is not what the schema says; names the place only.
        """


def compile_encoder(schema: Any, keep: Keep = make) -> Encoder:
    """An encoder from the raw form to canonical bytes.

    Raises:
        ContractError: The schema holds what the contract does not allow.
    """
    return _compiled(json.dumps(schema), keep)


def encoder_source(schema: Any) -> str:
    """The generated Python, for reading and for compilers."""
    return write_encoder(shape_of(schema)).text()


@lru_cache(maxsize=256)
def _compiled(schema: str, keep: Keep) -> Encoder:
    code = keep("encoder", schema.encode(), lambda: write_encoder(shape_of(json.loads(schema))).code("encoder"))
    return _guarded(run(code, NAMES, "write_message"), schema)


def _guarded(write_message: Callable[[dict[str, Any], list[bytes]], None], schema: str) -> Encoder:
    def encode(raw: dict[str, Any], prefix: bytes = b"") -> bytes:
        out = [prefix]
        try:
            write_message(raw, out)
        except (AttributeError, KeyError, TypeError, UnicodeEncodeError) as error:
            raise TypeError(misfit(shape_of(json.loads(schema)), raw)) from error
        return b"".join(out)

    return encode
