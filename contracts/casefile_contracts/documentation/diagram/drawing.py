"""A lifecycle as inline SVG: its colours come from the page's style sheet, its text is text, its nodes are links."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from markupsafe import Markup

from casefile_contracts.documentation.diagram.graph import START, Label, labels
from casefile_contracts.documentation.diagram.layering import Edge, Layout, arrange

Link = Callable[[str, str], str | None]
"""The address of a state or message, by kind and name."""

Spot = tuple[float, float]

LINE = 16
STATE_HEIGHT = 34
LAYER_GAP = 34
GAP = 18
PORT = 20
MARGIN = 12
STATE_LETTER, LABEL_LETTER = 8.8, 6.8
"""Generous widths of a letter, so that text fits whatever font there is."""


@dataclass(frozen=True)
class _Box:
    width: float
    height: float


@dataclass(frozen=True)
class _Picture:
    boxes: Mapping[str, _Box]
    layout: Layout
    backward: frozenset[Edge]
    """Edges that lead upwards in truth."""
    y: Mapping[str, float]
    """Middle of each node and point."""


def draw(
    states: Sequence[Mapping[str, Any]], transitions: Sequence[Mapping[str, Any]], link: Link, title: str, name: str
) -> Markup:
    """The picture of some states and the moves between them.

    Args:
        states: Entries of the lifecycle table, in its order.
        transitions: Its steps between these states; START may be among their sources.
        link: Where states and messages are documented.
        title: What the picture shows, for those who do not see it.
        name: Part of the ids in it; different for each picture of a page.
    """
    phases = {state["id"]: state["phase"] for state in states}
    moves = labels(transitions, [START, *phases])
    picture = _picture(phases, moves)
    ports = _ports(picture)
    parts = [_path(edge, picture, ports, name) for edge in picture.layout.through]
    parts += [_state(node, phases, picture, link) for node in picture.boxes if node in phases or node == START]
    parts += [_pill(one, picture, link) for one in moves]
    return _svg(Markup("\n").join(parts), picture, title, name)


def _picture(phases: Mapping[str, str], moves: list[Label]) -> _Picture:
    order = [START, *phases]
    starts = any(START in one.sources for one in moves)
    boxes = {state: _state_box(state) for state in (order if starts else phases)}
    boxes |= {one.key: _label_box(one) for one in moves}
    edges, backward = _edges(moves, order)
    layout = arrange({node: box.width for node, box in boxes.items()}, edges, GAP)
    return _Picture(boxes, layout, frozenset(backward), _middles(boxes, layout))


def _edges(moves: list[Label], order: list[str]) -> tuple[list[Edge], set[Edge]]:
    """All edges downwards, and which of them lead upwards in truth."""
    edges: list[Edge] = []
    backward: set[Edge] = set()
    for one in moves:
        back = order.index(one.sources[0]) > order.index(one.target)
        pairs = [(source, one.key) for source in one.sources] + [(one.key, one.target)]
        edges += [pair[::-1] if back else pair for pair in pairs]
        backward |= {pair[::-1] for pair in pairs} if back else set()
    return edges, backward


def _state_box(state: str) -> _Box:
    return _Box(20, 20) if state == START else _Box(len(state) * STATE_LETTER + 24, STATE_HEIGHT)


def _label_box(label: Label) -> _Box:
    lines = [line for message, outcomes in label.messages for line in _lines(message, outcomes)]
    return _Box(max(map(len, lines)) * LABEL_LETTER + 14, len(lines) * LINE + 6)


def _lines(message: str, outcomes: tuple[str, ...]) -> list[str]:
    """A message and the outcomes that lead this way, two on a line."""
    words = [outcome.replace("_", " ").lower() for outcome in outcomes]
    return [message, *(" or ".join(words[at : at + 2]) for at in range(0, len(words), 2))]


def _middles(boxes: Mapping[str, _Box], layout: Layout) -> dict[str, float]:
    tallest: dict[int, float] = {}
    for node, box in boxes.items():
        tallest[layout.layer[node]] = max(box.height, tallest.get(layout.layer[node], 0))
    middles, at = {}, 0.0
    for layer in range(max(layout.layer.values()) + 1):
        middles[layer] = at + tallest.get(layer, 0) / 2
        at += tallest.get(layer, 0) + LAYER_GAP
    return {node: middles[layer] for node, layer in layout.layer.items()}


def _ports(picture: _Picture) -> dict[tuple[Edge, str], float]:
    """Where each edge leaves a state: side by side, in the order of where they lead."""
    layout, found = picture.layout, {}
    for below in (True, False):
        sides: dict[str, list[tuple[float, Edge]]] = {}
        for edge, path in layout.through.items():
            node, neighbour = (path[0], path[1]) if below else (path[-1], path[-2])
            sides.setdefault(node, []).append((layout.x[neighbour], edge))
        for node, edges in sides.items():
            step = min(PORT, (picture.boxes[node].width - 16) / len(edges)) if ">" not in node else 0
            for place, (_, edge) in enumerate(sorted(edges)):
                found[edge, node] = layout.x[node] + (place - (len(edges) - 1) / 2) * step
    return found


def _path(edge: Edge, picture: _Picture, ports: Mapping[tuple[Edge, str], float], name: str) -> Markup:
    back = edge in picture.backward
    spots = list(_spots(edge, picture, ports))[:: -1 if back else 1]
    parts = [f"M{spots[0][0]:.0f} {spots[0][1]:.0f}"]
    for (x0, y0), (x1, y1) in pairwise(spots):
        bend = (y0 + y1) / 2
        straight = abs(x0 - x1) < 1
        parts.append(
            f"L{x1:.0f} {y1:.0f}" if straight else f"C{x0:.0f} {bend:.0f} {x1:.0f} {bend:.0f} {x1:.0f} {y1:.0f}"
        )
    ends_in_state = ">" not in edge[0 if back else 1]
    arrow = Markup(' marker-end="url(#{}-arrow)"').format(name) if ends_in_state else ""
    return Markup('<path class="edge{}" d="{}"{}/>').format(" back" if back else "", "".join(parts), arrow)


def _spots(edge: Edge, picture: _Picture, ports: Mapping[tuple[Edge, str], float]) -> Iterator[Spot]:
    """The points of an edge from top to bottom: from one box's lower side to the other's upper side."""
    upper, *points, lower = picture.layout.through[edge]
    yield ports[edge, upper], picture.y[upper] + picture.boxes[upper].height / 2
    for point in points:
        yield picture.layout.x[point], picture.y[point]
    yield ports[edge, lower], picture.y[lower] - picture.boxes[lower].height / 2


def _state(state: str, phases: Mapping[str, str], picture: _Picture, link: Link) -> Markup:
    x, y = picture.layout.x[state], picture.y[state]
    if state == START:
        start = Markup('<circle class="start" cx="{:.0f}" cy="{:.0f}" r="9"><title>{}</title></circle>')
        return start.format(x, y, "not known yet")
    content = _rectangle("", picture.boxes[state], x, y, 6) + _text("", x, y + 4, state.replace("_", " "))
    return _linked(content, link("state", state), f"state phase-{phases[state].split()[0].lower()}")


def _pill(label: Label, picture: _Picture, link: Link) -> Markup:
    box, x, y = picture.boxes[label.key], picture.layout.x[label.key], picture.y[label.key]
    found, at = _rectangle("pill", box, x, y, 4), y - box.height / 2 + LINE - 1
    for message, outcomes in label.messages:
        lines = _lines(message, outcomes)
        texts = [_text("when" if place else "", x, at + place * LINE, line) for place, line in enumerate(lines)]
        found += _linked(Markup("").join(texts), link("type", message), "label")
        at += len(lines) * LINE
    return Markup('<g class="move">{}</g>').format(found)


def _rectangle(css: str, box: _Box, x: float, y: float, radius: int) -> Markup:
    return Markup('<rect class="{}" x="{:.0f}" y="{:.0f}" width="{:.0f}" height="{:.0f}" rx="{}"/>').format(
        css, x - box.width / 2, y - box.height / 2, box.width, box.height, radius
    )


def _text(css: str, x: float, y: float, words: str) -> Markup:
    return Markup('<text class="{}" x="{:.0f}" y="{:.0f}">{}</text>').format(css, x, y, words)


def _linked(content: Markup, address: str | None, css: str) -> Markup:
    if address is None:
        return Markup('<g class="{}">{}</g>').format(css, content)
    return Markup('<a class="{}" href="{}">{}</a>').format(css, address, content)


def _svg(content: Markup, picture: _Picture, title: str, name: str) -> Markup:
    width = max(picture.layout.x[node] + box.width / 2 for node, box in picture.boxes.items())
    height = max(picture.y[node] + box.height / 2 for node, box in picture.boxes.items())
    return Markup(
        '<svg class="lifecycle" role="group" aria-labelledby="{name}-title" width="{width:.0f}" height="{height:.0f}"'
        ' viewBox="-{margin} -{margin} {width:.0f} {height:.0f}">\n<title id="{name}-title">{title}</title>\n'
        '<defs><marker id="{name}-arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"'
        ' orient="auto"><path class="head" d="M0 0L8 4L0 8z"/></marker></defs>\n{content}\n</svg>'
    ).format(
        name=name, title=title, content=content, margin=MARGIN, width=width + 2 * MARGIN, height=height + 2 * MARGIN
    )
