"""The tree of ownership on the terminal."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.text import Text
from rich.tree import Tree

from cim_graph.ownership.chart.model import Box, Chart, Line, names, percent, told
from cim_graph.ownership.model.answer import Ownership
from cim_graph.ownership.model.regime import Regime
from cim_graph.parties.model import PartyRow

MOST_BRANCHES = 200
"""Lines of a tree, beyond which the rest is counted."""

_ENDS = {"PERSON": "green", "ARRANGEMENT": "magenta"}


def drawn(chart: Chart, answer: Ownership, regime: Regime, rows: Mapping[str, PartyRow]) -> RenderableType:
    """Return all there is to say of the ownership of a party."""
    owners = _owners(chart, answer, regime)
    return Group(_tree(chart), Text(), *owners, *_rest(answer, rows), *_warnings(answer, rows))


def _tree(chart: Chart) -> Tree:
    tree = Tree(_named(chart.boxes[chart.subject]))
    waiting: list[tuple[Tree, str, tuple[str, ...]]] = [(tree, chart.subject, (chart.subject,))]
    drawn_out, left = {chart.subject}, MOST_BRANCHES
    for branch, id_, way in waiting:
        lines = chart.above(id_)
        for line in lines[:left]:
            leaf = branch.add(_branch(line, chart, way, drawn_out))
            if line.upper not in drawn_out:
                drawn_out.add(line.upper)
                waiting.append((leaf, line.upper, (*way, line.upper)))
        if len(lines) > left:
            branch.add(f"[dim]… {len(lines) - left:,} more[/]")
        left = max(0, left - len(lines))
    return tree


def _branch(line: Line, chart: Chart, way: tuple[str, ...], drawn_out: set[str]) -> str:
    mark = ""
    if line.upper in way:
        mark = " [red]↺ a circle[/]"
    elif line.upper in drawn_out and chart.above(line.upper):
        mark = " [dim]see above[/]"
    return f"[cyan]{escape(line.label)}[/]  {_named(chart.boxes[line.upper])}{mark}"


def _named(box: Box) -> str:
    style = _ENDS.get(box.kind, "bold")
    notes = f" [dim]({escape(', '.join(box.notes))})[/]" if box.notes else ""
    return f"[{style}]{escape(box.name)}[/]{' ★' if box.counts else ''}{notes}"


def _owners(chart: Chart, answer: Ownership, regime: Regime) -> Iterator[RenderableType]:
    confirmed = "" if regime.confirmed else ", not confirmed"
    yield Text(f"Beneficial owners by {regime.title} ({regime.source}{confirmed})", style="bold")
    if not answer.owners:
        yield Text("  nobody is found")
    for owner in answer.owners:
        name = chart.boxes[owner.party].name if owner.party in chart.boxes else owner.party
        capital = percent(owner.ownership)
        if owner.ownership_min != owner.ownership_max:
            capital = f"{owner.ownership_min:g} to {percent(owner.ownership_max)}"
        yield Text.assemble("★ ", (name, "green"), f": {capital} of capital, {percent(owner.voting)} of votes")
        for reason in owner.reasons:
            yield Padding(Text.assemble(reason.text, (f" [{reason.source}]", "dim")), (0, 0, 0, 4))


def _rest(answer: Ownership, rows: Mapping[str, PartyRow]) -> Iterator[RenderableType]:
    if answer.fallback:
        yield Text(f"Senior managing officials, who are recorded instead: {names(answer.fallback, rows)}")
    if answer.unknown_share:
        yield Text(f"{percent(answer.unknown_share)} of the capital leads to nobody known")


def _warnings(answer: Ownership, rows: Mapping[str, PartyRow]) -> Iterator[RenderableType]:
    if answer.warnings:
        yield Text()
    for warned in answer.warnings:
        yield Text(told(warned, rows), style="yellow")
