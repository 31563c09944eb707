"""Questions about one party: who owns it, what it owns, who controls it, by which chains."""

import numpy as np

from cim_graph.ownership.model.answer import Holding, Owner, Ownership
from cim_graph.ownership.model.chains import chains
from cim_graph.ownership.model.controllers import controllers
from cim_graph.ownership.model.integrated import Plan, integrated
from cim_graph.ownership.model.judgement import Judgement, judge
from cim_graph.ownership.model.one import held_of
from cim_graph.ownership.model.reasons import reasons
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.review import reach, warnings
from cim_graph.ownership.model.routes import managers
from cim_graph.ownership.model.stakes import percent, settle
from cim_graph.ownership.model.structure import Structure
from cim_graph.ownership.model.upstream import downstream, upstream

__all__ = ["beneficial_owners", "chains", "controllers", "holdings", "owners"]


def beneficial_owners(structure: Structure, subject: int, regime: Regime, threshold: float | None = None) -> Ownership:
    """Return who owns or controls a party in the end under a regime, with reasons and warnings.

    `structure` is the upstream closure of the subject or more; `threshold`, in percent, stands in for the regime's.
    Owners come largest first. Where nobody passes for certain, the managers that the regime falls back on are named.
    """
    above, number = upstream(structure, subject)
    judged = judge(above, regime, threshold)
    reached = reach(judged.least.scene, number)
    rows = np.flatnonzero(judged.keys // len(above.parties) == number)
    found = sorted(
        (_owner(judged, int(row)) for row in rows), key=lambda owner: (-owner.ownership, -owner.voting, owner.party)
    )
    certain = np.isin(judged.keys[rows], judged.least.keys).any()
    return Ownership(
        subject=structure.parties.ids[subject],
        regime=regime.id,
        owners=tuple(found),
        fallback=() if certain else _fallback(judged, number),
        unknown_share=reached.unknown(),
        warnings=warnings(judged, reached),
    )


def _owner(judged: Judgement, row: int) -> Owner:
    size = judged.least.scene.size
    return Owner(
        party=judged.least.scene.structure.parties.ids[judged.keys[row] % size],
        ownership=percent(judged.ownership[row]),
        ownership_min=percent(judged.ownership[row]),
        ownership_max=percent(judged.most[row]),
        voting=percent(judged.voting[row]),
        reasons=reasons(judged, row),
    )


def _fallback(judged: Judgement, subject: int) -> tuple[str, ...]:
    scene = judged.least.scene
    if scene.regime.fallback is None:
        return ()
    ties = scene.structure.ties
    rows, rank = managers(scene, scene.regime.fallback.roles)
    of_subject = sorted(
        (int(place), int(ties.source[row]))
        for row, place in zip(rows, rank, strict=True)
        if ties.target[row] == subject
    )
    return tuple(dict.fromkeys(scene.structure.parties.ids[party] for _, party in of_subject))


def owners(structure: Structure, subject: int) -> list[Holding]:
    """Return everybody above a party, natural or legal, with integrated shares; largest first.

    Bands count with their least, what is unknown with nothing.
    """
    above, number = upstream(structure, subject)
    stakes = settle(above).least
    capital = held_of(Plan.of(stakes, of_votes=False), number)
    votes = capital if stakes.votes_follow else held_of(Plan.of(stakes, of_votes=True), number)
    party = np.flatnonzero((capital > 0) | (votes > 0))
    return _holdings(above, party, [capital[party], votes[party]])


def holdings(structure: Structure, holder: int) -> list[Holding]:
    """Return everything below a party with the integrated shares it holds; largest first.

    `structure` has to hold all that lies below the holder, and the direct holders of all that.
    """
    below, number = downstream(structure, holder)
    stakes = settle(below).least
    alone = np.arange(len(below.parties)) == number
    capital = integrated(stakes, alone, of_votes=False)
    votes = capital if stakes.votes_follow else integrated(stakes, alone, of_votes=True)
    party = np.union1d(capital.pairs(0.0)[0], votes.pairs(0.0)[0])
    return _holdings(below, party, [shares.of(party, np.full(len(party), number)) for shares in (capital, votes)])


def _holdings(structure: Structure, party: np.ndarray, shares: list[np.ndarray]) -> list[Holding]:
    ids, (capital, votes) = structure.parties.ids, shares
    rows = zip(party, capital, votes, strict=True)
    found = [Holding(ids[number], percent(own), percent(vote)) for number, own, vote in rows]
    return sorted(found, key=lambda holding: (-holding.ownership, -holding.voting, holding.party))
