"""What a run over the whole base writes: matches, and the parties that follow from them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty, Ids, Rows, Write
from cim_graph.matching.forming import by_model, form, standings_of
from cim_graph.matching.linking import LINKED_NOW, hold, link
from cim_graph.matching.model.rules import DECISIONS, REVIEW
from cim_graph.matching.regrouping import JUDGED, MATES
from cim_graph.matching.turns import turn
from cim_graph.relationships.drawing import Rules
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.model.formation import Standing
    from cim_graph.matching.pairs import Match


Pair = tuple[str, str]
"""Two records, the lower id first."""
Said = tuple[str, int] | None
"""The decision on a pair and its odds; nothing where nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Component:
    """Records that stand or fall with each other as they were read, and the parties they make.

    `links` are what was said of pairs in which they are, and what is to be said of them, since another component may
    have been written already that shares the pair. `judgements` are those about them.
    """

    versions: Mapping[str, int]
    links: Mapping[Pair, tuple[Said, Said]]
    judgements: frozenset[str]
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


@dataclass(frozen=True, slots=True)
class KeepKeys:
    """Records have other candidate keys and evidence: by id the version that was read, keys as words, and evidence."""

    keys: Mapping[str, tuple[int, str, str]]
    name: str = field(default="keepKeys", init=False)

    def answer_type(self) -> type[int]:
        """Return the class of the answer: how many records that were."""
        return int


SETTLED = Write("matching/settled", Settled, Empty)
REKEY = Write("matching/rekey", Rows, Empty)
UNSETTLE = Write("matching/unsettle", Ids, Empty)


async def keep_keys(command: KeepKeys, context: Context) -> Outcome[int]:
    """Keep candidate keys and evidence of records."""
    rows = [
        {"id": id_, "version": version, "keys": keys, "evidence": evidence}
        for id_, (version, keys, evidence) in command.keys.items()
    ]
    await context.transaction.run(REKEY(Rows(rows)))
    return Outcome(len(rows), changed=False)


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
        rules = await turn(transaction, Rules(context.at[:10], context.at, self._rank))
        asked = sorted(id_ for component in command.components for id_ in component.versions)
        mates = {row.id for row in await transaction.run(MATES(Ids(asked)))}
        await lock(transaction, mates, {})
        found = await _found(transaction, asked, mates)
        same = [one for one in command.components if found.is_as_read(one)]
        records = sorted(id_ for one in same for id_ in one.versions)
        kept = frozenset(records)
        matches = [match for match in command.matches if match.left in kept or match.right in kept]
        await link(transaction, records, matches, command.model)
        clusters = [party for one in same for party in one.parties]
        formed = await form(transaction, clusters, found.standings, by_model(command.model), rules)
        waiting = {match.left for match in matches if match.decision == DECISIONS[REVIEW]}
        await hold(transaction, waiting.union(*command.held), command.held)
        left = tuple(id_ for id_ in asked if id_ not in kept)
        await transaction.run(UNSETTLE(Ids(list(left))))
        detail = {"model": command.model, "records": len(records), "moved": formed.moved}
        changed = bool(matches or formed.moved)
        return Outcome(Applied(formed.moved, left), changed, formed.parties, detail, events=formed.events)


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands where a run writes: records, by party, too, what was said of them, and what was judged."""

    standings: "Mapping[str, Standing]"
    parties: Mapping[str, set[str]]
    links: "Mapping[str, Mapping[Pair, Said]]"
    judgements: Mapping[str, set[str]]

    def is_as_read(self, component: Component) -> bool:
        """Whether records stand as they were read, and nothing came to them: no party, no match, no judgement."""
        versions, standings = component.versions, self.standings
        if any(
            id_ not in standings or not standings[id_].stands or standings[id_].edition != version
            for id_, version in versions.items()
        ):
            return False
        parties = {standings[id_].party for id_ in versions}
        links = {pair: said for id_ in versions for pair, said in self.links.get(id_, {}).items()}
        return (
            all(self.parties[party] <= versions.keys() for party in parties)
            and all(links.get(pair) in said for pair, said in component.links.items())
            and component.links.keys() >= links.keys()
            and component.judgements == {one for id_ in versions for one in self.judgements.get(id_, ())}
        )


async def _found(transaction: "Transaction", asked: Sequence[str], mates: Iterable[str]) -> _Found:
    links: dict[str, dict[Pair, Said]] = defaultdict(dict)
    for row in await transaction.run(LINKED_NOW(Ids(list(asked)))):
        for id_ in row.pair:
            links[id_][row.pair] = (row.decision, row.odds)
    judgements: dict[str, set[str]] = defaultdict(set)
    for one in await transaction.run(JUDGED(Ids(list(asked)))):
        for id_ in (*one.left, *one.right):
            judgements[id_].add(one.id)
    standings = await standings_of(transaction, mates)
    parties: dict[str, set[str]] = defaultdict(set)
    for record in standings.values():
        if record.stands:
            parties[record.party].add(record.id)
    return _Found(standings, parties, links, judgements)
