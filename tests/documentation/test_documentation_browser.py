"""The documentation opened from disk in a real browser: it finds, fits on a phone, can be read and used by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import DESKTOP, PAPER, PHONE, browser, colours, printed, requested, resize
from documented import files, pages, subject, types
from selenium.webdriver import Chrome, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from casefile_contracts.documentation.folder import replace_folder

CONTRAST = """
const luminance = (css) => {
  const [r, g, b] = css.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
    .map((part) => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const behind = (node) => {
  for (let each = node; each; each = each.parentElement) {
    const colour = getComputedStyle(each).backgroundColor;
    if (!/, 0\\)$|transparent/.test(colour)) return colour;
  }
  return getComputedStyle(document.documentElement).backgroundColor;
};
const poor = new Set();
for (const node of document.querySelectorAll("body *")) {
  const text = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
  if (!text || node.closest("svg, .unseen, .skip, label") || !node.offsetParent) continue;
  const [one, other] = [getComputedStyle(node).color, behind(node)].map(luminance).sort((a, b) => b - a);
  if ((one + 0.05) / (other + 0.05) < 4.5) poor.add(`${node.tagName}.${node.className}`);
}
return [...poor];
"""

CUT_OFF = """
return [...document.querySelectorAll(".wide, .code, .figure")]
  .filter((box) => box.scrollWidth > box.clientWidth + 1 || box.getBoundingClientRect().right > innerWidth)
  .map((box) => box.className);
"""

LOOKED_AT = (
    *("index.html", "lifecycle.html", "messages/TriageRejected.html", "code-lists.html", "file-standard.html"),
    *("clocks.html", "functions.html", "rules/envelope.html", "records/Defendant.html"),
)

WHITE = "rgb(255, 255, 255)"

SVG_TEXT_OUTSIDE = """
return [...document.querySelectorAll("svg.lifecycle a, svg.lifecycle .label")].filter((link) => {
  const box = (link.querySelector("rect") ?? link.closest(".move").querySelector("rect")).getBoundingClientRect();
  return [...link.querySelectorAll("text")].some((text) => {
    const words = text.getBoundingClientRect();
    return words.left < box.left - 0.5 || words.right > box.right + 0.5;
  });
}).map((link) => link.textContent);
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation")
    replace_folder(folder, files())
    return folder


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with browser(tmp_path_factory.mktemp("profile")) as found:
        yield found


@pytest.fixture
def page(chromium: Chrome) -> Chrome:
    resize(chromium, DESKTOP)
    colours(chromium, "light")
    return chromium


def see(page: Chrome, root: Path, name: str) -> None:
    page.get(f"{(root / name).as_uri()}")


def search(page: Chrome, words: str) -> list[str]:
    """What is found, best first, as the reader sees it."""
    page.find_element(By.TAG_NAME, "body").send_keys("/")
    box = page.switch_to.active_element
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(words)
    WebDriverWait(page, 10).until(lambda _: page.find_elements(By.CSS_SELECTOR, "#found li"))
    return [found.text for found in page.find_elements(By.CSS_SELECTOR, "#found li strong")]


def a_rule() -> str:
    return next(iter(subject().release.rules))


def a_code_list() -> str:
    return next(iter(subject().release.tables["code_lists"]))


def a_state() -> str:
    return str(subject().release.tables["lifecycle"]["states"][-1]["id"])


@pytest.mark.parametrize(
    ("words", "name", "address"),
    [
        ("TriageRejected", "TriageRejected", "messages/TriageRejected.html"),
        ("triage rejected", "TriageRejected", "messages/TriageRejected.html"),
        ("material.sha256", "Material.sha256", "#Material.sha256"),
        (a_rule(), a_rule(), f"#{a_rule()}"),
        (a_code_list(), a_code_list(), f"code-lists.html#{a_code_list()}"),
        (a_state(), a_state(), f"lifecycle.html#{a_state()}"),
        ("casefile.v1.TriageRejected", "TriageRejected", "messages/TriageRejected.html"),
        ("TRIAGE-REJECTED", "TriageRejected", "messages/TriageRejected.html"),
        ("days_between()", "days_between", "functions.html#days_between"),
        (f"rule {a_rule()}", a_rule(), f"#{a_rule()}"),
    ],
)
@pytest.mark.parametrize("start", ["index.html", "messages/TriageRejected.html"])
def test_search_finds_from_every_page(
    page: Chrome, root: Path, start: str, words: str, name: str, address: str
) -> None:
    see(page, root, start)

    assert search(page, words)[0] == name
    page.switch_to.active_element.send_keys(Keys.ENTER)

    WebDriverWait(page, 10).until(lambda _: page.current_url.endswith(address))
    assert page.find_elements(By.CSS_SELECTOR, ":target") or "#" not in address


def test_search_goes_through_its_results_by_keyboard(page: Chrome, root: Path) -> None:
    see(page, root, "index.html")
    found = search(page, "offence")

    page.switch_to.active_element.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)

    chosen = page.find_element(By.CSS_SELECTOR, "#found [aria-selected=true]")
    assert chosen.text.startswith(found[1]) or found[1] in chosen.text
    assert page.switch_to.active_element.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    page.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not page.find_element(By.ID, "found").is_displayed()


