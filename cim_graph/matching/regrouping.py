"""The parties around records, formed as matches and judgements say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cim_graph.graph.statement import Found, Ids, Read
from cim_graph.kernel.errors import ConflictError
from cim_graph.matching.forming import Cause, Formed, form, standings_of
from cim_graph.matching.linking import hold
from cim_graph.matching.model.formation import plan
from cim_graph.matching.model.judgements import Judged
from cim_graph.matching.pairs import Division, Keyed
from cim_graph.relationships.ends import lock

if TYPE_CHECKING:
    from cim_graph.graph.session import Transaction
    from cim_graph.matching.matcher import Matcher
    from cim_graph.matching.model.formation import Standing
    from cim_graph.relationships.drawing import Rules

TRIES = 5
"""How often one looks again, since somebody else changed what is around."""

MOST = 1_000
"""Records that hang together and are divided while one of them comes: twenty times what a party may have."""

MATES = Read("matching/mates", Ids, Found)
JUDGED = Read("matching/judged", Ids, Judged)


class ChainError(ConflictError):
    """More records hang together than are divided at once."""


@dataclass(frozen=True, slots=True)
class Around:
    """All records that stand or fall with each other, and what was judged of them."""

    standings: "Mapping[str, Standing]"
    judged: Sequence[Judged]

    @property
    def homes(self) -> dict[str, str]:
        """The party that each record describes."""
        return {id_: record.party for id_, record in self.standings.items()}

    @property
    def said(self) -> tuple[dict[str, tuple[str, bool]], "Sequence[Judged]"]:
        """All that a division rests on: what records say, whether they stand, and what was judged."""
        return {id_: (record.payload, record.stands) for id_, record in self.standings.items()}, self.judged

    def divided(self, matcher: "Matcher") -> Division:
        """Divide the records that stand into parties."""
        standing = [Keyed(one.id, one.text, one.keys) for one in self.standings.values() if one.stands]
        return matcher.divided(standing, self.judged)


async def around(transaction: "Transaction", records: Iterable[str], most: int | None = None) -> Around:
    """Return whatever stands or falls with records: of their parties, matched, judged, and so on from there.

    Raises ChainError where that are more than `most`.
    """
    seen: set[str] = set()
    ahead = sorted(set(records))
    while ahead:
        seen.update(ahead)
        if most is not None and len(seen) > most:
            raise ChainError(f"more than {most:,} records hang together here; divide them with cim resolve --all")
        ahead = sorted({row.id for row in await transaction.run(MATES(Ids(ahead)))} - seen)
    standings = await standings_of(transaction, seen)
    judged = await transaction.run(JUDGED(Ids(sorted(seen))))
    return Around(standings, sorted(judged, key=lambda one: one.id))


async def _as_they_stand(transaction: "Transaction", found: Around) -> Around:
    """Look again at records that were looked at in this turn: which belong together only changes in a turn."""
    return Around(await standings_of(transaction, found.standings), found.judged)


async def regroup(
    transaction: "Transaction",
    records: Iterable[str],
    matcher: "Matcher",
    cause: Cause,
    rules: "Rules",
    most: int | None = None,
) -> Formed:
    """Form the parties around records anew, in a turn, as matches and judgements say.

    Raises ChainError, before anything is done, where more than `most` records hang together.
    """
    asked = sorted(set(records))
    found = await around(transaction, asked, most)
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
        found = await around(transaction, asked)
    raise ConflictError("others keep changing these parties; try again")
