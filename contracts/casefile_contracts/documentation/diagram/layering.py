"""A graph drawn in layers: each node on a layer below those that lead to it, edges through the layers between.

Source: Sugiyama, Tagawa, Toda, Methods for Visual Understanding of Hierarchical System Structures (1981); positions
by isotonic regression, which moves each node to where its neighbours want it without changing the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Edge = tuple[str, str]

SWEEPS = 60

STRAIGHT, JOINED, LOOSE = 8.0, 2.0, 1.0
"""How hard a link pulls its ends in line: between two points of an edge, a point and a node, two nodes."""


@dataclass(frozen=True)
class Layout:
    """Where the nodes are: centre across, and layer from the top; and through which points each edge goes."""

    x: Mapping[str, float]
    layer: Mapping[str, int]
    through: Mapping[Edge, tuple[str, ...]]
    """For each edge its ends and the points between; points have a place in `x` and `layer` like nodes."""


def arrange(widths: Mapping[str, float], edges: Sequence[Edge], gap: float) -> Layout:
    """Place a graph without cycles.

    Args:
        widths: Of each node.
        edges: From upper to lower nodes.
        gap: Least distance between neighbours of a layer.
    """
    layer = _layers(list(widths), edges)
    through, points = _through(edges, layer)
    layer |= points
    widths = {**dict.fromkeys(points, gap / 2), **widths}
    links = [pair for path in through.values() for pair in pairwise(path)]
    rows = _ordered(_rows(layer), links)
    return Layout(_positions(rows, links, widths, gap, set(points)), layer, through)


def _layers(nodes: list[str], edges: Sequence[Edge]) -> dict[str, int]:
    """The longest way down to each node."""
    layer = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for upper, lower in edges:
            layer[lower] = max(layer[lower], layer[upper] + 1)
    # A node without anything above it hangs right over the first one below it.
    for node in nodes:
        below = [layer[lower] for upper, lower in edges if upper == node]
        if below and not any(lower == node for _, lower in edges):
            layer[node] = min(below) - 1
    return layer


def _through(edges: Sequence[Edge], layer: Mapping[str, int]) -> tuple[dict[Edge, tuple[str, ...]], dict[str, int]]:
    through: dict[Edge, tuple[str, ...]] = {}
    points: dict[str, int] = {}
    for upper, lower in edges:
        between = {f"{upper}|{lower}|{step}": step for step in range(layer[upper] + 1, layer[lower])}
        through[upper, lower] = (upper, *between, lower)
        points |= between
    return through, points


def _rows(layer: Mapping[str, int]) -> list[list[str]]:
    rows: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for node, row in layer.items():
        rows[row].append(node)
    return rows


def _neighbours(links: Sequence[Edge]) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    above: dict[str, list[str]] = {}
    below: dict[str, list[str]] = {}
    for upper, lower in links:
        above.setdefault(lower, []).append(upper)
        below.setdefault(upper, []).append(lower)
    return above, below


def _ordered(rows: list[list[str]], links: Sequence[Edge]) -> list[list[str]]:
    """The rows in an order with few crossings: by the mean of the neighbours, down and up in turn."""
    above, below = _neighbours(links)
    best, fewest = rows, _crossings(rows, below)
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        rows = _swept(rows if down else rows[::-1], above if down else below)
        rows = rows if down else rows[::-1]
        crossings = _crossings(rows, below)
        if crossings < fewest:
            best, fewest = rows, crossings
    return best


def _swept(rows: list[list[str]], fixed: Mapping[str, list[str]]) -> list[list[str]]:
    found = [rows[0]]
    for row in rows[1:]:
        rank = {node: place for place, node in enumerate(found[-1])}
        found.append(sorted(row, key=lambda node: _mean([rank[one] for one in fixed.get(node, ())], row.index(node))))
    return found


def _mean(numbers: Sequence[float], otherwise: float) -> float:
    return sum(numbers) / len(numbers) if numbers else otherwise


def _crossings(rows: list[list[str]], below: Mapping[str, list[str]]) -> int:
    total = 0
    for upper, lower in pairwise(rows):
        rank = {node: place for place, node in enumerate(lower)}
        ends = [rank[end] for node in upper for end in sorted(below.get(node, ()), key=rank.__getitem__)]
        total += sum(later < earlier for place, earlier in enumerate(ends) for later in ends[place + 1 :])
    return total


def _positions(
    rows: list[list[str]], links: Sequence[Edge], widths: Mapping[str, float], gap: float, points: set[str]
) -> dict[str, float]:
    above, below = _neighbours(links)
    near = {
        node: [(one, _pull(node, one, points)) for one in above.get(node, []) + below.get(node, [])]
        for row in rows
        for node in row
    }
    weights = {node: sum(pull for _, pull in found) or LOOSE for node, found in near.items()}
    x: dict[str, float] = {}
    for row in rows:
        x |= dict(zip(row, _spread(row, dict.fromkeys(row, 0.0), weights, widths, gap), strict=True))
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            wanted = {n: sum(x[one] * pull for one, pull in near[n]) / weights[n] if near[n] else x[n] for n in row}
            x |= dict(zip(row, _spread(row, wanted, weights, widths, gap), strict=True))
    least = min(x[node] - widths[node] / 2 for node in x)
    return {node: place - least for node, place in x.items()}


def _pull(node: str, other: str, points: set[str]) -> float:
    return (LOOSE, JOINED, STRAIGHT)[(node in points) + (other in points)]


def _spread(
    row: list[str], wanted: Mapping[str, float], weights: Mapping[str, float], widths: Mapping[str, float], gap: float
) -> list[float]:
    """Places as near as can be to the wanted ones, in order and without overlap (pool adjacent violators)."""
    offsets, at = [], 0.0
    for left, node in zip([None, *row], row, strict=False):
        at += 0 if left is None else (widths[left] + widths[node]) / 2 + gap
        offsets.append(at)
    pools: list[tuple[float, float, int]] = []
    for node, offset in zip(row, offsets, strict=True):
        mean, weight, size = wanted[node] - offset, weights[node], 1
        while pools and pools[-1][0] > mean:
            other, heavy, many = pools.pop()
            mean = (mean * weight + other * heavy) / (weight + heavy)
            weight, size = weight + heavy, size + many
        pools.append((mean, weight, size))
    base = [mean for mean, _, size in pools for _ in range(size)]
    return [start + offset for start, offset in zip(base, offsets, strict=True)]
