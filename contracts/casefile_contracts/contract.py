"""The contract in one object: read and write messages, check them, move between their forms.

    contract = Contract.load()
    message = contract.read(record.value)                  # bytes from Kafka
    findings = contract.check(message, now=now)            # all of them, [] if there is nothing to say
    contract.to_json(message)["defendants"]                # the form that people and adapters use

Decoders, encoders and checkers are compiled when a message type is first met, and kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import orjson

from casefile_contracts.codec import Decoder, Encoder, compile_decoder, compile_encoder
from casefile_contracts.codec.jsonform import compile_from_json, compile_to_json, loads, quick_loads
from casefile_contracts.codec.packer import Packer, compile_packer
from casefile_contracts.codec.wire import HEADER_SIZE, header, schema_id_of
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding
from casefile_contracts.kept import kept
from casefile_contracts.lifecycle import Lifecycle
from casefile_contracts.memory import Case, Memories
from casefile_contracts.normalising import Normaliser, compile_normaliser
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import MessageType, Release, load_release
from casefile_contracts.undecided import Undecided, undecided

if TYPE_CHECKING:
    from casefile_contracts.completeness import Completeness, CompletenessCheck
    from casefile_contracts.rules.checking import Checker, Code

LEDGER = "LedgerRecord"
"""The message type that the memory of a case is defined in."""

MAX_BYTES = 1_000_000
"""The largest message that is read, framing included."""

Raw = dict[str, Any]
JsonReader = Callable[[Any], tuple[Raw | None, list[Finding]]]

K = TypeVar("K")
V = TypeVar("V")


@dataclass(slots=True)
class Message:
    """A message in its raw form: every field present, absent ones None, dates as days, times as milliseconds."""

    type: MessageType
    raw: Raw = field(repr=False)

    @property
    def envelope(self) -> Raw:
        """Who sends what to whom about which case."""
        envelope: Raw = self.raw["envelope"]
        return envelope


@dataclass(slots=True)
class Packed:
    """What a JSON form came to."""

    message: Message | None
    value: bytes = field(repr=False)
    """For Kafka: framing and canonical bytes; empty if there is no message."""
    findings: list[Finding]
    """What keeps it from being a message."""


class Contract:
    """One release of the contract, ready for use."""

    def __init__(self, release: Release, reference: ReferenceData) -> None:
        self.release = release
        self.reference = reference
        self._types = {one.schema_id: one for one in release.messages.values()}
        self._decoders = _Compiled(self._decoder)
        self._encoders = _Compiled(self._encoder)
        self._checkers = _Compiled(self._checker)
        self._packers = _Compiled(self._packer)
        self._completeness = _Compiled(self._completeness_check)
        self._json_readers = _Compiled(self._json_reader)
        self._json_writers = _Compiled(self._json_writer)

    @classmethod
    def load(cls, version: str | None = None, reference: ReferenceData | None = None) -> Contract:
        """The contract in release `version`, or the latest, with the reference data that ships in it unless given.

        The same arguments give the same object, so this may be called wherever a contract is needed.
        """
        return _loaded(load_release(version).version, reference)

    def with_reference(self, reference: ReferenceData) -> Contract:
        """The same release with other reference data; what does not depend on it is shared."""
        other = Contract(self.release, reference)
        other._decoders, other._encoders = self._decoders, self._encoders
        other._packers = self._packers
        other._json_readers, other._json_writers = self._json_readers, self._json_writers
        return other

    def warm(self, like: Contract) -> None:
        """Compile beforehand the checks that another contract has needed so far."""
        for name in list(like._checkers):
            self._checkers[name]

    @cached_property
    def lifecycle(self) -> Lifecycle:
        """Which step a message means for a defendant."""
        return Lifecycle.from_release(self.release)

    @cached_property
    def memories(self) -> Memories:
        """What each message adds to the memory of its case."""
        return Memories.from_release(self.release)

    def read(self, value: bytes | None) -> Message:
        """The message in the value of a record.

        Raises:
            UnreadableError: It is no message of this release, or not in its canonical bytes, or larger than
                `MAX_BYTES`.
        """
        value = value or b""
        message_type, decode = self._decoders[schema_id_of(value)]
        if len(value) > MAX_BYTES:
            raise UnreadableError("too_large")
        return Message(message_type, decode(value, HEADER_SIZE))

    def write(self, message: Message) -> bytes:
        """The value of a record: framing and canonical bytes. The message must have passed `check`."""
        encode, prefix = self._encoders[message.type.name]
        return encode(message.raw, prefix)

    def check(self, message: Message, *, now: int, case: Case | None = None) -> list[Finding]:
        """Everything that is to be said about the message, in document order.

        Args:
            now: Milliseconds since 1970, UTC; no rule reads a clock.
            case: What went before in the case, from `memories`; without it, what depends on it is not said.
        """
        checker = self._checkers[message.type.name]
        return [] if checker.passes(message.raw, now, case) else checker.explain(message.raw, now, case)

    def check_case(self, message: Message, *, now: int, case: Case) -> list[Finding]:
        """What only the case can tell about the message; `check` without a case says the rest."""
        checker = self._checkers[message.type.name]
        if checker.fits(message.raw, now, case):
            return []
        return [one for one in checker.explain(message.raw, now, case) if one.rule in checker.historic]

    def awaiting_case(self, message: Message, *, now: int) -> Callable[[Case], bool]:
        """Whether `check_case` will find nothing: to be asked once the case is known, and holding little until then."""
        checker = self._checkers[message.type.name]
        excerpt = checker.excerpt(message.raw)
        return lambda case: checker.fits(excerpt, now, case)

    def reads_case(self, message_type: str) -> frozenset[str]:
        """The parts of the case's memory that the rules of a message type read; none where it needs no case."""
        return self._checkers[message_type].remembers

    def undecided(self, message_type: str, *, case_known: bool = False) -> list[Undecided]:
        """What `check` cannot decide about messages of a type, and why: the reason why nothing found is not all well.

        Args:
            case_known: Whether `check` is given the case.
        """
        return undecided(self.release, message_type, self.reference, case_known=case_known)

    def completeness(self, message: Message, *, now: int) -> Completeness | None:
        """What the file standard asks of a message and what it has; None if it is no file of the standard.

        Args:
            now: As in `check`.
        """
        look = self._completeness[message.type.name]
        return look(message.raw, now) if look else None

    def pack(self, obj: Any) -> Packed:
        """The message in a JSON form, its identifiers normalised, and its bytes. `check` is still to be asked."""
        return self._quickly_packed(obj) or self._slowly_packed(obj)

    def pack_text(self, content: bytes) -> Packed:
        """As `pack`, of JSON text.

        Raises:
            UnreadableError: It is no JSON, or JSON that two systems could read differently.
        """
        try:
            found = self._quickly_packed(quick_loads(content))
        except (TypeError, ValueError):
            found = None
        return found or self.pack(loads(content))

    def from_json(self, obj: Any) -> tuple[Message | None, list[Finding]]:
        """The message in a JSON form, its identifiers normalised; or None and all that keeps it from being one."""
        packed = self.pack(obj)
        return packed.message, packed.findings

    def to_json(self, message: Message) -> dict[str, Any]:
        """The JSON form: absent is absent, dates and times in ISO 8601."""
        return self._json_writers[message.type.name](message.raw)

    def finding(self, rule: str, pointer: str) -> Finding:
        """What a rule of the release has to say about a place of a message."""
        return self.release.finding(rule, pointer)

    def _quickly_packed(self, obj: Any) -> Packed | None:
        """None where something is wrong, or may be."""
        try:
            message_type, pack, prefix = self._packers[obj["envelope"]["message_type"]]
        except (KeyError, TypeError):
            return None
        found = pack(obj, prefix)
        return None if found is None else Packed(Message(message_type, found[0]), found[1], [])

    def _slowly_packed(self, obj: Any) -> Packed:
        """Finds everything that is wrong."""
        message_type = self._type_of(obj)
        if message_type is None:
            return Packed(None, b"", [self.finding("E06", "/envelope/message_type")])
        normalise, read = self._json_readers[message_type.name]
        raw, findings = read(normalise(obj))
        if raw is None:
            return Packed(None, b"", [self._with_fix(one) for one in findings])
        message = Message(message_type, raw)
        return Packed(message, self.write(message), [])

    def _type_of(self, obj: Any) -> MessageType | None:
        match obj:
            case {"envelope": {"message_type": str(name)}}:
                return self.release.messages.get(name)
        return None

    def _with_fix(self, finding: Finding) -> Finding:
        return replace(finding, fix=finding.fix or self.release.rules[finding.rule].get("fix", ""))

    def _decoder(self, schema_id: int) -> tuple[MessageType, Decoder]:
        message_type = self._types.get(schema_id)
        if message_type is None:
            raise UnreadableError("schema_unknown")
        return message_type, compile_decoder(message_type.schema, kept)

    def _encoder(self, name: str) -> tuple[Encoder, bytes]:
        message_type = self.release.messages[name]
        return compile_encoder(message_type.schema, kept), header(message_type.schema_id)

    def _packer(self, name: str) -> tuple[MessageType, Packer, bytes]:
        message_type = self.release.messages[name]
        return message_type, compile_packer(message_type.schema, kept), header(message_type.schema_id)

    def _checker(self, name: str) -> Checker:
        from casefile_contracts.rules.checking import checker_of  # programs that only read need no rules

        release, reference = self.release, self.reference
        schemas = [release.messages[each].schema for each in (name, LEDGER) if each in release.messages]
        source = orjson.dumps([name, schemas]) + self._book
        code = kept("check", source, lambda: self._checker_code(name))
        return checker_of(code, release, name, reference)

    @cached_property
    def _book(self) -> bytes:
        """All that every check is made from, besides the schemas."""
        return orjson.dumps([self.release.rules, self.release.tables, sorted(self.reference.names)])

    def _checker_code(self, name: str) -> Code:
        from casefile_contracts.rules.checker import checker_code  # what reads conditions takes long to import

        return checker_code(self.release, name, self.reference)

    def _completeness_check(self, name: str) -> CompletenessCheck | None:
        if "file_standard" not in self.release.tables:
            return None
        from casefile_contracts.completeness import compile_completeness  # few messages are files of the standard

        return compile_completeness(self.release, name, self.reference, kept)

    def _json_reader(self, name: str) -> tuple[Normaliser, JsonReader]:
        schema = self.release.messages[name].schema
        return compile_normaliser(schema), compile_from_json(schema)

    def _json_writer(self, name: str) -> Callable[[Raw], dict[str, Any]]:
        return compile_to_json(self.release.messages[name].schema)


class _Compiled(dict[K, V]):
    """Compiles what is missing; a plain look-up from then on."""

    def __init__(self, compile_one: Callable[[K], V]) -> None:
        super().__init__()
        self._compile_one = compile_one

    def __missing__(self, key: K) -> V:
        value = self[key] = self._compile_one(key)
        return value


def load_contract(version: str | None = None, reference: Path | None = None) -> Contract:
    """The contract with the operator's code lists beside those that ship in the release.

    Args:
        reference: Folder of the operator's lists, see `ReferenceData.with_folder`, or of versions of them, of which the
            one in force today is taken; none if not given.

    Raises:
        SettingsError: The folder or a file in it cannot be used.
    """
    contract = Contract.load(version)
    if reference is None:
        return contract
    from casefile_contracts.now import today
    from casefile_contracts.reference.store import folder_in_force  # only programs of an operator need it

    return contract.with_reference(contract.reference.with_folder(folder_in_force(reference, today())))


@lru_cache(maxsize=16)
def _loaded(version: str, reference: ReferenceData | None) -> Contract:
    release = load_release(version)
    return Contract(release, reference or ReferenceData.from_release(release))
