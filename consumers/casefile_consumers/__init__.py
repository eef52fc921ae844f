"""Take case-file messages out of the exchange, once each and in order per case.

    from pathlib import Path
    from casefile_consumers import deliveries
    from casefile_contracts.kafka.settings import KafkaSettings

    with deliveries(KafkaSettings.load(), organisation="cps-north", system="cms", database=Path("cms.db")) as inbox:
        for delivery in inbox:
            with delivery as message:
                delivery.connection.execute("INSERT INTO cases VALUES (?)", (message["envelope"]["urn"],))

The `with` block acknowledges only when it ends well. What it does on `delivery.connection`, the memory that the message
was delivered and the acknowledgement to its sender are one database transaction, so a crash anywhere neither loses a
message nor applies one twice. When it raises, the case waits and is tried again while other cases go on; after the
last try it is parked, the sender is told, and a person lets it go on.
"""

from casefile_consumers.database import POSTGRESQL, SQLITE, Database, DbApiDatabase, Dialect, SqliteDatabase
from casefile_consumers.deliveries import Deliveries
from casefile_consumers.delivery import Delivery
from casefile_consumers.errors import (
    CannotHandleError,
    InboxError,
    InboxGapError,
    MessageConflictError,
    ReceivingError,
    ReplyError,
    TornDeliveryError,
    UnsettledDeliveryError,
)
from casefile_consumers.opening import deliveries
from casefile_consumers.retry import Retry

__all__ = [
    "POSTGRESQL",
    "SQLITE",
    "CannotHandleError",
    "Database",
    "DbApiDatabase",
    "Deliveries",
    "Delivery",
    "Dialect",
    "InboxError",
    "InboxGapError",
    "MessageConflictError",
    "ReceivingError",
    "ReplyError",
    "Retry",
    "SqliteDatabase",
    "TornDeliveryError",
    "UnsettledDeliveryError",
    "deliveries",
]
