"""The tree of ownership on the terminal."""

from collections.abc import Iterator, Mapping

from rich.console import Group, RenderableType
from rich.markup import escape
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from cim_graph.ownership.chart.model import Box, Chart, Line, percent
from cim_graph.ownership.model.answer import Ownership, Warned
from cim_graph.ownership.model.regime import Regime
from cim_graph.parties.model import PartyRow

MOST_BRANCHES = 200
"""Lines of a tree, beyond which the rest is counted."""

_ENDS = {"PERSON": "green", "ARRANGEMENT": "magenta"}


def drawn(chart: Chart, answer: Ownership, regime: Regime, rows: Mapping[str, PartyRow]) -> RenderableType:
    """Return all there is to say of the ownership of a party."""
    return Group(
        _tree(chart), Text(), *_owners(chart, answer, regime), *_rest(answer, rows), *_warnings(answer.warnings)
    )


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
    title = f"Beneficial owners: {regime.title} ({regime.source}{confirmed})"
    if not answer.owners:
        yield Text(f"{title}: nobody is found")
        return
    table = Table("owner", "capital", "votes", "because", title=title, title_justify="left", expand=False)
    for owner in answer.owners:
        capital = percent(owner.ownership)
        if owner.ownership_min != owner.ownership_max:
            capital = f"{owner.ownership_min:g} to {percent(owner.ownership_max)}"
        because = "\n".join(f"{reason.text} ({reason.source})" for reason in owner.reasons)
        name = chart.boxes[owner.party].name if owner.party in chart.boxes else owner.party
        table.add_row(escape(name), capital, percent(owner.voting), escape(because))
    yield table


def _rest(answer: Ownership, rows: Mapping[str, PartyRow]) -> Iterator[RenderableType]:
    if answer.fallback:
        names = [row.name or id_ if (row := rows.get(id_)) else id_ for id_ in answer.fallback]
        yield Text(f"Senior managing officials, who are recorded instead: {', '.join(names)}")
    if answer.unknown_share:
        yield Text(f"{percent(answer.unknown_share)} of the capital leads to nobody known")


def _warnings(warnings: tuple[Warned, ...]) -> Iterator[RenderableType]:
    for warned in warnings:
        yield Text(f"{warned.code}: {warned.text}", style="yellow")