def test_search_takes_the_pointer_of_a_finding(page: Chrome, root: Path) -> None:
    see(page, root, "index.html")

    assert "Offence.end_date" in search(page, "/suspects/0/offences/0/end_date")


def test_search_closes_when_the_reader_goes_on(page: Chrome, root: Path) -> None:
    see(page, root, "index.html")
    search(page, "offence")

    page.switch_to.active_element.send_keys(Keys.TAB)

    assert page.switch_to.active_element.text == "Messages"
    assert not page.find_element(By.ID, "found").is_displayed()


@pytest.mark.parametrize("words", ["[", "\\", ".*", '"', "-"])
def test_search_waits_for_a_word(page: Chrome, root: Path, words: str) -> None:
    see(page, root, "index.html")
    search(page, "offence")

    box = page.switch_to.active_element
    box.send_keys(Keys.CONTROL, "a")
    box.send_keys(words)

    WebDriverWait(page, 10).until(lambda _: not page.find_element(By.ID, "found").is_displayed())


@pytest.mark.parametrize("name", ["file-standard.html", "lifecycle.html", "messages/TriageRejected.html"])
def test_a_page_is_printed_dark_on_light_and_whole(page: Chrome, root: Path, name: str) -> None:
    resize(page, PAPER)
    printed(page, "dark")
    see(page, root, name)

    assert page.execute_script("return getComputedStyle(document.documentElement).backgroundColor") == WHITE
    assert page.execute_script(CONTRAST) == []
    assert page.execute_script(CUT_OFF) == []


def test_search_says_that_there_is_nothing(page: Chrome, root: Path) -> None:
    see(page, root, "index.html")

    assert search(page, "zeppelin whisky") == []
    assert page.find_element(By.ID, "found").text == "Nothing found."


@pytest.mark.parametrize("name", sorted(pages()))
def test_no_page_scrolls_sideways_on_a_phone(page: Chrome, root: Path, name: str) -> None:
    resize(page, PHONE)
    see(page, root, name)

    assert page.execute_script("return document.documentElement.scrollWidth") <= PHONE[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", LOOKED_AT)
def test_text_stands_out_from_what_is_behind_it(page: Chrome, root: Path, name: str, scheme: str) -> None:
    colours(page, scheme)
    see(page, root, name)

    assert page.execute_script(CONTRAST) == []


def test_the_two_schemes_differ(page: Chrome, root: Path) -> None:
    found = set()
    for scheme in ("light", "dark"):
        colours(page, scheme)
        see(page, root, "index.html")
        found.add(page.execute_script("return getComputedStyle(document.documentElement).backgroundColor"))

    assert len(found) == 2


def test_the_diagram_shows_every_step_and_its_words_fit(page: Chrome, root: Path) -> None:
    see(page, root, "lifecycle.html")
    words = page.find_element(By.CSS_SELECTOR, "svg.lifecycle").text
    table = subject().release.tables["lifecycle"]

    assert all(state["id"].replace("_", " ") in words for state in table["states"])
    assert all(step["message"] in words for step in table["transitions"] if step["to"] not in ("same", step["from"]))
    assert page.execute_script(SVG_TEXT_OUTSIDE) == []


def test_the_first_key_leads_past_the_navigation(page: Chrome, root: Path) -> None:
    see(page, root, "messages/TriageRejected.html")
    page.find_element(By.TAG_NAME, "body").send_keys(Keys.TAB)

    skip = page.switch_to.active_element
    assert skip.text == "Skip to main content"
    assert skip.is_displayed()
    skip.send_keys(Keys.ENTER)
    assert page.switch_to.active_element.get_attribute("id") == "main"


def test_every_page_has_its_landmarks(page: Chrome, root: Path) -> None:
    see(page, root, "index.html")

    for landmark in ("header", "nav[aria-label]", "main", "footer", "[role=search]"):
        assert page.find_elements(By.CSS_SELECTOR, landmark), landmark


def test_nothing_is_asked_of_the_network_and_nothing_fails(page: Chrome, root: Path) -> None:
    requested(page)
    page.get_log("browser")
    for name in ("index.html", "lifecycle.html", "rules.html", "formats.html"):
        see(page, root, name)
        search(page, "urn")

    asked = requested(page)

    assert asked
    assert {address for address in asked if not address.startswith("file://")} == set()
    assert _complaints(page.get_log("browser")) == []


def _complaints(log: list[dict[str, Any]]) -> list[str]:
    return [entry["message"] for entry in log if entry["level"] in ("SEVERE", "WARNING")]


def test_every_message_is_one_step_from_the_first_page(page: Chrome, root: Path) -> None:
    see(page, root, "index.html")
    links = {link.get_attribute("href") or "" for link in page.find_elements(By.CSS_SELECTOR, "main a")}

    assert {f"{(root / f'messages/{name}.html').as_uri()}" for name in types().messages} <= links
