"""What is generated from a release for one message type at a time: made when it is first asked for, and kept.

Codecs come from the schemas alone; checks ask reference data too, and are made anew where that is another.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from casefile_contracts.codec import Decoder, Encoder, compile_decoder, compile_encoder
from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json
from casefile_contracts.codec.packer import Packer, compile_packer
from casefile_contracts.codec.wire import header
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding
from casefile_contracts.kept import kept
from casefile_contracts.memory import LEDGER
from casefile_contracts.normalising import Normaliser, compile_normaliser
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import MessageType, Release

if TYPE_CHECKING:
    from casefile_contracts.completeness import CompletenessCheck
    from casefile_contracts.rules.checking import Checker, Code

Raw = dict[str, Any]
JsonReader = Callable[[Any], tuple[Raw | None, list[Finding]]]
JsonWriter = Callable[[Raw], dict[str, Any]]

K = TypeVar("K")
V = TypeVar("V")


class Compiled(dict[K, V]):
    """Compiles what is missing; a plain look-up from then on."""

    def __init__(self, compile_one: Callable[[K], V]) -> None:
        super().__init__()
        self._compile_one = compile_one

    def __missing__(self, key: K) -> V:
        value = self[key] = self._compile_one(key)
        return value


class Codecs:
    """Between bytes, raw form and JSON form: by name of the message type, to read bytes by the id of its schema."""

    def __init__(self, release: Release) -> None:
        self._messages = release.messages
        self._by_id = {one.schema_id: one for one in release.messages.values()}
        self.decoders = Compiled(self._decoder)
        self.encoders = Compiled(self._encoder)
        self.packers = Compiled(self._packer)
        self.json_readers = Compiled(self._json_reader)
        self.json_writers = Compiled(self._json_writer)

    def _decoder(self, schema_id: int) -> tuple[MessageType, Decoder]:
        message_type = self._by_id.get(schema_id)
        if message_type is None:
            raise UnreadableError("schema_unknown")
        return message_type, compile_decoder(message_type.schema, kept)

    def _encoder(self, name: str) -> tuple[Encoder, bytes]:
        message_type = self._messages[name]
        return compile_encoder(message_type.schema, kept), header(message_type.schema_id)

    def _packer(self, name: str) -> tuple[MessageType, Packer, bytes]:
        message_type = self._messages[name]
        return message_type, compile_packer(message_type.schema, kept), header(message_type.schema_id)

    def _json_reader(self, name: str) -> tuple[Normaliser, JsonReader]:
        schema = self._messages[name].schema
        return compile_normaliser(schema), compile_from_json(schema)

    def _json_writer(self, name: str) -> JsonWriter:
        return compile_to_json(self._messages[name].schema)


class Checks:
    """What holds messages to the rules and to the file standard, by name of the message type."""

    def __init__(self, release: Release, reference: ReferenceData) -> None:
        self._release = release
        self._reference = reference
        self.checkers = Compiled(self._checker)
        self.completeness = Compiled(self._completeness)

    def _checker(self, name: str) -> Checker:
        from casefile_contracts.rules.checking import checker_of  # programs that only read need no rules

        messages = self._release.messages
        schemas = [messages[each].schema for each in (name, LEDGER) if each in messages]
        source = orjson.dumps([name, schemas]) + self._book
        code = kept("check", source, lambda: self._checker_code(name))
        return checker_of(code, self._release, name, self._reference)

    @cached_property
    def _book(self) -> bytes:
        """All that every check is made from, besides the schemas."""
        return orjson.dumps([self._release.rules, self._release.tables, sorted(self._reference.names)])

    def _checker_code(self, name: str) -> Code:
        from casefile_contracts.rules.checker import checker_code  # what reads conditions takes long to import

        return checker_code(self._release, name, self._reference)

    def _completeness(self, name: str) -> CompletenessCheck | None:
        if "file_standard" not in self._release.tables:
            return None
        from casefile_contracts.completeness import compile_completeness  # few messages are files of the standard

        return compile_completeness(self._release, name, self._reference, kept)
