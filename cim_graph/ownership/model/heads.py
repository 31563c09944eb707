"""Whose control has to be known, where that of everybody over everybody would be too much."""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cim_graph.ownership.model.concert import Concerts
from cim_graph.ownership.model.control import Links
from cim_graph.ownership.model.pairs import Keys, found
from cim_graph.ownership.model.stakes import Stakes
from cim_graph.ownership.model.structure import Marks


def knotted(stakes: Stakes, links: Links, groups: Concerts) -> Marks:
    """Mark the parties that may control each other: those that stakes, links and concerts lead back to."""
    rows = np.flatnonzero((stakes.capital > 0) | (stakes.votes > 0))
    source = np.concatenate((stakes.holder[rows], links.source, groups.member))
    target = np.concatenate((stakes.held[rows], links.target, groups.about[groups.group]))
    graph = coo_array((np.ones(len(source), np.int8), (source, target)), shape=(stakes.size, stakes.size))
    _, label = connected_components(graph, directed=True, connection="strong")
    return np.asarray(np.bincount(label)[label] > 1)


def heads(stakes: Stakes, interests: Keys, knots: Marks) -> Marks:
    """Mark the entities in which somebody has an interest and that have to be asked whom they control.

    `interests` are keys of entity and owner. An entity need not be asked where whoever has a majority of its votes is
    one in which the same owner has an interest: that controls all that the entity controls, unless they control each
    other.
    """
    size = stakes.size
    majority = np.flatnonzero(2 * stakes.votes > stakes.castable[stakes.held])
    above = np.full(size, -1, np.int64)
    above[stakes.held[majority]] = stakes.holder[majority]
    entity, owner = interests // size, interests % size
    told = (above[entity] >= 0) & found(np.maximum(above[entity], 0) * size + owner, interests) & ~knots[entity]
    marks = np.zeros(size, bool)
    marks[entity[~told]] = True
    return marks
