"""The picture of the lifecycle: every move is in it, nothing overlaps, arrows lead where the table says."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest
from documented import subject
from hypothesis import given
from hypothesis import strategies as st

from casefile_contracts.documentation.diagram import draw
from casefile_contracts.documentation.diagram.graph import START, Label, labels
from casefile_contracts.documentation.diagram.layering import arrange
from casefile_contracts.documentation.lifecycle import Lifecycle

STATES = [{"id": id_, "phase": "early"} for id_ in ("NEW", "SEEN", "DONE")]
ORDER = [START, "NEW", "SEEN", "DONE"]
GAP = 10.0


def step(source: str, message: str, target: str, when: str | None = None) -> dict[str, Any]:
    return {"from": source, "message": message, "to": target, "when": when}


def test_a_message_stands_once_however_many_states_it_leads_from() -> None:
    found = labels([step("NEW", "Stop", "DONE"), step("SEEN", "Stop", "DONE")], ORDER)

    assert found == [Label(("NEW", "SEEN"), "DONE", (("Stop", ()),))]


def test_messages_between_the_same_states_stand_together_with_their_outcomes() -> None:
    found = labels(
        [step("NEW", "Read", "SEEN", "WELL"), step("NEW", "Look", "SEEN"), step("NEW", "Read", "SEEN", "BADLY")], ORDER
    )

    assert found == [Label(("NEW",), "SEEN", (("Read", ("WELL", "BADLY")), ("Look", ())))]


def test_moves_back_stand_apart_from_moves_forward() -> None:
    found = labels([step("NEW", "Ask", "SEEN"), step("DONE", "Ask", "SEEN")], ORDER)

    assert [one.sources for one in found] == [("NEW",), ("DONE",)]


def test_what_moves_nobody_is_no_part_of_the_picture() -> None:
    assert labels([step("NEW", "Tell", "same"), step("NEW", "Tell", "NEW")], ORDER) == []


@st.composite
def graphs(drawn: st.DrawFn) -> tuple[dict[str, float], list[tuple[str, str]]]:
    names = [f"N{number}" for number in range(drawn(st.integers(1, 12)))]
    pairs = [(upper, lower) for place, upper in enumerate(names) for lower in names[place + 1 :]]
    edges = drawn(st.lists(st.sampled_from(pairs), unique=True, max_size=25)) if pairs else []
    return {name: drawn(st.floats(10, 200)) for name in names}, edges


@given(graphs())
def test_edges_lead_down_and_nodes_keep_their_distance(graph: tuple[dict[str, float], list[tuple[str, str]]]) -> None:
    widths, edges = graph

    layout = arrange(widths, edges, GAP)

    assert all(layout.layer[upper] < layout.layer[lower] for upper, lower in edges)
    assert set(layout.through) == set(edges)
    for one in widths:
        for other in widths:
            if one < other and layout.layer[one] == layout.layer[other]:
                room = (widths[one] + widths[other]) / 2 + GAP
                assert abs(layout.x[one] - layout.x[other]) >= room - 1e-6


@given(graphs())
def test_a_graph_is_always_arranged_the_same(graph: tuple[dict[str, float], list[tuple[str, str]]]) -> None:
    assert arrange(*graph, GAP) == arrange(*graph, GAP)


@pytest.fixture(scope="module")
def drawing() -> ElementTree.Element:
    cycle = Lifecycle(subject().release.tables["lifecycle"])
    return ElementTree.fromstring(
        str(draw(cycle.states, cycle.moves, link=lambda kind, name: f"#{kind}-{name}", title="All of it", name="all"))
    )


def test_every_state_and_message_is_a_link(drawing: ElementTree.Element) -> None:
    cycle = Lifecycle(subject().release.tables["lifecycle"])
    links = {link.get("href") for link in drawing.iter("a")}

    assert links == {f"#state-{state['id']}" for state in cycle.states} | {f"#type-{s['message']}" for s in cycle.moves}


def test_there_is_an_arrow_into_every_state_that_can_be_reached(drawing: ElementTree.Element) -> None:
    boxes = [_box(link.find("rect")) for link in drawing.iter("a") if "state" in str(link.get("class"))]
    ends = [_end(path) for path in drawing.iter("path") if path.get("marker-end")]

    for left, top, right, bottom in boxes:
        assert any(left <= x <= right and (abs(y - top) < 2 or abs(y - bottom) < 2) for x, y in ends)


def _box(rectangle: ElementTree.Element | None) -> tuple[float, float, float, float]:
    assert rectangle is not None
    x, y, width, height = (float(rectangle.get(name, "nan")) for name in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _end(path: ElementTree.Element) -> tuple[float, float]:
    numbers = [float(number) for number in re.findall(r"-?[0-9]+", str(path.get("d")))]
    return numbers[-2], numbers[-1]


def test_a_reader_who_does_not_see_it_is_told_what_it_is(drawing: ElementTree.Element) -> None:
    title = drawing.find("title")

    assert title is not None
    assert title.text == "All of it"
    assert drawing.get("aria-labelledby") == title.get("id")


def test_states_without_a_place_in_the_pages_are_drawn_all_the_same() -> None:
    found = str(draw(STATES, [step("NEW", "Ask", "SEEN")], link=lambda kind, name: None, title="A", name="a"))

    assert "<a " not in found
    assert ">Ask<" in found
