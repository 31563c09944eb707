"""What a steward sees: pairs that wait, why two records match, and whom a new record would match."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from cim_graph.graph.statement import Ids, Read, Rows
from cim_graph.kernel.errors import BadInputError, NotFoundError
from cim_graph.kernel.ids import Kind, kind_of
from cim_graph.kernel.pages import Page, Slice, cut
from cim_graph.matching.model.evidence import evidence
from cim_graph.matching.model.explanation import Explanation
from cim_graph.matching.model.explanation import explained as explanations
from cim_graph.matching.model.kept import kept
from cim_graph.matching.model.tokens import words_of
from cim_graph.matching.pairs import Keyed, keyed
from cim_graph.matching.sides import SIDES, sides
from cim_graph.parties.model import StatementRow
from cim_graph.records.format import PartyRecord
from cim_graph.records.parse import RecordError, parse

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.matching.models import Models

MOST_FOUND = 100
MOST_COMPARED = 50
"""Records of a party that are compared one by one with those of another."""

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A pair of records that waits for a steward; `place` is where in the queue, empty where it waits no more.

    `kind` is IDENTITY, or SCREENING where one of the two is an entry of a list.
    """

    id: str
    place: str
    kind: str
    left: list[Any]
    right: list[Any]

    @property
    def records(self) -> tuple[StatementRow, StatementRow]:
        """Both records."""
        return StatementRow(*self.left), StatementRow(*self.right)

    @property
    def pair(self) -> Pair:
        """The ids of both records."""
        return self.left[0], self.right[0]

    @property
    def versions(self) -> tuple[int, int]:
        """The versions of both records."""
        return self.left[3], self.right[3]


@dataclass(frozen=True, slots=True)
class Queue:
    """The pairs after a place."""

    after: str
    rows: int


@dataclass(frozen=True, slots=True)
class Word:
    """A steward's standing judgement on two records."""

    left: str
    right: str
    id: str
    same: bool
    by: str
    at: str
    reason: str

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back: it stands."""
        return False


@dataclass(frozen=True, slots=True)
class Explained:
    """Why two records match or do not, and what a steward judged of them."""

    left: str
    right: str
    explanation: Explanation
    word: Word | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A party that a record would match, and why: over the record of it that matches best."""

    party: str
    explanation: Explanation


REVIEWS = Read("matching/reviews", Queue, ReviewRow)
REVIEWED = Read("matching/reviewed", Ids, ReviewRow)
VERDICTS = Read("matching/verdicts", Rows, Word)


def place_key(key: str) -> str:
    """Read a key of the queue; ValueError for one that is no key."""
    worth, _, id_ = key.partition("/")
    if kind_of(id_) is not Kind.REVIEW:
        raise ValueError(key)
    int(worth)
    return key


async def queue(graph: "Graph", page: Page) -> Slice[ReviewRow]:
    """Return the pairs that wait for a steward, the most valuable first."""
    rows = await graph.read(REVIEWS(Queue(page.after or "", page.first + 1)))
    return cut(rows, page, lambda row: row.place)


async def reviews_by_ids(graph: "Graph", ids: Sequence[str]) -> list[ReviewRow]:
    """Return pairs by their ids, whether they wait or not."""
    return await graph.read(REVIEWED(Ids(list(ids))))


async def words(graph: "Graph", pairs: Sequence[Pair]) -> dict[Pair, Word]:
    """Return what stewards judged of pairs of records, by the pair."""
    rows = [{"left": left, "right": right} for left, right in pairs]
    return {(row.left, row.right): row for row in (await graph.read(VERDICTS(Rows(rows))) if rows else [])}


async def explained(graph: "Graph", models: "Models", pairs: Sequence[Pair]) -> list[Explained | None]:
    """Explain pairs of records; nothing for one of which a record was taken back."""
    model = (await models.matcher(graph.read)).model
    known = await keyed(graph.read, {id_ for pair in pairs for id_ in pair})
    judged = await words(graph, pairs)
    standing = [pair for pair in pairs if known.keys() >= set(pair)]
    reasons = explanations([(known[left].evidence, known[right].evidence) for left, right in standing], model)
    found = {pair: Explained(*pair, why, judged.get(pair)) for pair, why in zip(standing, reasons, strict=True)}
    return [found.get(pair) for pair in pairs]


async def why(graph: "Graph", models: "Models", left: str, right: str) -> Explained:
    """Explain two records, or of two parties the records that match best.

    Raises NotFoundError for an id that names neither, BadInputError for two that are one record.
    """
    named = await sides(graph.read, (left, right))
    pools = [[id_] if kind_of(id_) is Kind.RECORD else named[id_].records[:MOST_COMPARED] for id_ in (left, right)]
    matcher = await models.matcher(graph.read)
    known = await keyed(graph.read, {id_ for pool in pools for id_ in pool})
    pairs = [(a, b) for a, b in product(*pools) if a != b and a in known and b in known]
    if not pairs:
        raise BadInputError("`left` and `right` are one record, or it was taken back; name two that stand")
    best = max(matcher.compared(known, pairs), key=lambda match: (match.odds, match.left, match.right))
    [answer] = await explained(graph, models, [(best.left, best.right)])
    if answer is None:
        raise NotFoundError("a record has just been taken back; ask again")
    return answer


async def found(graph: "Graph", models: "Models", raw: object, most: int) -> list[Candidate]:
    """Return the parties that a record which is not stored would match, or may match, the best first.

    One that is stored under its key is left out: it would be replaced.
    Raises BadInputError for what is no record of a party, and for a limit outside 1 to 100.
    """
    if not 1 <= most <= MOST_FOUND:
        raise BadInputError(f"`limit` must lie between 1 and {MOST_FOUND}")
    new, stored = newcomer(raw)
    matcher = await models.matcher(graph.read)
    known, pairs = await matcher.pairs(graph.read, [new])
    compared = matcher.scored(known, pairs)
    scored = {match.right: match.odds for match in compared.found if match.right != stored}
    rows = await graph.read(SIDES(Ids(sorted(scored))))
    best: dict[str, str] = {}
    for side in sorted(rows, key=lambda side: (-scored[side.id], side.id)):
        best.setdefault(side.party, side.id)
    chosen = list(best.items())[:most]
    reasons = compared.explained([(new.id, id_) for _, id_ in chosen])
    return [Candidate(party, why) for (party, _), why in zip(chosen, reasons, strict=True)]


def newcomer(raw: object) -> tuple[Keyed, str]:
    """Return a record to be compared, and the id of the one that is stored under its key, if any.

    Raises BadInputError for what is no record of a party.
    """
    given = {"source": "-", "key": "-", **raw} if isinstance(raw, dict) else raw
    try:
        parsed = parse(given)
    except RecordError as error:
        raise BadInputError(f"`record`: {error.field + ': ' if error.field else ''}{error.reason}") from error
    if not isinstance(parsed.record, PartyRecord):
        raise BadInputError("`record` describes no party; send one of type person, organization or arrangement")
    said = evidence(parsed.record)
    return Keyed("", kept(said), words_of(said)), Kind.RECORD + parsed.digest
