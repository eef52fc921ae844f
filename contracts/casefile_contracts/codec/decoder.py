"""From bytes to the raw form, canonical bytes only: what a decoder accepts encodes back to the very same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from io import BytesIO
from typing import Any, Protocol

from casefile_contracts.codec.decoder_source import DECODER_NAMES, write_decoder
from casefile_contracts.codec.shape import shape_of
from casefile_contracts.codec.source import Keep, make, run
from casefile_contracts.codec.varint import Read
from casefile_contracts.errors import UnreadableError


class Decoder(Protocol):
    """Reads one message body."""

    def __call__(self, data: bytes, start: int = 0) -> dict[str, Any]:
        """The raw form of the message whose body begins at `start` and ends with the data.

        Raises:
            UnreadableError: `reason` is one of `wire.REASONS`.
        """


def compile_decoder(schema: Any, keep: Keep = make) -> Decoder:
    """A decoder from bytes to the raw form, two to three times as fast as a general one.

    Raises:
        ContractError: The schema holds what the contract does not allow.
    """
    return _compiled(json.dumps(schema), keep)


def decoder_source(schema: Any) -> str:
    """The generated Python, for reading and for compilers."""
    return write_decoder(shape_of(schema)).text()


@lru_cache(maxsize=256)
def _compiled(schema: str, keep: Keep) -> Decoder:
    code = keep("decoder", schema.encode(), lambda: write_decoder(shape_of(json.loads(schema))).code("decoder"))
    return _guarded(run(code, DECODER_NAMES, "read_message"))


def _guarded(read_message: Callable[[Read], dict[str, Any]]) -> Decoder:
    def decode(data: bytes, start: int = 0) -> dict[str, Any]:
        # One byte more than the data: a last text that is cut short reads into it, and the position shows.
        stream = BytesIO(data + b"\0")
        stream.seek(start)
        try:
            raw = read_message(stream.read)
        except (KeyError, UnicodeDecodeError, UnreadableError) as error:
            raise UnreadableError(_reason(error, ended=stream.tell() > len(data))) from error
        if stream.tell() != len(data):
            raise UnreadableError("truncated" if stream.tell() > len(data) else "trailing_bytes")
        return raw

    return decode


def _reason(error: Exception, *, ended: bool) -> str:
    if ended:
        return "truncated"
    if isinstance(error, UnreadableError):
        return error.reason
    return "not_utf8" if isinstance(error, UnicodeDecodeError) else "out_of_range"
