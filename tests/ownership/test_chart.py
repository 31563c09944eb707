"""Where the boxes of a chart stand, on any structure."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cim_graph.ownership.chart.layers import layered
from cim_graph.ownership.chart.model import MOST_BOXES, MOST_LINES, Box, Chart, Line, printable
from cim_graph.ownership.chart.svg import svg

NAMES = "ABCDEFGH"
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=20, unique=True)


def drawn(pairs: list[tuple[str, str]]) -> Chart:
    """Return the chart of what lies above A; a pair is a holder and what it holds."""
    reached, lines = {"A"}, list[Line]()
    while True:
        lines = [Line(f"{a}{b}", "OWNS", a, b, f"{ord(a)} %") for a, b in pairs if b in reached]
        more = {line.upper for line in lines} - reached
        if not more:
            break
        reached |= more
    return Chart("A", {name: Box(name, f"Firm {name}", "ORGANIZATION") for name in sorted(reached)}, tuple(lines))


@given(PAIRS)
def test_owners_stand_above_what_they_own(pairs: list[tuple[str, str]]) -> None:
    chart = drawn(pairs)
    found = layered(chart)
    level = {name: number for number, row in enumerate(found.layers) for name in row}
    assert sum(len(row) for row in found.layers) == len(level)
    assert level.keys() >= chart.boxes.keys()
    assert found.layers[0] == ["A"]
    for line in chart.lines:
        if line.id not in found.closing:
            assert [level[name] for name in found.courses[line.id]] == list(
                range(level[line.upper], level[line.lower] - 1, -1)
            )


@given(PAIRS)
def test_any_structure_is_drawn_whole(pairs: list[tuple[str, str]]) -> None:
    chart = drawn(pairs)
    texts = ["".join(text.itertext()) for text in ET.fromstring(svg(chart, "A & B", ["<note>"])).iter()]  # noqa: S314
    for box in chart.boxes.values():
        assert box.name in texts
    for line in chart.lines:
        assert line.label in texts
    assert "<note>" in texts


def test_a_sheet_carries_the_nearest_and_largest_of_a_crowd() -> None:
    lines = [Line(f"l{at}", "OWNS", f"H{at}", "A", f"{at} %") for at in range(MOST_BOXES)]
    above = [Line(f"u{at}", "OWNS", "U", f"H{at}", "1 %") for at in range(MOST_BOXES)]
    boxes = {name: Box(name, name, "PERSON") for name in ("A", "U", *(line.upper for line in lines))}
    found = printable(Chart("A", boxes, (*lines, *above)))
    assert found.lines == tuple(lines[:-1])
    assert found.boxes.keys() == {"A", *(line.upper for line in found.lines)}


def test_a_sheet_carries_so_many_lines_of_a_dense_web() -> None:
    names = [f"P{at}" for at in range(MOST_BOXES)]
    every = [Line(a + b, "OWNS", a, b, "1 %") for b in names for a in names]
    found = printable(Chart("P0", {name: Box(name, name, "ORGANIZATION") for name in names}, tuple(every)))
    assert found.lines == tuple(every[:MOST_LINES])


@given(PAIRS)
def test_a_small_chart_is_carried_whole(pairs: list[tuple[str, str]]) -> None:
    chart = drawn(pairs)
    assert printable(chart) == chart


@pytest.mark.parametrize(
    ("pairs", "closing"),
    [
        ([("B", "A"), ("C", "B")], set()),
        ([("B", "A"), ("C", "B"), ("A", "C")], {"AC"}),
        ([("A", "A")], {"AA"}),
        ([("B", "A"), ("C", "A"), ("D", "B"), ("D", "C")], set()),
        ([("B", "A"), ("C", "B"), ("B", "C")], {"BC"}),
    ],
    ids=["a chain", "a circle", "own shares", "a diamond", "a circle above"],
)
def test_lines_that_close_a_circle_are_led_round(pairs: list[tuple[str, str]], closing: set[str]) -> None:
    assert layered(drawn(pairs)).closing == closing
