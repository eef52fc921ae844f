"""The formats of the files that can be sent."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """What a file is; AUTO goes by its name, and by how it begins."""

    SPI = "spi"
    JSON = "json"
    AUTO = "auto"
