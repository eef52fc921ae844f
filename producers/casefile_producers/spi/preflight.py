"""SPI files for `casefile check`: what sending would make of one, without sending it."""

from __future__ import annotations

from typing import Any

from casefile_contracts.preflight import UnusableFileError
from casefile_producers.errors import UnreadableFileError
from casefile_producers.spi.reading import MESSAGE_TYPE, read_spi


def read(content: bytes) -> dict[str, Any]:
    """The message that an SPI file becomes, without its envelope.

    Raises:
        UnusableFileError: It is no NewCaseMessage, or hostile, cut off or malformed; says why.
    """
    try:
        case = read_spi(content)
    except UnreadableFileError as error:
        raise UnusableFileError(str(error)) from error
    return {**case.envelope, "message_type": MESSAGE_TYPE, "body": case.body}
