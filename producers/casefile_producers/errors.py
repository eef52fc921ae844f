"""The producers' branch of the error tree.

CaseFileError
├── UnreadableFileError     no message can be read from a file; says why and where, never what it holds
├── UnreadableReceiptError  a receipt is none that this release can read
└── OutboxError             the local outbox cannot be opened or was written by something else
"""

from __future__ import annotations

from casefile_contracts.errors import CaseFileError

UNREADABLE = {
    "empty": ("The file is empty.", "Export it again."),
    "too_large": ("The file is larger than the limit.", "Send large material by reference, not inside the message."),
    "locked": ("The file cannot be opened.", "Let this program read it."),
    "not_regular": ("This is not a regular file.", "Put the file itself into the folder, not a link or a folder."),
    "doctype": ("The XML carries a document type declaration.", "Remove the DOCTYPE; entities are never expanded."),
    "entity": ("The XML refers to an entity that XML itself does not define.", "Write the character instead."),
    "too_deep": ("The XML is nested too deeply.", "Export it again; a case message needs about 15 levels."),
    "wrong_encoding": ("The bytes are not in the encoding that the file declares.", "Export it as UTF-8."),
    "truncated": ("The XML ends before its last element is closed.", "The file was cut off: export or copy it again."),
    "malformed": ("The XML is not well-formed.", "Export it again from the case system."),
    "not_xml": ("The content is neither XML nor base64 of XML.", "Put the NewCaseMessage there, escaped or as base64."),
    "no_content": ("The envelope carries no content.", "Put the NewCaseMessage into it."),
    "another_message": ("There is no NewCaseMessage in the file.", "Only new cases can be sent from SPI files."),
    "several_cases": ("There is more than one NewCaseMessage in the file.", "Put each case into a file of its own."),
    "too_many_layers": ("The envelopes are nested too often.", "A case message needs at most three."),
    "not_json": ("The file is not valid JSON in UTF-8.", "Export it again."),
    "no_object": ("The JSON is not an object.", "Write one message, or one message a line in a .jsonl file."),
    "no_message_type": ("The message does not say its type.", "Add message_type, or an envelope."),
    "unknown_format": ("The file is neither SPI XML nor JSON.", "Name it .xml, .json or .jsonl, or give --format."),
}  # fmt: skip


class UnreadableFileError(CaseFileError):
    """No message can be read from this file.

    `reason` is a key of `UNREADABLE`; `where` names a layer, a line and a column, never a value.
    """

    code = "file.unreadable"

    def __init__(self, reason: str, where: str = "") -> None:
        self.reason, self.where = reason, where
        self.text, self.fix = UNREADABLE[reason]
        super().__init__(f"{self.text}{f' ({where})' if where else ''} {self.fix}")


class OutboxError(CaseFileError):
    """The local outbox cannot be opened, or was written by something else."""

    code = "outbox"
    exit_code = 73
