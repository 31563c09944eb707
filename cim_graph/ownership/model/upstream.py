"""The part of a structure that lies above a party: all that its owners and controllers can depend on."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from cim_graph.ownership.model.pairs import Keys, flooded
from cim_graph.ownership.model.structure import NOBODY, Holdings, Marks, Numbers, Parties, Structure, Ties

UPWARD = ("CONTROLS", "MANAGES", "SETTLOR_OF", "TRUSTEE_OF", "PROTECTOR_OF", "BENEFICIARY_OF")

T = TypeVar("T")


def upstream(structure: Structure, subject: int) -> tuple[Structure, int]:
    """Return what lies above a party, with the party's number there."""
    inside = _reached(structure, subject)
    if inside.all():
        return structure, subject
    return part(structure, inside), int(np.count_nonzero(inside[:subject]))


def downstream(structure: Structure, holder: int) -> tuple[Structure, int]:
    """Return what lies below a party by holdings, with all direct holders of that, and the party's number there."""
    holdings = structure.holdings
    below = flooded(np.arange(len(structure.parties)) == holder, holdings.holder, holdings.held)
    inside = below.copy()
    inside[holdings.holder[below[holdings.held]]] = True
    return part(structure, inside), int(np.count_nonzero(inside[:holder]))


def part(structure: Structure, inside: Marks) -> Structure:
    """Return the parties that are marked, and whatever has both of its ends among them."""
    place = np.where(inside, np.cumsum(inside) - 1, NOBODY).astype(np.int32)
    holdings, ties = structure.holdings, structure.ties
    rows = np.flatnonzero(inside[holdings.holder] & inside[holdings.held])
    tied = np.flatnonzero(inside[ties.source] & inside[ties.target] & _inside(ties.about, inside))
    return replace(
        structure,
        parties=_parties(structure.parties, np.flatnonzero(inside)),
        holdings=_holdings(holdings, rows, place),
        ties=_ties(ties, tied, place),
    )


def _reached(structure: Structure, subject: int) -> Marks:
    holdings, ties = structure.holdings, structure.ties
    up = np.array([kind in UPWARD for kind in ties.kind], dtype=bool)
    concert = ties.about != NOBODY
    steps = [
        (holdings.held, holdings.holder),
        (ties.target[up], ties.source[up]),
        (ties.about[concert], ties.source[concert]),
        (ties.about[concert], ties.target[concert]),
    ]
    start = np.arange(len(structure.parties)) == subject
    inside = flooded(start, *(np.concatenate(ends) for ends in zip(*steps, strict=True)))
    inside[holdings.nominee[inside[holdings.held] & (holdings.nominee != NOBODY)]] = True
    agents = np.array([kind == "ACTS_FOR" for kind in ties.kind], dtype=bool)
    inside[ties.target[agents & inside[ties.source]]] = True
    return inside


def _inside(parties: Numbers, inside: Marks) -> Marks:
    return np.asarray((parties == NOBODY) | inside[np.maximum(parties, 0)])


def _moved(parties: Numbers, place: Numbers) -> Numbers:
    return np.where(parties == NOBODY, NOBODY, place[np.maximum(parties, 0)]).astype(np.int32)


def _chosen(column: Sequence[T], rows: Keys) -> Sequence[T]:
    return [column[row] for row in rows]


def _parties(parties: Parties, rows: Keys) -> Parties:
    return Parties(
        _chosen(parties.ids, rows),
        _chosen(parties.kinds, rows),
        _chosen(parties.flags, rows),
        _chosen(parties.jurisdictions, rows),
    )


def _holdings(holdings: Holdings, rows: Keys, place: Numbers) -> Holdings:
    return Holdings(
        relationships=_chosen(holdings.relationships, rows),
        holder=_moved(holdings.holder[rows], place),
        held=_moved(holdings.held[rows], place),
        nominee=_moved(holdings.nominee[rows], place),
        share=holdings.share[rows],
        least=holdings.least[rows],
        most=holdings.most[rows],
        votes=holdings.votes[rows],
        suspended=holdings.suspended[rows],
        since=_chosen(holdings.since, rows) if holdings.since else (),
        until=_chosen(holdings.until, rows) if holdings.until else (),
    )


def _ties(ties: Ties, rows: Keys, place: Numbers) -> Ties:
    return Ties(
        relationships=_chosen(ties.relationships, rows),
        kind=_chosen(ties.kind, rows),
        source=_moved(ties.source[rows], place),
        target=_moved(ties.target[rows], place),
        word=_chosen(ties.word, rows),
        about=_moved(ties.about[rows], place),
    )
