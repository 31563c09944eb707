"""Integrated majorities of those who do not count themselves, by which those who do may control."""

import numpy as np

from cim_graph.ownership.model.integrated import Plan
from cim_graph.ownership.model.pairs import Keys, flooded
from cim_graph.ownership.model.stakes import Stakes, totals
from cim_graph.ownership.model.structure import Marks, Numbers
from cim_graph.ownership.model.threshold import Measure, Threshold


def majorities(plan: Plan, among: Marks, over: Threshold, *, of_votes: bool) -> tuple[Numbers, Numbers]:
    """Return party and owner wherever one of `among` has a majority that does not follow from others that do.

    `plan` is that of all stakes; who is not among these owners, persons are not, may have majorities besides. Where all
    that leads from `among` into a party comes over one holder, whoever has a majority of the party has one of that
    holder, and the holder one of the party. So integrated shares are needed only above parties that have several such
    holders, and below parties of which more than the whole is held, where a share can be larger than one. Of others
    direct stakes tell.
    """
    asked, direct = _asked(plan, among, over, of_votes=of_votes)
    shares = plan.part(asked).shares(among)
    party, owner, _ = Measure.of(plan.stakes, shares, of_votes=of_votes).passing(over, among)
    held, holder = plan.stakes.held[direct], plan.stakes.holder[direct]
    return np.concatenate((party, held)), np.concatenate((owner, holder))


def _asked(plan: Plan, among: Marks, over: Threshold, *, of_votes: bool) -> tuple[Marks, Keys]:
    """Mark the stakes whose integrated shares are needed, and return the direct majorities elsewhere."""
    stakes, size = plan.stakes, plan.stakes.size
    whole = np.maximum(stakes.castable, 1) if of_votes else np.full(size, stakes.whole, np.int64)
    units = np.where(plan.found.void, 0, stakes.votes if of_votes else stakes.capital)
    own = np.flatnonzero((units > 0) & (among | _held(stakes))[stakes.holder])
    several = np.bincount(stakes.held[own], minlength=size) > 1
    several |= flooded(totals(units, stakes.held, size) > whole, stakes.holder[own], stakes.held[own])
    inside = flooded(several, stakes.held[own], stakes.holder[own])
    plain = own[~inside[stakes.held[own]] & among[stakes.holder[own]]]
    direct = plain[units[plain] >= over.least_of(whole[stakes.held[plain]])]
    asked = np.zeros(len(stakes), bool)
    asked[own] = inside[stakes.held[own]]
    return asked, direct


def _held(stakes: Stakes) -> Marks:
    marks = np.zeros(stakes.size, bool)
    marks[stakes.held] = True
    return marks
