"""A chart as an SVG picture to print: owners on top, the subject at the bottom, shares on the lines."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from textwrap import wrap

from cim_graph.ownership.chart.layers import Layers, layered
from cim_graph.ownership.chart.model import Box, Chart, Line

WIDE, HIGH = 204, 66
BETWEEN, JOINT = 34, 46
STOREY = 150
MARGIN = 40
ASIDE, LANE, GAP = 100, 16, 18
"""Room on the right for lines that close a circle, between two of them, and between one and the boxes it passes."""
TITLE = 46
LETTERS = 23
"""Letters of a name on one line of its box."""

_STYLE = """
text { font-family: 'DejaVu Sans', 'Noto Sans', Arial, sans-serif; fill: #1a1a1a; text-anchor: middle }
.title { font-size: 17px; font-weight: bold; text-anchor: start }
.name { font-size: 12.5px; font-weight: bold } .note { font-size: 10.5px; fill: #444 }
.label { font-size: 11px; paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round }
.box { fill: #fff; stroke: #555; stroke-width: 1.2 } .PERSON { fill: #eef5ee } .ARRANGEMENT { stroke-dasharray: 6 3 }
.counts { stroke: #0a5c2f; stroke-width: 3 } .subject { fill: #e8eef8; stroke: #1d3f72; stroke-width: 2.5 }
.line { fill: none; stroke: #555; stroke-width: 1.2 } .role { stroke-dasharray: 5 3 }
.closing { stroke: #a33; stroke-dasharray: 2 3 }
"""
_ARROW = (
    '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 L8 4 L0 8 z" fill="#555"/></marker></defs>'
)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Where the middle of each box and joint is, where boxes end on the right, and how large the sheet is; pixels.

    `ends`: how far from the middle of the lower box each line ends; `lanes`: where a line that closes a circle goes up.
    """

    middle: Mapping[str, Point]
    ends: Mapping[str, float]
    lanes: Mapping[str, float]
    width: float
    height: float


def svg(chart: Chart, title: str, legend: Sequence[str]) -> str:
    """Return the picture of a chart, with a title above and a legend below, in which warnings can be told."""
    layers = layered(chart)
    sheet = _sheet(layers, chart, title, legend)
    size = f'viewBox="0 0 {sheet.width:g} {sheet.height:g}" width="{sheet.width:g}" height="{sheet.height:g}"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img"><title>{escape(title)}</title>',
        f"<style>{_STYLE}</style>{_ARROW}",
        '<rect width="100%" height="100%" fill="#fff"/>',
        f'<text class="title" x="{MARGIN}" y="{MARGIN}">{escape(title)}</text>',
        *(_line(line, layers, sheet) for line in chart.lines),
        *(_box(box, sheet, box.id == chart.subject) for box in chart.boxes.values()),
        *_labels(chart, layers, sheet),
        *_legend(legend, sheet),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _sheet(layers: Layers, chart: Chart, title: str, legend: Sequence[str]) -> _Sheet:
    widths = [[WIDE if name in chart.boxes else JOINT for name in row] for row in layers.layers]
    spans = [sum(row) + BETWEEN * (len(row) - 1) for row in widths]
    longest = max([len(title) * 10, *(len(text) * 6.2 for text in legend)])
    inner = max(*spans, longest, 2.0 * WIDE)
    middle: dict[str, Point] = {}
    top = len(layers.layers) - 1
    for level, (row, wide, span) in enumerate(zip(layers.layers, widths, spans, strict=True)):
        left = MARGIN + (inner - span) / 2
        for name, width in zip(row, wide, strict=True):
            middle[name] = (left + width / 2, MARGIN + TITLE + (top - level) * STOREY + HIGH / 2)
            left += width + BETWEEN
    height = 2 * MARGIN + TITLE + top * STOREY + HIGH + 18 * (len(legend) + 1)
    right = MARGIN + inner
    lanes = {id_: right + LANE * (1 + place % 4) for place, id_ in enumerate(sorted(layers.closing))}
    return _Sheet(middle, _ends(layers, middle), lanes, right + (ASIDE if lanes else 0) + MARGIN, height)


def _ends(layers: Layers, middle: Mapping[str, Point]) -> dict[str, float]:
    """Spread the ends of the lines that come into one box, in the order from which they come."""
    into: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for id_, course in layers.courses.items():
        into[course[-1]].append((middle[course[-2]][0], id_))
    room = WIDE * 0.7
    return {
        id_: (place + 0.5) * room / len(lines) - room / 2
        for lines in into.values()
        for place, (_, id_) in enumerate(sorted(lines))
    }


def _box(box: Box, sheet: _Sheet, subject: bool) -> str:
    x, y = sheet.middle[box.id]
    classes = " ".join(["box", box.kind, *(["counts"] if box.counts else []), *(["subject"] if subject else [])])
    round_ = 18 if box.kind == "PERSON" else 3
    names = wrap(box.name, LETTERS, max_lines=2, placeholder="…") or [box.name]
    lines = [("name", text) for text in names] + [("note", text) for text in [", ".join(box.notes)] if text]
    first = y - (len(lines) - 1) * 7.5 + 4
    texts = "".join(
        f'<text class="{kind}" x="{x:g}" y="{first + number * 15:g}">{escape(text)}</text>'
        for number, (kind, text) in enumerate(lines)
    )
    return (
        f'<rect class="{classes}" x="{x - WIDE / 2:g}" y="{y - HIGH / 2:g}" width="{WIDE}" height="{HIGH}" '
        f'rx="{round_}"><title>{escape(box.name)}</title></rect>{texts}'
    )


def _points(line: Line, layers: Layers, sheet: _Sheet) -> list[Point]:
    """Return the points of a line from the upper box to the lower one; layers in between are passed upright."""
    course = layers.courses[line.id]
    (first, top), (last, bottom) = sheet.middle[course[0]], sheet.middle[course[-1]]
    return [
        (first, top + HIGH / 2),
        *((x, y + side) for x, y in (sheet.middle[joint] for joint in course[1:-1]) for side in (-HIGH / 2, HIGH / 2)),
        (last + sheet.ends[line.id], bottom - HIGH / 2),
    ]


def _line(line: Line, layers: Layers, sheet: _Sheet) -> str:
    role = "" if line.kind == "OWNS" else " role"
    if line.id in layers.closing:
        return f'<path class="line closing" d="{_around(line, sheet)}" marker-end="url(#to)"/>'
    points = _points(line, layers, sheet)
    path = f"M{points[0][0]:g} {points[0][1]:g}"
    for (x1, y1), (x2, y2) in pairwise(points):
        bend = (y2 - y1) / 2
        path += f" C{x1:g} {y1 + bend:g} {x2:g} {y2 - bend:g} {x2:g} {y2:g}"
    return f'<path class="line{role}" d="{path}" marker-end="url(#to)"/>'


def _around(line: Line, sheet: _Sheet) -> str:
    """Draw a line that closes a circle: out of the holder's bottom, along the right margin, into what it holds."""
    (x1, y1), (x2, y2) = sheet.middle[line.upper], sheet.middle[line.lower]
    if line.upper == line.lower:
        right = x1 + WIDE / 2
        return f"M{right:g} {y1 + 14:g} C{right + 46:g} {y1 + 30:g} {right + 46:g} {y1 - 30:g} {right:g} {y1 - 14:g}"
    lane, side = sheet.lanes[line.id], WIDE * 0.42
    top, bottom = y2 - HIGH / 2, y1 + HIGH / 2
    return f"M{x1 + side:g} {bottom:g} v{GAP} H{lane:g} V{top - GAP:g} H{x2 + side:g} V{top:g}"


def _labels(chart: Chart, layers: Layers, sheet: _Sheet) -> Iterator[str]:
    """Write labels close to where lines start, each a little lower than the one before it from the same box."""
    seen: dict[str, int] = {}
    for line in chart.lines:
        if line.id in layers.closing:
            yield _label(line, *_beside(line, sheet))
            continue
        number = seen[line.upper] = seen.get(line.upper, -1) + 1
        (x1, y1), (x2, y2) = _points(line, layers, sheet)[:2]
        part = 0.3 + 0.2 * (number % 3)
        yield _label(line, _on_curve(x1, x2, part), y1 + (y2 - y1) * part)


def _beside(line: Line, sheet: _Sheet) -> Point:
    (x1, y1), (_, y2) = sheet.middle[line.upper], sheet.middle[line.lower]
    if line.upper == line.lower:
        return x1 + WIDE / 2 + 34, y1 - 24
    return sheet.lanes[line.id], (y1 + y2) / 2


def _label(line: Line, x: float, y: float) -> str:
    """Write what a line carries; a nominee goes on a line of his own."""
    share, comma, nominee = line.label.partition(", in the name of")
    rows = [share, f"in the name of{nominee}"] if comma else [share]
    spans = (f'<tspan x="{x:g}" dy="{13 if number else 0}">{escape(row)}</tspan>' for number, row in enumerate(rows))
    return f'<text class="label" x="{x:g}" y="{y:g}">{"".join(spans)}</text>'


def _on_curve(x1: float, x2: float, part: float) -> float:
    """Return where the curve between two points is, sideways, after a part of its way."""
    return x1 + (x2 - x1) * part * part * (3 - 2 * part)


def _legend(legend: Sequence[str], sheet: _Sheet) -> Iterator[str]:
    start = sheet.height - MARGIN / 2 - 18 * (len(legend) - 1)
    for number, text in enumerate(legend):
        yield (
            f'<text class="note" style="text-anchor: start" x="{MARGIN}" y="{start + 18 * number:g}">'
            f"{escape(text)}</text>"
        )
