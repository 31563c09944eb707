"""The parties around records, formed as matches and judgements say."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Found, Ids, Read
from cim_graph.kernel.errors import ConflictError
from cim_graph.matching.forming import Cause, Formed, form, standings_of
from cim_graph.matching.linking import LINKED_NOW, hold
from cim_graph.matching.model.clusters import Held
from cim_graph.matching.model.formation import plan
from cim_graph.matching.model.judgements import Judged
from cim_graph.matching.pairs import Division, Keyed
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.matching.matcher import Matcher
    from cim_graph.matching.model.formation import Standing
    from cim_graph.matching.reviewing import Pair
    from cim_graph.relationships.drawing import Rules

TRIES = 5
"""How often one looks again, since somebody else changed what is around."""

MOST = 1_000
"""Records that hang together and are divided while one of them comes: twenty times what a party may have.

Everybody waits for the turn meanwhile: where all of them share keys, that takes some nine seconds of a core, and four
times as long for twice as many.
"""

MATES = Read("matching/mates", Ids, Found)
PARTIES_OF = Read("matching/parties_of", Ids, Found)
JUDGED = Read("matching/judged", Ids, Judged)


@dataclass(frozen=True, slots=True)
class Around:
    """Records that stand or fall with each other, and what was judged of them.

    `beyond` is nothing where these are all that do. Else too many do for once: these are whole parties, and `beyond`
    are the pairs in which they match each other and those that were left out.
    """

    standings: "Mapping[str, Standing]"
    judged: Sequence[Judged]
    beyond: "Sequence[Pair] | None" = None

    @property
    def homes(self) -> dict[str, str]:
        """The party that each record describes."""
        return {id_: record.party for id_, record in self.standings.items()}

    @property
    def said(self) -> tuple[dict[str, tuple[str, bool]], "Sequence[Judged]"]:
        """All that a division rests on: what records say, whether they stand, and what was judged."""
        return {id_: (record.payload, record.stands) for id_, record in self.standings.items()}, self.judged

    def divided(self, matcher: "Matcher") -> Division:
        """Divide the records that stand into parties.

        Where there are too many for once a party is divided by itself, and comes to no other unless a judgement says
        so; all that matches beyond is for a steward.
        """
        if self.beyond is None:
            return matcher.divided(self._keyed(self.standings), self.judged)
        found = [matcher.divided(self._keyed(ids), self.judged) for ids in self._together()]
        parties = [party for one in found for party in one.parties]
        of = {id_: number for number, party in enumerate(parties) for id_ in party}
        held = {pair: Held.SIZE for pair in self.beyond if of.get(pair[0]) != of.get(pair[1])}
        return Division(parties, held | {pair: why for one in found for pair, why in one.held.items()})

    def _together(self) -> Iterator[list[str]]:
        """Yield the records of each party, or of several that a judgement holds together."""
        homes = self.homes
        whole = {party: {party} for party in homes.values()}
        for one in self.judged:
            for group in one.groups(self.judged):
                parties = set[str]().union(*(whole[homes[id_]] for id_ in group if id_ in homes))
                whole |= dict.fromkeys(parties, parties)
        for some in sorted({frozenset(parties) for parties in whole.values()}, key=min):
            yield [id_ for id_, party in homes.items() if party in some]

    def _keyed(self, ids: Iterable[str]) -> list[Keyed]:
        some = map(self.standings.__getitem__, ids)
        return [Keyed.of(one.id, one.text, one.keys) for one in some if one.stands]


async def judged_around(transaction: "Transaction", records: Iterable[str]) -> list[Judged]:
    """Return what was judged of records, and of all that was judged with them, and so on from there."""
    found: dict[str, Judged] = {}
    seen, ahead = set[str](), set(records)
    while ahead:
        seen |= ahead
        came = await transaction.run(JUDGED(Ids(sorted(ahead))))
        found |= {one.id: one for one in came}
        ahead = {id_ for one in came for id_ in (*one.left, *one.right)} - seen
    return sorted(found.values(), key=lambda one: one.id)


async def _bounded(transaction: "Transaction", records: Sequence[str]) -> Around:
    """Return whatever stands or falls with records: of their parties, matched, judged, and so on from there.

    Where too much does, their parties alone.
    """
    seen, ahead = set[str](), set(records)
    while ahead:
        seen |= ahead
        if len(seen) > MOST + len(records):
            return await _parties_alone(transaction, records)
        ahead = await _mates(transaction, ahead) - seen
    return await _at(transaction, seen)


async def _parties_alone(transaction: "Transaction", records: Sequence[str]) -> Around:
    ids = {row.id for row in await transaction.run(PARTIES_OF(Ids(list(records))))}
    links = await transaction.run(LINKED_NOW(Ids(sorted(ids))))
    return await _at(transaction, ids, [link.pair for link in links if link.is_same])


async def _at(transaction: "Transaction", ids: Iterable[str], beyond: "Sequence[Pair] | None" = None) -> Around:
    standings = await standings_of(transaction, ids)
    judged = await transaction.run(JUDGED(Ids(sorted(standings))))
    return Around(standings, sorted(judged, key=lambda one: one.id), beyond)


async def _mates(transaction: "Transaction", records: Iterable[str]) -> set[str]:
    return {row.id for row in await transaction.run(MATES(Ids(sorted(records))))}


async def _as_they_stand(transaction: "Transaction", found: Around) -> Around:
    """Look again at records that were looked at in this turn: which belong together only changes in a turn."""
    return replace(found, standings=await standings_of(transaction, found.standings))


async def regroup(
    transaction: "Transaction", records: Iterable[str], matcher: "Matcher", cause: Cause, rules: "Rules"
) -> Formed:
    """Form the parties around records anew, in a turn, as matches and judgements say."""
    asked = sorted(set(records))
    found = await _bounded(transaction, asked)
    division = found.divided(matcher)
    if not plan(division.parties, found.standings).places:
        await hold(transaction, division.records, division.held)
        return Formed()
    versions: dict[str, int] = {}
    for _ in range(TRIES):
        await lock(transaction, found.standings, versions)
        again = await _as_they_stand(transaction, found)
        if again.homes == found.homes:
            if again.said != found.said:
                division = again.divided(matcher)
            formed = await form(transaction, division.parties, again.standings, cause, rules)
            await hold(transaction, division.records, division.held)
            formed.parties = {
                id_: version for id_, version in versions.items() if id_ not in formed.gone
            } | formed.parties
            return formed
        found = await _bounded(transaction, asked)
        division = found.divided(matcher)
    raise ConflictError("others keep changing these parties; try again")
