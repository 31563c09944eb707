"""What a run over the whole base writes: matches, and the parties that follow from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty, Ids, Write
from cim_graph.matching.forming import by_model, form, standings_of
from cim_graph.matching.linking import hold, link
from cim_graph.matching.regrouping import MATES
from cim_graph.matching.resolving import TURN, UNLINK
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.model.formation import Standing
    from cim_graph.matching.pairs import Match


@dataclass(frozen=True, slots=True)
class Component:
    """Records that stand or fall with each other, in the versions that were read, and the parties they make."""

    versions: Mapping[str, int]
    parties: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Applied:
    """How many records belong to another party now; `left` changed meanwhile and have to be resolved again."""

    moved: int
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ApplyResolution:
    """Components of the base are to be as a run found them: all links at their records, and their parties."""

    model: str
    components: Sequence[Component]
    matches: "Sequence[Match]"
    held: Mapping[tuple[str, str], str]
    name: str = field(default="applyResolution", init=False)

    def answer_type(self) -> type[Applied]:
        """Return the class of the answer."""
        return Applied


@dataclass(frozen=True, slots=True)
class Settled:
    """Records and the versions in which they are resolved, side by side."""

    ids: list[str]
    versions: list[int]


@dataclass(frozen=True, slots=True)
class SettleRecords:
    """Records are resolved as they stand: nothing about them changes."""

    settled: Settled
    name: str = field(default="settleRecords", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many records that were."""
        return int


SETTLED = Write("matching/settled", Settled, Empty)


async def settle_records(command: SettleRecords, context: Context) -> Outcome[int]:
    """Mark records as resolved; those that changed meanwhile are not."""
    await context.transaction.run(SETTLED(command.settled))
    return Outcome(len(command.settled.ids), changed=False)


class ApplyResolutionHandler:
    """Writes what a run found; what changed since it was read is left to be resolved again."""

    def __init__(self, rank: "Rank") -> None:
        self._rank = rank

    async def __call__(self, command: ApplyResolution, context: Context) -> Outcome[Applied]:
        """Write links, and form parties."""
        transaction = context.transaction
        rules = Rules(context.at[:10], context.at, self._rank)
        await transaction.run(TURN(Empty()))
        versions: dict[str, int] = {}
        asked = [id_ for component in command.components for id_ in component.versions]
        mates = {row.id for row in await transaction.run(MATES(Ids(sorted(asked))))}
        await lock(transaction, mates, versions)
        standings = await standings_of(transaction, mates)
        same = [one for one in command.components if _is_as_read(one, standings)]
        records = sorted(id_ for one in same for id_ in one.versions)
        await transaction.run(UNLINK(Ids(records)))
        kept = frozenset(records)
        matches = [match for match in command.matches if match.left in kept or match.right in kept]
        await link(transaction, records, matches, command.model)
        clusters = [party for one in same for party in one.parties]
        formed = await form(transaction, clusters, standings, by_model(command.model), rules)
        await hold(transaction, records, command.held)
        detail = {"model": command.model, "records": len(records), "moved": formed.moved}
        left = tuple(sorted(set(asked) - kept))
        changed = bool(matches or formed.moved)
        return Outcome(Applied(formed.moved, left), changed, formed.parties, detail, events=formed.events)


def _is_as_read(component: Component, standings: "Mapping[str, Standing]") -> bool:
    """Whether the records of a component stand as they were read, and nobody else came to their parties."""
    versions = component.versions
    if any(
        id_ not in standings or not standings[id_].stands or standings[id_].edition != version
        for id_, version in versions.items()
    ):
        return False
    parties = {standings[id_].party for id_ in versions}
    return all(one.id in versions for one in standings.values() if one.stands and one.party in parties)
