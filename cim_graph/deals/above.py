"""Who owns or controls the parties of a deal, each with a way from it to the party."""

from collections import deque
from collections.abc import Mapping, Sequence

from cim_graph.deals.model import Involved, Passage
from cim_graph.ownership.model import owners as rules
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.structure import NOBODY, Structure
from cim_graph.ownership.view import CLIMBED, View

Step = tuple[int, str]
"""The party that a relationship leads down to, and its id."""


def involved(view: View, regime: Regime, least: float) -> tuple[list[Involved], float]:
    """Return who owns or controls a party, and the percent of its capital that leads to no known holder.

    Owners are the beneficial owners of a regime, and whoever holds at least so many percent of capital or votes.
    """
    ways = passages(view)
    structure, subject = view.structure, view.subject
    if not ways and structure.parties.persons[subject]:
        return [], 0.0
    owned = rules.beneficial_owners(structure, subject, regime)
    holders = rules.owners(structure, subject)
    roles = {
        **{one.party: "controller" for one in rules.controllers(structure, subject)},
        **{one.party: "owner" for one in holders if max(one.ownership, one.voting) >= least},
        **{one.party: "beneficial owner" for one in owned.owners},
    }
    return [Involved(id_, role, ways.get(id_)) for id_, role in sorted(roles.items())], owned.unknown_share


def passages(view: View) -> Mapping[str, Passage]:
    """Return a shortest way down to a party from each one above it, of equally short ones the first by id."""
    structure, ids = view.structure, view.structure.parties.ids
    above = _above(structure)
    down: dict[int, Step] = {}
    ahead = deque([view.subject])
    while ahead:
        here = ahead.popleft()
        for holder, relationship in sorted(above.get(here, ()), key=lambda step: (ids[step[0]], step[1])):
            if holder != view.subject and holder not in down:
                down[holder] = (here, relationship)
                ahead.append(holder)
    return {ids[start]: _passage(ids, down, start) for start in down}


def _passage(ids: Sequence[str], down: Mapping[int, Step], start: int) -> Passage:
    parties, relationships = [ids[start]], []
    here = start
    while here in down:
        here, relationship = down[here]
        parties.append(ids[here])
        relationships.append(relationship)
    return Passage(tuple(parties), tuple(relationships))


def _above(structure: Structure) -> dict[int, list[Step]]:
    """Return, of each party, who holds or controls it by which relationship; a nominee stands between."""
    above: dict[int, list[Step]] = {}
    stakes, ties = structure.holdings, structure.ties
    for relationship, holder, held, nominee in zip(
        stakes.relationships, stakes.holder, stakes.held, stakes.nominee, strict=True
    ):
        for one in (holder, *([nominee] if nominee != NOBODY else ())):
            above.setdefault(int(held), []).append((int(one), relationship))
    for relationship, kind, source, target in zip(ties.relationships, ties.kind, ties.source, ties.target, strict=True):
        if kind in CLIMBED:
            above.setdefault(int(target), []).append((int(source), relationship))
    return above
