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
from typing import TYPE_CHECKING, Any

from casefile_contracts.codec.jsonform import loads, quick_loads
from casefile_contracts.codec.wire import HEADER_SIZE, schema_id_of
from casefile_contracts.compiled import Checks, Codecs
from casefile_contracts.errors import UnreadableError
from casefile_contracts.findings import Finding
from casefile_contracts.lifecycle import Lifecycle
from casefile_contracts.memory import Case, Memories
from casefile_contracts.reference import ReferenceData
from casefile_contracts.release import MessageType, Release, load_release
from casefile_contracts.undecided import Undecided, undecided

if TYPE_CHECKING:
    from casefile_contracts.completeness import Completeness

MAX_BYTES = 1_000_000
"""The largest message that is read, framing included."""

Raw = dict[str, Any]


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

    def __init__(self, release: Release, reference: ReferenceData, codecs: Codecs | None = None) -> None:
        self.release = release
        self.reference = reference
        self._codecs = codecs or Codecs(release)
        self._checks = Checks(release, reference)

    @classmethod
    def load(cls, version: str | None = None, reference: ReferenceData | None = None) -> Contract:
        """The contract in release `version`, or the latest, with the reference data that ships in it unless given.

        The same arguments give the same object, so this may be called wherever a contract is needed.
        """
        return _loaded(load_release(version).version, reference)

    def with_reference(self, reference: ReferenceData) -> Contract:
        """The same release with other reference data; what does not depend on it is shared."""
        return Contract(self.release, reference, self._codecs)

    def warm(self, like: Contract) -> None:
        """Compile beforehand the checks that another contract has needed so far."""
        for name in list(like._checks.checkers):
            self._checks.checkers[name]

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
        message_type, decode = self._codecs.decoders[schema_id_of(value)]
        if len(value) > MAX_BYTES:
            raise UnreadableError("too_large")
        return Message(message_type, decode(value, HEADER_SIZE))

    def write(self, message: Message) -> bytes:
        """The value of a record: framing and canonical bytes. The message must have passed `check`."""
        encode, prefix = self._codecs.encoders[message.type.name]
        return encode(message.raw, prefix)

    def check(self, message: Message, *, now: int, case: Case | None = None) -> list[Finding]:
        """Everything that is to be said about the message, in document order.

        Args:
            now: Milliseconds since 1970, UTC; no rule reads a clock.
            case: What went before in the case, from `memories`; without it, what depends on it is not said.
        """
        checker = self._checks.checkers[message.type.name]
        return [] if checker.passes(message.raw, now, case) else checker.explain(message.raw, now, case)

    def check_case(self, message: Message, *, now: int, case: Case) -> list[Finding]:
        """What only the case can tell about the message; `check` without a case says the rest."""
        checker = self._checks.checkers[message.type.name]
        if checker.fits(message.raw, now, case):
            return []
        return [one for one in checker.explain(message.raw, now, case) if one.rule in checker.historic]

    def awaiting_case(self, message: Message, *, now: int) -> Callable[[Case], bool]:
        """Whether `check_case` will find nothing: to be asked once the case is known, and holding little until then."""
        checker = self._checks.checkers[message.type.name]
        excerpt = checker.excerpt(message.raw)
        return lambda case: checker.fits(excerpt, now, case)

    def reads_case(self, message_type: str) -> frozenset[str]:
        """The parts of the case's memory that the rules of a message type read; none where it needs no case."""
        return self._checks.checkers[message_type].remembers

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
        look = self._checks.completeness[message.type.name]
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
        return self._codecs.json_writers[message.type.name](message.raw)

    def finding(self, rule: str, pointer: str) -> Finding:
        """What a rule of the release has to say about a place of a message."""
        return self.release.finding(rule, pointer)

    def _quickly_packed(self, obj: Any) -> Packed | None:
        """None where something is wrong, or may be."""
        try:
            message_type, pack, prefix = self._codecs.packers[obj["envelope"]["message_type"]]
        except (KeyError, TypeError):
            return None
        found = pack(obj, prefix)
        return None if found is None else Packed(Message(message_type, found[0]), found[1], [])

    def _slowly_packed(self, obj: Any) -> Packed:
        """Finds everything that is wrong."""
        message_type = self._type_of(obj)
        if message_type is None:
            return Packed(None, b"", [self.finding("E06", "/envelope/message_type")])
        normalise, read = self._codecs.json_readers[message_type.name]
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
