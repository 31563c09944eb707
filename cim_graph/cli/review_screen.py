"""How a pair that waits is shown: both records side by side, what agrees and what differs, and what is at stake."""

from collections.abc import Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from cim_graph.matching.desk import Case, Holder, Stake
from cim_graph.matching.model.explanation import NO_EVIDENCE, Explained
from cim_graph.parties.model import StatementRow

HELP = (
    ("s", "the same: both records are of one party"),
    ("d", "different: they are of two parties"),
    ("n", "next: leave this pair waiting"),
    ("r", "type a reason for the word on this pair"),
    ("u", "undo the last word; its pair comes again"),
    ("q", "quit"),
    ("?", "this help"),
)
"""Each key, and what it does."""
KEYS = "s same  d different  n next  r reason  u undo  q quit  ? help"
SCREENING = "SCREENING"
DIFFERS = "≠"
AGREES = "="

_WHY = {
    "apart": "other matches say that the two have to stay apart",
    "conflict": "they would bring together what must stay apart",
    "either": "one record matches two parties that must stay apart",
    "size": "their party would grow too big",
}


def show(console: Console, case: Case, waiting: int, reason: str) -> None:
    """Print a pair with how many wait, and the reason that a word on it would have."""
    console.rule(Text(f"{waiting:,} waiting"))
    console.print(drawn(case))
    console.print(Text(KEYS, style="bold"))
    if reason:
        console.print(Text(f"reason: {reason}", style="dim"))


def help_table() -> RenderableType:
    """Return what each key does."""
    table = Table("key", "what it does")
    for key, told in HELP:
        table.add_row(key, told)
    return table


def drawn(case: Case) -> RenderableType:
    """Return a pair side by side, feature by feature."""
    explanation, stake = case.why.explanation, case.stake
    table = Table()
    table.add_column("")
    for heading in map(_heading, case.row.records, (stake.left, stake.right)):
        table.add_column(heading)
    table.add_column("level")
    table.add_column("bits", justify="right")
    for feature in explanation.features:
        table.add_row(*_row(feature), style=_style(feature))
    told = "a hit of a list: s confirms it, d dismisses it; " if case.row.kind == SCREENING else ""
    told += f"{explanation.probability:.1%} likely the same; {explanation.decision} by {explanation.rule}"
    if stake.held:
        told += f"; {_WHY.get(stake.held, stake.held)}"
    return Group(Text(owed(stake)), table, Text(told))


def owed(stake: Stake) -> str:
    """Tell what is at stake."""
    sums = ", ".join(f"{amount:,.2f} {currency}" for currency, amount in stake.owed.items())
    return f"at stake: {sums or 'nothing is owed'}"


def listed(case: Case) -> dict[str, Any]:
    """Return a pair as JSON has it."""
    explanation = case.why.explanation
    return {
        "id": case.row.id,
        "kind": case.row.kind,
        "left": _side(case.row.records[0], case.stake.left),
        "right": _side(case.row.records[1], case.stake.right),
        "probability": explanation.probability,
        "decision": explanation.decision,
        "rule": explanation.rule,
        "held": case.stake.held,
        "owed": {currency: f"{amount:f}" for currency, amount in case.stake.owed.items()},
        "features": [
            {
                "name": one.feature,
                "left": one.left,
                "right": one.right,
                "level": one.level,
                "bits": one.weight,
                "differs": differs(one),
            }
            for one in explanation.features
        ],
    }


def differs(feature: Explained) -> bool:
    """Whether both records say something of a feature, and it speaks against their being of one party."""
    return feature.level != NO_EVIDENCE and feature.weight < 0


def _side(record: StatementRow, holder: Holder) -> dict[str, Any]:
    return {
        "record": record.id,
        "source": record.source,
        "key": record.key,
        "receivedAt": record.received_at,
        "party": holder.id,
        "name": holder.name,
        "status": holder.status,
        "records": holder.records,
        "relationships": holder.relationships,
    }


def _heading(record: StatementRow, holder: Holder) -> Text:
    with_it = f"records: {holder.records:,}, relationships: {holder.relationships:,}"
    lines = (f"{record.source}:{record.key}", holder.name or "no name", f"{holder.status or ''} {holder.id}", with_it)
    return Text("\n".join(lines))


def _row(feature: Explained) -> Sequence[Text]:
    mark = DIFFERS if differs(feature) else AGREES if feature.weight > 0 else " "
    cells = (f"{mark} {feature.feature}", feature.left or "", feature.right or "", feature.level)
    return [*(Text(cell, overflow="fold") for cell in cells), Text(f"{feature.weight:+.1f}")]


def _style(feature: Explained) -> str:
    if feature.level == NO_EVIDENCE:
        return "dim"
    return "bold red" if differs(feature) else ""
