"""The form of rules and tables: without it nothing can be compared, and whoever wrote them is told where it is wrong.

This is far less than lint asks, which says whether a draft can be released.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import StringConstraints, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from casefile_contracts.errors import DraftError

Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Severity = Literal["reject", "warn"]
Rows = dict[str, dict[str, Any]]

Dated = TypedDict("Dated", {"from": Day, "to": Day}, total=False)
Step = TypedDict("Step", {"from": str, "message": str, "to": str})
Stay = TypedDict("Stay", {"in": Literal["open", "any"] | list[str], "messages": list[str]})


class Rule(Dated, total=False):
    """A rule."""

    on: str | list[str]
    at: str
    require: str
    severity: Severity
    softer: Severity
    text: str


class State(TypedDict):
    """A state of the lifecycle."""

    id: str
    open: bool


class Lifecycle(TypedDict, total=False):
    """The table of the lifecycle."""

    states: list[State]
    transitions: list[Step]
    stays: list[Stay]
    messages: Rows
    rules: dict[str, str]


class Item(TypedDict):
    """A row of the file standard."""

    item: str
    cells: dict[str, Literal["M", "IF", "C", "-", ""]]


class Carrier(TypedDict):
    """How messages carry files."""

    of: list[str]
    files: list[dict[str, Any]]


class Standard(TypedDict, total=False):
    """The table of the file standard."""

    items: list[Item]
    messages: list[Carrier]


class Entry(TypedDict):
    """What a message adds to the memory of its case."""

    into: str
    take: dict[str, Any]


class Memory(TypedDict, total=False):
    """The table of the memory of a case."""

    parts: dict[str, list[str]]
    messages: dict[str, list[Entry]]


class Softening(TypedDict, total=False):
    """The table of severities."""

    softer_when: str


class Tables(TypedDict, total=False):
    """The tables that the judge knows; it takes others as they come."""

    code_lists: dict[str, dict[str, str | Dated]]
    forces: Rows
    lifecycle: Lifecycle
    file_standard: Standard
    case_memory: Memory
    clocks: Rows
    catalogue: Rows
    severity: Softening


_rules, _tables = TypeAdapter(dict[str, Rule]), TypeAdapter(Tables)


def refuse_malformed_book(rules: Any, tables: Any) -> None:
    """Refuse rules and tables that nobody can read.

    Raises:
        DraftError: They are not of their form; one line a problem.
    """
    problems: list[str] = []
    for name, adapter, content in (("rules", _rules, rules), ("tables", _tables, tables)):
        try:
            adapter.validate_python(content, strict=True)
        except ValidationError as error:
            problems += [f"{'.'.join(map(str, (name, *one['loc'])))}: {one['msg']}" for one in error.errors()]
    if problems:
        raise DraftError("\n".join(problems))
