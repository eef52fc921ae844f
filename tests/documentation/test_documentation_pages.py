"""Everything in the contract can be found in its pages, and every link leads somewhere."""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import pytest
from documented import Page, files, pages, subject, target, text_of, types

from casefile_contracts.documentation.clocks import limits_of
from casefile_contracts.documentation.grids import grids
from casefile_contracts.documentation.lifecycle import Lifecycle
from casefile_contracts.documentation.pages import LEADS
from casefile_contracts.rules.functions import FUNCTIONS

MARKDOWN_LINK = re.compile(r"(?<!\\)\]\(([^()\s]+)\)")
ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
TABLES: dict[str, Any] = dict(subject().release.tables)


def test_every_link_leads_to_a_file_or_a_place_in_one() -> None:
    broken = [
        (name, link)
        for name, page in pages().items()
        for link in [*page.links, *page.loads]
        if not _leads_somewhere(*target(name, link))
    ]

    assert broken == []


def _leads_somewhere(file: str, anchor: str) -> bool:
    return file in files() and (not anchor or anchor in pages()[file].ids)


def test_every_link_of_the_markdown_leads_somewhere() -> None:
    broken = []
    for name, content in files().items():
        if name.endswith(".md"):
            for link in MARKDOWN_LINK.findall(_without_code(content.decode())):
                file, anchor = target(name, link)
                if file not in files() or (anchor and anchor not in ANCHOR.findall(files()[file].decode())):
                    broken.append((name, link))

    assert broken == []


def test_every_table_of_the_markdown_stands_apart_and_has_rows_of_one_width() -> None:
    wrong = []
    for name, content in files().items():
        lines = ["", *_without_blocks(content.decode()).splitlines()] if name.endswith(".md") else []
        for above, line in pairwise(lines):
            starts = line.startswith("|") and not above.startswith("|")
            if (starts and above) or (line.startswith("|") and not starts and _width(above) != _width(line)):
                wrong.append((name, line[:80]))

    assert wrong == []


def _width(row: str) -> int:
    """Columns of a row; a bar after a backslash is a part of its cell, in code too."""
    return len(re.findall(r"(?<!\\)\|", row))


def _without_blocks(text: str) -> str:
    return re.sub(r"```.*?```", "", text, flags=re.DOTALL)


def _without_code(text: str) -> str:
    return re.sub(r"`[^`]*`", "", _without_blocks(text))


@pytest.mark.parametrize("suffix", [".html", ".js", ".css", ".md"])
def test_nothing_is_loaded_from_elsewhere(suffix: str) -> None:
    found = [name for name, content in files().items() if name.endswith(suffix) and _loads(content.decode())]

    assert found == []


def _loads(text: str) -> list[str]:
    return re.findall(r"""(?:src|href|@import|url\(|fetch\(|import\()\s*=?\s*["']?(?:https?:)?//""", text)


def test_pages_are_well_formed() -> None:
    assert {name: page.unclosed for name, page in pages().items() if page.unclosed} == {}
    assert {name for name, page in pages().items() if len(page.ids) != len(set(page.ids))} == set()


def test_headings_of_a_page_go_down_one_level_at_a_time() -> None:
    jumps = [
        name
        for name, page in pages().items()
        if page.headings.count(1) != 1 or any(lower - upper > 1 for upper, lower in pairwise(_from_first(page)))
    ]

    assert jumps == []


def _from_first(page: Page) -> list[int]:
    return page.headings[page.headings.index(1) :]


def test_every_page_stands_in_markdown_too() -> None:
    assert {name[:-5] for name in pages()} == {name[:-3] for name in files() if name.endswith(".md")}


def test_every_message_has_a_page_with_all_that_belongs_to_it() -> None:
    for name, message in subject().release.messages.items():
        page = pages()[f"messages/{name}.html"]
        assert message.subject in page.text
        assert {f"json-schema/{name}.json", f"avro/{name}.avsc"} <= set(files())
        assert all(f"examples/{example}.json" in files() for example in subject().examples_of(name))
        assert message.schema["doc"] in page.text


def test_every_message_has_an_example() -> None:
    assert [name for name in subject().release.messages if not subject().examples_of(name)] == []


def test_every_field_is_described_exactly_once() -> None:
    ids = [id_ for page in pages().values() for id_ in page.ids]

    for record, schema in types().records.items():
        for field in schema["fields"]:
            assert ids.count(f"{record}.{field['name']}") == 1, (record, field["name"])
            assert field["doc"] in text_of(), (record, field["name"])


def test_every_rule_is_in_the_rule_book_with_its_words() -> None:
    book = text_of("rules/")
    ids = [id_ for name, page in pages().items() if name.startswith("rules/") for id_ in page.ids]

    for id_, rule in subject().release.rules.items():
        assert ids.count(id_) == 1, id_
        assert rule["text"] in book, id_
        assert rule.get("require", "").strip() in book, id_
        assert rule.get("fix", "").replace("`", "") in book, id_
        assert rule["source"] in book, id_


def test_every_rule_is_linked_from_the_fields_that_name_it() -> None:
    named = {(r, f["name"], f["rule"]) for r, s in types().records.items() for f in s["fields"] if "rule" in f}
    pages_of = {id_: page for page in pages().values() for id_ in page.ids}

    for record, field, rule in named:
        links = pages_of[f"{record}.{field}"].links
        assert any(link.endswith(f"#{rule}") for link in links) or rule == "F44", (record, field, rule)


