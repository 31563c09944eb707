"""Where golden values come from: the record, and the rule that chose it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.parties.golden import chosen, golden
from cim_graph.parties.model import StatementRow
from cim_graph.parties.past import PastRecord, records_then
from cim_graph.parties.survivorship import ONLY, Standing

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.kernel.ranks import Rank
    from cim_graph.records.format import PartyRecord

EVER = "9999"
GATHERED = "gathered"
"""What is told of values that come from all records."""
PINNED = "pinned"
CHANGED = "the record that it corrects says something else since"

_GATHERED = ("flags", "countries")


@dataclass(frozen=True, slots=True)
class Provenance:
    """A golden value, the record it came from (none where it comes from all, or from a steward), and the rule."""

    field: str
    value: Any
    record: StatementRow | None
    rule: str


Said = "Sequence[tuple[PastRecord, PartyRecord]]"


async def provenance(graph: "Graph", parties: Sequence[str], known: str | None, rank: "Rank") -> list[list[Provenance]]:
    """Return for each party where its golden values come from, as known at a moment; without one, now."""
    said = await records_then(graph, parties, known or EVER)
    return [_told(said[id_], rank) if id_ in said else [] for id_ in parties]


def _told(said: "Sequence[tuple[PastRecord, PartyRecord]]", rank: "Rank") -> list[Provenance]:
    standings = [Standing(record, rank(row.source), row.received_at) for row, record in said]
    rows = {id(one): row for one, (row, _) in zip(standings, said, strict=True)}
    pinned = _pinned(row for row, _ in said)
    told = []
    for name, one in chosen(standings, rank).items():
        if name in pinned:
            told.append(pinned[name])
        elif one is not None:
            told.append(Provenance(name, one.value, _statement(rows[id(one.standing)]), one.rule))
    values = golden(standings, rank).properties
    told += [Provenance(name, values[name], None, GATHERED) for name in _GATHERED if values[name]]
    if values["nameTexts"]:
        told.append(Provenance("names", values["nameTexts"], None, GATHERED if len(said) > 1 else ONLY))
    return told


def _pinned(rows: Iterable[PastRecord]) -> Mapping[str, Provenance]:
    found = sorted((pin, row) for row in rows for pin in row.pins)
    return {pin[1]: _pin(pin, row) for pin, row in found}


def _pin(pin: Sequence[str], row: PastRecord) -> Provenance:
    at, field, value, by, reason, version = pin
    changed = f"; {CHANGED}" if int(version) != row.version else ""
    return Provenance(field, value, None, f"{PINNED} by {by} on {at[:10]}: {reason}{changed}")


def _statement(row: PastRecord) -> StatementRow:
    return StatementRow(row.id, row.source, row.key, row.version, row.received_at)
