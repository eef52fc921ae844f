"""The pages: what there is one of, and what each is written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from casefile_contracts.documentation.book import Book
from casefile_contracts.documentation.grids import grids
from casefile_contracts.documentation.json_schema import UNSAID
from casefile_contracts.documentation.places import family_page
from casefile_contracts.rules.functions import FUNCTIONS

ELSEWHERE = ("catalogue", "clocks", "code_lists", "file_standard", "inferred", "lifecycle")
"""Tables that have pages of their own form."""

EXAMPLES = "_examples"
"""How tables end of which the examples of rules are made; pages show those under the rules."""

LEADS: Mapping[str, str] = {
    "case_memory": "What the exchange keeps of a case, and conditions read as `case`: which message adds what to which"
    " part. With `each` it adds an item for each of these places; `take` says what its fields are, by pointers into the"
    " message or as values; `when` and `unless` say on what it depends.",
    "forces": "The forces by the two digits that a URN begins with; those marked test are fictional.",
    "severity": "The condition under which rules that have a softer severity take it.",
}
"""What tables without pages of their own are for."""


@dataclass(frozen=True)
class Page:
    """One page, in both forms."""

    name: str
    """Path without its ending."""
    title: str
    template: str
    data: Mapping[str, Any] = field(default_factory=dict)
    is_general: bool = True
    """Whether it is about many things, so that its title is all there is to find it by."""


def pages(book: Book) -> Iterator[Page]:
    """Every page of the documentation."""
    yield Page("index", "Messages", "index")
    for message in book.by_number:
        yield Page(f"messages/{message}", message, "message", {"name": message}, is_general=False)
    yield Page("records", "Records", "records")
    for record in book.types.shared:
        yield Page(f"records/{record}", record, "record", {"name": record}, is_general=False)
    yield Page("values", "Values", "values")
    yield Page("rules", "Rules", "rules")
    for family, ids in book.rules.families.items():
        yield Page(family_page(family), family_title(family), "family", {"family": family, "ids": ids})
    yield Page("code-lists", "Code lists", "code_lists")
    yield Page("lifecycle", "Lifecycle", "lifecycle")
    if "file_standard" in book.tables:
        yield Page("file-standard", "File standard", "file_standard")
    yield from _tables(book)
    yield Page("functions", "Functions of conditions", "functions", {"functions": FUNCTIONS})
    yield Page("formats", "Formats", "formats", {"unsaid": UNSAID})


def family_title(family: str) -> str:
    """A family of rules as a heading."""
    return f"Rules: {family.replace('_', ' ')}"


def _tables(book: Book) -> Iterator[Page]:
    if "clocks" in book.tables:
        yield Page("clocks", "Clocks", "clocks")
    others = [name for name in book.tables if name not in ELSEWHERE and not name.endswith(EXAMPLES)]
    found = {name: list(grids(book.tables[name])) for name in others}
    yield Page("tables", "Other tables", "tables", {"tables": found, "leads": LEADS})