def test_every_code_and_its_meaning_is_listed() -> None:
    page = pages()["code-lists.html"]

    for name, codes in TABLES["code_lists"].items():
        assert name in page.ids
        for code, meaning in codes.items():
            assert code in page.text
            assert meaning in page.text


def test_every_value_of_every_enum_is_listed() -> None:
    page = pages()["values.html"]

    for name, schema in types().enums.items():
        assert name in page.ids
        assert all(symbol in page.text for symbol in schema["symbols"])


def test_every_state_and_every_step_is_shown() -> None:
    page, cycle = pages()["lifecycle.html"], Lifecycle(TABLES["lifecycle"])

    assert cycle.moves
    for state in cycle.states:
        assert state["id"] in page.ids
        assert state["meaning"] in page.text
    for step in cycle.moves:
        assert step["message"] in page.text


def test_every_step_stands_in_markdown_with_its_rule_and_its_clock() -> None:
    rows = [line for line in files()["lifecycle.md"].decode().splitlines() if line.startswith("|")]

    for step in Lifecycle(TABLES["lifecycle"]).moves:
        named = [f"/{step['message']}.md", *([f"#{step['guard']})"] if step["guard"] else [])]
        named += [f"clocks.md#{step['clock']})"] if step["clock"] else []
        assert any(all(part in row for part in named) for row in rows), step


def test_every_clock_is_shown_with_its_limits() -> None:
    clocks = TABLES.get("clocks", {})
    page = pages()["clocks.html"] if clocks else Page()

    for name, clock in clocks.items():
        assert name in page.ids
        assert clock["runs_from"] in page.text
        assert all(limit in page.text for periods in limits_of(clock).values() for limit in periods)
        assert f"Source: {clock['source']}" in page.text


def test_initials_are_spelt_in_capitals() -> None:
    assert {"CTL crown", "PACE detention", "VRR decide", "DGA dispute"} <= set(pages()["clocks.html"].text.split("\n"))


def test_limits_are_told_in_the_largest_unit_that_fits_and_with_their_days() -> None:
    limits = {
        "one": 1440,
        "two": [{"value": 6, "unit": "months", "from": "2026-01-01", "to": "2026-12-31"}],
        "three": 1,
    }

    assert limits_of({"unit": "minutes", "limits": limits}) == {
        "one": ["24 hours"],
        "two": ["6 months from 2026-01-01 until 2026-12-31"],
        "three": ["1 minute"],
    }


def test_the_file_standard_shows_every_item_and_every_cell() -> None:
    standard, lists = TABLES.get("file_standard"), TABLES["code_lists"]
    page = pages()["file-standard.html"] if standard else Page()

    for item in standard["items"] if standard else ():
        assert item["item"] in page.ids
        assert lists["file_standard_item"][item["item"]] in page.text
        assert set(item["cells"]) <= set(lists["case_file_type"])
        assert item.get("undecided", "") in page.text
        assert item["source"] in page.text
        assert f"| {item['source']} |" in files()["file-standard.md"].decode()


def test_every_other_table_is_shown_whole() -> None:
    shown = "".join(page.text for name, page in pages().items() if "/" not in name)

    for name in set(TABLES) - {"catalogue", "clocks", "code_lists", "file_standard", "inferred", "lifecycle"}:
        for grid in [] if name.endswith("_examples") else grids(TABLES[name]):
            for row in grid.rows:
                assert all(cell.replace("`", "").replace("_", " ") in shown.replace("_", " ") for cell in row), row


def test_every_other_table_says_what_it_is_for() -> None:
    page = pages()["tables.html"]
    others = set(TABLES) & set(page.ids)

    assert others
    assert others <= set(LEADS)
    assert all(LEADS[name].replace("`", "") in page.text for name in others)


def test_conditions_of_a_table_are_told_in_words() -> None:
    [grid] = grids([{"into": "items", "when": {"/status": ["EXTENDED", "REOPENED"], "/kind": "A"}}])

    assert grid.rows == (("items", "/status: EXTENDED, REOPENED; /kind: A"),)


def test_no_column_is_without_a_heading() -> None:
    empty = [name for name in files() if name.endswith(".html") and re.search(r"<th[^>]*>\s*</th>", _text(name))]

    assert empty == []


def _text(name: str) -> str:
    return files()[name].decode()


def test_the_search_index_knows_everything_and_where_it_is() -> None:
    script = files()["assets/index.js"].decode()
    entries = json.loads(script.removeprefix("window.CONTRACT_INDEX = ").removesuffix(";\n"))
    found = {(kind, name) for kind, name, _, _ in entries}

    assert {("message", name) for name in types().messages} <= found
    assert {("rule", id_) for id_ in subject().release.rules} <= found
    assert {("state", state["id"]) for state in TABLES["lifecycle"]["states"]} <= found
    assert {("code list", name) for name in TABLES["code_lists"]} <= found
    assert {("code", code) for codes in TABLES["code_lists"].values() for code in codes} <= found
    assert {("function", name) for name in FUNCTIONS} <= found
    assert {("field", f"{r}.{f['name']}") for r, s in types().records.items() for f in s["fields"]} <= found
    assert [address for *_, address in entries if not _leads_somewhere(*target("index.html", address))] == []


def test_the_catalogue_speaks_of_messages_of_the_release_alone() -> None:
    catalogue = TABLES["catalogue"]
    answers = {name for entry in catalogue.values() for name in entry["answered_by"]}

    assert set(catalogue) == set(subject().release.messages)
    assert answers <= set(catalogue)
