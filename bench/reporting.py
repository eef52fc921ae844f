"""What every benchmark does alike: time things turn about, print a table, end with one line of JSON."""

from __future__ import annotations

import gc
import json
import logging
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from casefile_contracts.contract import Contract


@dataclass(frozen=True)
class Figure:
    """Several measurements of one thing; the median counts."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.values)

    def text(self, digits: int = 1) -> str:
        """Median and range."""
        low, high = min(self.values), max(self.values)
        return f"{self.median:,.{digits}f} [{low:,.{digits}f}-{high:,.{digits}f}]"


def quiet() -> None:
    """Let programs under measurement log warnings only."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


def machine() -> str:
    """The machine in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} on {platform.machine()}, "
        f"{platform.python_implementation()} {platform.python_version()}"
    )


def cpu_microseconds(work: Mapping[str, Callable[[], int]], rounds: int) -> dict[str, Figure]:
    """CPU time an item of each piece of work, measured turn about so that a busy machine slows all of them alike.

    Args:
        work: Each does its work once and returns on how many items.
    """
    for run in work.values():
        run()
    found: dict[str, list[float]] = {name: [] for name in work}
    gc.collect()
    gc.disable()
    for _ in range(rounds):
        for name, run in work.items():
            began = time.thread_time()
            items = run()
            found[name].append((time.thread_time() - began) / items * 1e6)
    gc.enable()
    return {name: Figure(tuple(values)) for name, values in found.items()}


def each(function: Callable[[Any], Any], values: Sequence[Any]) -> Callable[[], int]:
    """One piece of work for `cpu_microseconds`: the function, called with each value."""

    def run() -> int:
        for value in values:
            function(value)
        return len(values)

    return run


def ratio(one: Figure, other: Figure) -> float:
    """The median of the ratios round by round."""
    return statistics.median(a / b for a, b in zip(one.values, other.values, strict=True))


def table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, numbers to the right."""
    lines = [list(heading), *map(list, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heading))]
    for line in lines:
        first, *rest = (
            cell.ljust(width) if not column else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join([first, *rest]))


def conditions(contract: Contract) -> int:
    """How many rules of the contract have a condition."""
    return sum("require" in rule for rule in contract.release.rules.values())


def finish(result: Mapping[str, object]) -> None:
    """Print the last line: the result as one JSON object, with the machine."""
    print(json.dumps({**result, "machine": machine()}), flush=True)
