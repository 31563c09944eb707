"""What a run over the whole base writes: matches, and the parties that follow from them."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cim_graph.commands.model import Context, Outcome
from cim_graph.graph.statement import Empty, Ids, Rows, Write
from cim_graph.matching.ahead import computed
from cim_graph.matching.forming import by_model, form, standings_around
from cim_graph.matching.linking import LINKED_NOW, Pair, hold, relink
from cim_graph.matching.model.rules import DECISIONS, REVIEW
from cim_graph.matching.regrouping import JUDGED
from cim_graph.matching.turns import turn
from cim_graph.relationships.drawing import Rules

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.kernel.ranks import Rank
    from cim_graph.matching.pairs import Match


Said = tuple[str, int] | None
"""The decision on a pair and its odds; nothing where nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Component:
    """Records that stand or fall with each other as they were read, and the parties they make.

    `links` are what was said of pairs in which they are, and what is to be said of them, since another component may
    have been written already that shares the pair. `judgements` are those about them. It `changes` where the parties
    are others than they were; else only links are to be written.
    """

    versions: Mapping[str, int]
    links: Mapping[Pair, tuple[Said, Said]]
    judgements: frozenset[str]
    parties: Sequence[Sequence[str]]
    changes: bool


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


@dataclass(frozen=True, slots=True)
class Stood:
    """Records that are held fast, the party that each describes, and how many that stand that has: side by side."""

    ids: list[str]
    versions: list[int]
    stand: list[bool]
    parties: list[str]
    sizes: list[int]


STOOD = Write("matching/stood", Ids, Stood)
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
        transaction, model = context.transaction, command.model
        ahead = await computed(transaction, _formed(command.components), self._rank)
        rules = await turn(transaction, Rules(context.at[:10], context.at, self._rank))
        asked = sorted(id_ for component in command.components for id_ in component.versions)
        found = await _found(transaction, asked)
        same = [one for one in command.components if found.is_as_read(one)]
        kept = frozenset(id_ for one in same for id_ in one.versions)
        matches = [match for match in command.matches if match.left in kept or match.right in kept]
        await relink(transaction, kept, matches, model, command.held)
        clusters = list(_formed(same))
        standings = await standings_around(transaction, (id_ for party in clusters for id_ in party))
        formed = await form(transaction, clusters, standings, by_model(model), rules, ahead)
        await hold(transaction, _waiting(matches, kept, command.held), None)
        left = tuple(id_ for id_ in asked if id_ not in kept)
        if left:
            await transaction.run(UNSETTLE(Ids(list(left))))
        detail = {"model": model, "records": len(kept), "moved": formed.moved}
        changed = bool(matches or formed.moved)
        return Outcome(Applied(formed.moved, left), changed, formed.parties, detail, events=formed.events)


def _formed(components: Iterable[Component]) -> Iterator[Sequence[str]]:
    """Yield the parties of components in which these change."""
    return (party for one in components if one.changes for party in one.parties)


def _waiting(matches: "Iterable[Match]", kept: Collection[str], held: Mapping[Pair, str]) -> set[str]:
    """Return a record of each match that may wait for a steward, out of those whose matches are all written anew."""
    return {
        match.left if match.left in kept else match.right
        for match in matches
        if match.decision == DECISIONS[REVIEW] or (match.left, match.right) in held
    }


@dataclass(frozen=True, slots=True)
class _Stands:
    """Where a record stands: in which version, of which party, and how many records that stand the party has."""

    version: int
    party: str
    size: int


@dataclass(frozen=True, slots=True)
class _Found:
    """What stands where a run writes: records, what was said of them, and what was judged."""

    stands: Mapping[str, _Stands]
    links: "Mapping[str, Mapping[Pair, Said]]"
    judgements: Mapping[str, set[str]]

    def is_as_read(self, component: Component) -> bool:
        """Whether records stand as they were read, and nothing came to them: no party, no match, no judgement."""
        versions, stands = component.versions, self.stands
        if any(id_ not in stands or stands[id_].version != version for id_, version in versions.items()):
            return False
        links = {pair: said for id_ in versions for pair, said in self.links.get(id_, {}).items()}
        return (
            self._is_whole(component)
            and all(links.get(pair) in said for pair, said in component.links.items())
            and component.links.keys() >= links.keys()
            and component.judgements == {one for id_ in versions for one in self.judgements.get(id_, ())}
        )

    def _is_whole(self, component: Component) -> bool:
        """Whether the records are all that their parties have, and are parties already where these do not change."""
        if component.changes:
            sizes = Counter(self.stands[id_].party for id_ in component.versions)
            return all(self.stands[id_].size == sizes[self.stands[id_].party] for id_ in component.versions)
        homes = [{self.stands[id_].party for id_ in party} for party in component.parties]
        return all(
            len(home) == 1 and self.stands[party[0]].size == len(party)
            for home, party in zip(homes, component.parties, strict=True)
        )


async def _found(transaction: "Transaction", asked: Sequence[str]) -> _Found:
    [stood] = await transaction.run(STOOD(Ids(list(asked))))
    columns = zip(stood.ids, stood.stand, stood.versions, stood.parties, stood.sizes, strict=True)
    stands = {id_: _Stands(version, party, size) for id_, stand, version, party, size in columns if stand}
    links: dict[str, dict[Pair, Said]] = defaultdict(dict)
    for row in await transaction.run(LINKED_NOW(Ids(list(asked)))):
        for id_ in row.pair:
            links[id_][row.pair] = (row.decision, row.odds)
    judgements: dict[str, set[str]] = defaultdict(set)
    for one in await transaction.run(JUDGED(Ids(list(asked)))):
        for id_ in (*one.left, *one.right):
            judgements[id_].add(one.id)
    return _Found(stands, links, judgements)
