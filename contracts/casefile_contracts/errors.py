"""The errors of the exchange, one tree.

    CaseFileError
    ├── ContractError            the contract itself is faulty: a draft, a release, a rule
    │   ├── DraftError
    │   ├── LockError
    │   └── RuleError
    │       └── TooManyCasesError  a formula of the judge has more cases than are worth trying
    ├── UnreadableError          bytes that are no message of any released schema
    ├── UnusableFileError        a file to be checked beforehand that holds no message
    ├── SettingsError            something must be set, or is set to what cannot work
    ├── KafkaUnavailableError    no broker answers
    ├── TopicError               a topic is missing or not as declared
    ├── RefusedRecordError       Kafka will never take this record
    ├── MembershipLostError      the consumer group no longer takes this process as a member
    ├── RecordsLostError         records of an outbox are damaged, or gone before they were read
    ├── TransactionAbortedError  the transaction left no trace: do its work again
    ├── ProducerLostError        this process may not go on writing
    ├── ProducerRefusedError     the broker does not let this program write transactions
    └── LocalKafkaError          the local broker cannot be set up or started

What a sender got wrong is no exception: it is a `Finding` in a receipt. Rooms add their own branches.
"""

from __future__ import annotations


class CaseFileError(Exception):
    """Anything that stops the exchange or one of its tools, in one sentence that says what to do."""

    code = "casefile"
    exit_code = 1


class ContractError(CaseFileError):
    """The contract itself is faulty; nothing a sender did."""

    code = "contract"
    exit_code = 70


class DraftError(ContractError):
    """A draft breaks the contract's own rules; each problem is one line of the message."""

    code = "contract.draft"
    exit_code = 1


class LockError(ContractError):
    """A released file is not the one that was released."""

    code = "contract.lock"


class RuleError(ContractError):
    """A rule cannot be compiled against the schemas it speaks of."""

    code = "contract.rule"


class UnreadableError(CaseFileError):
    """Bytes that are no message of any released schema.

    `reason` is one of a closed list (see `casefile_contracts.codec.wire`), safe to log and to send back.
    """

    code = "unreadable"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SettingsError(CaseFileError):
    """Something must be set, or is set to what cannot work."""

    code = "settings"
    exit_code = 64


class KafkaUnavailableError(CaseFileError):
    """No Kafka broker answers at the given address."""

    code = "kafka.unavailable"
    exit_code = 75


class TopicError(CaseFileError):
    """A topic is missing, or its configuration is not what was declared."""

    code = "kafka.topic"
    exit_code = 78


class LocalKafkaError(CaseFileError):
    """The local Kafka broker cannot be set up or started."""

    code = "kafka.local"
    exit_code = 75
