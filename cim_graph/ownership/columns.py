"""What a walk met, numbered: the structure that the rules read."""

from collections.abc import Iterable, Sequence
from math import isnan, nan
from typing import Any

import numpy as np

from cim_graph.kernel.vocabulary import PartyKind
from cim_graph.ownership.model.structure import BESIDE, NOBODY, Holdings, Parties, Structure, Ties
from cim_graph.ownership.store import Closure
from cim_graph.relationships.model import RelationshipRow


class Numbering:
    """The numbers of parties in the order in which they are named first."""

    def __init__(self, ids: Iterable[str]) -> None:
        self.ids = list(ids)
        self._numbers = {id_: number for number, id_ in enumerate(self.ids)}

    def __call__(self, id_: str) -> int:
        """Return the number of a party; one that is named for the first time gets the next."""
        number = self._numbers.setdefault(id_, len(self.ids))
        if number == len(self.ids):
            self.ids.append(id_)
        return number


def structure(closure: Closure, number: Numbering) -> Structure:
    """Return all that a walk met; of parties that others name and that were not read, nothing is known."""
    holdings, ties = _holdings(closure, number), ties_of(closure.ties, number)
    unread = len(number.ids) - len(closure.ids)
    parties = Parties(
        number.ids,
        [*closure.kinds, *[PartyKind.ORGANIZATION.value] * unread],
        [*closure.flags, *[[]] * unread],
        [*(place or None for place in closure.jurisdictions), *[None] * unread],
    )
    return Structure(parties, holdings, ties)


def _holdings(closure: Closure, number: Numbering) -> Holdings:
    share = np.array(closure.shares, dtype=np.float64)
    share[share < 0] = nan
    least, most, votes = share.copy(), share.copy(), share.copy()
    holder = np.fromiter(map(number, closure.holders), np.int32, len(closure.holders))
    held = np.fromiter(map(number, closure.held), np.int32, len(closure.held))
    nominee = np.full(len(share), NOBODY, dtype=np.int32)
    suspended = np.zeros(len(share), dtype=np.bool_)
    special = {row[0]: row for row in closure.special}
    for place, id_ in enumerate(closure.relationships if special else ()):
        if id_ in special:
            _, low, high, voting, is_suspended, behind, ends = special[id_]
            least[place], most[place] = band(share[place], low, high, ends)
            votes[place] = nan if voting is None else float(voting)
            suspended[place] = bool(is_suspended)
            if behind is not None:
                nominee[place], holder[place] = holder[place], number(behind)
    return Holdings(closure.relationships, holder, held, nominee, share, least, most, votes, suspended)


def band(share: float, low: str | None, high: str | None, ends: str | None = None) -> tuple[float, float]:
    """Return the bounds of a share: itself where it is stated; an end that a band leaves open is 0 or 100.

    `ends` that do not belong to the band (`min`, `max` or `both`) are moved into it by BESIDE.
    """
    if not isnan(share) or (low is None and high is None):
        return share, share
    above, below = (BESIDE if ends in {"both", end} else 0.0 for end in ("min", "max"))
    return float(low or 0) + above, float(high or 100) - below


def special(rows: Iterable[RelationshipRow]) -> list[list[Any]]:
    """Return what holdings say that say more than a share, as the statements of walks do."""
    return [
        [row.id, row.min_share, row.max_share, row.voting, row.voting_suspended, row.on_behalf_of, row.exclusive]
        for row in rows
        if row.share is None or row.voting != row.share or row.voting_suspended or row.on_behalf_of is not None
    ]


def ties_of(rows: Sequence[Sequence[Any]], number: Numbering) -> Ties:
    """Return ties in columns; a row is kind, id, from, to, means or role, and what it is about."""
    return Ties(
        [row[1] for row in rows],
        [row[0] for row in rows],
        np.fromiter((number(row[2]) for row in rows), np.int32, len(rows)),
        np.fromiter((number(row[3]) for row in rows), np.int32, len(rows)),
        [row[4] or "" for row in rows],
        np.fromiter((NOBODY if row[5] is None else number(row[5]) for row in rows), np.int32, len(rows)),
    )
