"""Where boxes stand: owners above what they own, lines that cross as little as a few sweeps can make them; pure.

After Sugiyama, Tagawa and Toda, Methods for Visual Understanding of Hierarchical System Structures (1981): lines that
close a circle are left out, every box gets the layer of its longest way down, long lines get a joint in each layer that
they pass, and layers are ordered by the middle of their neighbours.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cim_graph.ownership.chart.model import Chart, Line

SWEEPS = 8

Place = tuple[int, int]
"""Layer, from the subject's 0 upwards, and place in it from the left."""


@dataclass(frozen=True, slots=True)
class Layers:
    """Names of boxes and joints in each layer, from the left; of each line the names it passes, from above.

    `closing` are the lines that close a circle: they pass nothing.
    """

    layers: Sequence[Sequence[str]]
    courses: Mapping[str, Sequence[str]]
    closing: frozenset[str]


def layered(chart: Chart) -> Layers:
    """Return where the boxes of a chart stand."""
    closing = _closing(chart)
    down = [line for line in chart.lines if line.id not in closing]
    depth = _depths(chart, down)
    courses = {line.id: _course(line, depth) for line in down}
    layers: dict[int, list[str]] = defaultdict(list)
    for name, layer in depth.items():
        layers[layer].append(name)
    for course in courses.values():
        for joint in course[1:-1]:
            layers[int(joint.rpartition("@")[2])].append(joint)
    rows = [layers[layer] for layer in sorted(layers)]
    return Layers(_ordered(rows, courses.values()), courses, frozenset(closing))


def _closing(chart: Chart) -> set[str]:
    """Return the lines that lead back to where one came from, by a walk up from the subject."""
    above: dict[str, list[Line]] = defaultdict(list)
    for line in chart.lines:
        above[line.lower].append(line)
    closing, done, on_way = set[str](), set[str](), {chart.subject}
    stack = [(chart.subject, iter(above[chart.subject]))]
    while stack:
        here, lines = stack[-1]
        for line in lines:
            if line.upper in on_way:
                closing.add(line.id)
            elif line.upper not in done:
                on_way.add(line.upper)
                stack.append((line.upper, iter(above[line.upper])))
                break
        else:
            stack.pop()
            on_way.discard(here)
            done.add(here)
    return closing


def _depths(chart: Chart, lines: Iterable[Line]) -> dict[str, int]:
    """Return the layer of each box: the longest way to the subject without circles."""
    above: dict[str, list[str]] = defaultdict(list)
    waiting: dict[str, int] = defaultdict(int)
    for line in lines:
        above[line.lower].append(line.upper)
        waiting[line.upper] += 1
    depth, ready = {chart.subject: 0}, [chart.subject]
    for here in ready:
        for upper in above[here]:
            depth[upper] = max(depth.get(upper, 0), depth[here] + 1)
            waiting[upper] -= 1
            if not waiting[upper]:
                ready.append(upper)
    return depth


def _course(line: Line, depth: Mapping[str, int]) -> list[str]:
    joints = [f"{line.id}@{layer}" for layer in range(depth[line.upper] - 1, depth[line.lower], -1)]
    return [line.upper, *joints, line.lower]


def _ordered(rows: list[list[str]], courses: Iterable[Sequence[str]]) -> list[list[str]]:
    near: dict[str, dict[str, list[str]]] = {"up": defaultdict(list), "down": defaultdict(list)}
    for course in courses:
        for upper, lower in pairwise(course):
            near["down"][upper].append(lower)
            near["up"][lower].append(upper)
    for sweep in range(SWEEPS):
        way = "down" if sweep % 2 == 0 else "up"
        order = range(1, len(rows)) if way == "down" else range(len(rows) - 2, -1, -1)
        for layer in order:
            place = {name: number for number, name in enumerate(rows[layer - 1 if way == "down" else layer + 1])}
            rows[layer] = _by_middle(rows[layer], near[way], place)
    return rows


def _by_middle(row: Sequence[str], near: Mapping[str, Sequence[str]], place: Mapping[str, int]) -> list[str]:
    middles = {}
    for number, name in enumerate(row):
        places = [place[other] for other in near.get(name, ()) if other in place]
        middles[name] = sum(places) / len(places) if places else float(number)
    return sorted(row, key=lambda name: middles[name])
