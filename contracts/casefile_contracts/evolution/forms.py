"""The form of rules and tables: without it nothing can be compared, and whoever wrote them is told where it is wrong.

This is far less than lint asks, which says whether a draft can be released.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StrictBool, StringConstraints, TypeAdapter, ValidationError

from casefile_contracts.errors import DraftError

Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
Severity = Literal["reject", "warn"]
Rows = dict[str, dict[str, Any]]


class Dated(BaseModel):
    """What holds from a day to a day."""

    first: Day = Field("0001-01-01", alias="from")
    last: Day = Field("9999-12-31", alias="to")


class Rule(Dated):
    """A rule."""

    on: str | list[str] = ""
    at: str = ""
    require: str = ""
    severity: Severity = "reject"
    softer: Severity = "reject"
    text: str = ""


class State(BaseModel):
    """A state of the lifecycle."""

    id: str
    open: StrictBool


class Step(BaseModel):
    """A step of the lifecycle."""

    state: str = Field(alias="from")
    message: str
    to: str


class Stay(BaseModel):
    """Where messages are legal and move nobody."""

    states: Literal["open", "any"] | list[str] = Field(alias="in")
    messages: list[str]


class Lifecycle(BaseModel):
    """The table of the lifecycle."""

    states: list[State] = []
    transitions: list[Step] = []
    stays: list[Stay] = []
    messages: Rows = {}
    rules: dict[str, str] = {}


class Item(BaseModel):
    """A row of the file standard."""

    item: str
    cells: dict[str, Literal["M", "IF", "C", "-", ""]]


class Carrier(BaseModel):
    """How messages carry files."""

    of: list[str]
    files: list[dict[str, Any]]


class Standard(BaseModel):
    """The table of the file standard."""

    items: list[Item] = []
    messages: list[Carrier] = []


class Entry(BaseModel):
    """What a message adds to the memory of its case."""

    into: str
    take: dict[str, Any]


class Memory(BaseModel):
    """The table of the memory of a case."""

    parts: dict[str, list[str]] = {}
    messages: dict[str, list[Entry]] = {}


class Softening(BaseModel):
    """The table of severities."""

    softer_when: str = ""


class Tables(BaseModel):
    """The tables that the judge knows; it takes others as they come."""

    code_lists: dict[str, dict[str, str | Dated]] = {}
    forces: Rows = {}
    lifecycle: Lifecycle = Lifecycle()
    file_standard: Standard = Standard()
    case_memory: Memory = Memory()
    clocks: Rows = {}
    catalogue: Rows = {}
    severity: Softening = Softening()


_rules, _tables = TypeAdapter(dict[str, Rule]), TypeAdapter(Tables)


def refuse_malformed_book(rules: Any, tables: Any) -> None:
    """Refuse rules and tables that nobody can read.

    Raises:
        DraftError: They are not of their form; one line a problem.
    """
    problems: list[str] = []
    for name, adapter, content in (("rules", _rules, rules), ("tables", _tables, tables)):
        try:
            adapter.validate_python(content)
        except ValidationError as error:
            problems += [f"{'.'.join(map(str, (name, *one['loc'])))}: {one['msg']}" for one in error.errors()]
    if problems:
        raise DraftError("\n".join(problems))
