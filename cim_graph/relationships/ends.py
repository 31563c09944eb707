"""The ends of what is stated: a record that may not have come yet, or whoever carries an identifier."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Empty, Ids, Rows, Write
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.records.identifiers import normal_identifier

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.records.format import Reference

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Standings:
    """Records, the party that each describes today, and the party's new version: columns side by side."""

    records: list[str]
    parties: list[str]
    versions: list[int]


@dataclass(frozen=True, slots=True)
class Carrier:
    """How many parties carry an identifier, and the first record that states it."""

    id: str
    carriers: int
    record: str | None


RESOLVED = Write("relationships/resolved", Ids, Standings)
AWAIT = Write("relationships/await", Rows, Empty)
NAME = Write("relationships/name", Rows, Carrier)


@dataclass(frozen=True, slots=True)
class End:
    """One end: what ties it (`FROM`, `HELD_BY`…), and the record or the identifier that the source named."""

    tie: str
    target: str
    node: Mapping[str, str | bool | None]

    @property
    def by_identifier(self) -> bool:
        """Whether the source named an identifier rather than a record."""
        return self.target[0] == Kind.IDENTIFIER


@dataclass(frozen=True, slots=True)
class Resolution:
    """What ends lead to: the record of each identifier that one party carries, and the party of each record."""

    records: Mapping[str, str]
    parties: Mapping[str, str]

    def record(self, end: End) -> str | None:
        """Return the record that an end is tied to; nothing while its identifier names nobody, or several."""
        return self.records.get(end.target) if end.by_identifier else end.target

    def party(self, end: End) -> str | None:
        """Return the party at an end."""
        return self.parties.get(self.record(end) or "")

    def ties(self, ends: Iterable[End]) -> list[Row]:
        """Return the ties to draw, each with the identifier that named its end."""
        return [
            {"end": end.tie, "id": record, "name": end.target if end.by_identifier else None}
            for end in ends
            if (record := self.record(end)) is not None
        ]


def end(tie: str, reference: "Reference") -> End:
    """Say where a reference leads."""
    if reference.source is not None and reference.key is not None:
        target = id_of(Kind.RECORD, reference.source, reference.key)
        return End(tie, target, {"id": target, "source": reference.source, "key": reference.key})
    normal = normal_identifier(reference.scheme or "", reference.value or "", None)
    return End(tie, id_of(Kind.IDENTIFIER, normal.scheme, normal.value), normal.node())


def names(ends: Iterable[End]) -> list[Row]:
    """Return the identifiers that name ends."""
    return [{"end": item.tie, "id": item.target} for item in ends if item.by_identifier]


async def resolve(transaction: "Transaction", ends: Sequence[End], versions: dict[str, int]) -> Resolution:
    """Find the parties at ends and lock them; records that have not come yet are awaited from now on.

    `versions` takes up the new versions of the parties.
    """
    named = {item.target: item for item in ends if item.by_identifier}
    records: dict[str, str] = {}
    if named:
        rows = [{"id": id_, "node": _present(named[id_].node)} for id_ in sorted(named)]
        for carrier in await transaction.run(NAME(Rows(rows))):
            if carrier.carriers == 1 and carrier.record is not None:
                records[carrier.id] = carrier.record
    stated = {item.target: dict(item.node) for item in ends if not item.by_identifier}
    parties = await lock(transaction, stated.keys() | set(records.values()), versions)
    missing = sorted(stated.keys() - parties.keys())
    if missing:
        await transaction.run(AWAIT(Rows([stated[id_] for id_ in missing])))
        # Whoever stored one of them meanwhile has committed by now, and did not see that we wait for it.
        parties |= await lock(transaction, missing, versions)
    return Resolution(records, parties)


async def lock(transaction: "Transaction", records: Iterable[str], versions: dict[str, int]) -> dict[str, str]:
    """Lock the parties that records describe, and return them; `versions` takes up their new versions."""
    ids = sorted(records)
    if not ids:
        return {}
    [standings] = await transaction.run(RESOLVED(Ids(ids)))
    versions |= zip(standings.parties, standings.versions, strict=True)
    return dict(zip(standings.records, standings.parties, strict=True))


def _present(row: Mapping[str, Any]) -> Row:
    return {name: value for name, value in row.items() if value is not None}
