"""New cases in the police-to-courts format SPI: `read_spi` turns a file into a case message."""

from casefile_producers.spi.reading import SpiCase, read_spi

__all__ = ["SpiCase", "read_spi"]
