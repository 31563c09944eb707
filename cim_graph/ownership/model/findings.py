"""What whoever reads an answer has to know about the data: warnings with what to do, and by how much."""

from collections.abc import Iterable, Iterator, Sequence
from typing import SupportsInt

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from cim_graph.ownership.model.answer import Warned
from cim_graph.ownership.model.control import Relation
from cim_graph.ownership.model.pairs import Units
from cim_graph.ownership.model.reasons import number
from cim_graph.ownership.model.scene import Scene
from cim_graph.ownership.model.stakes import Stakes, totals
from cim_graph.ownership.model.structure import NOBODY, Marks, Numbers, Percents, Structure

_NEVER = "9999-12-31"
LISTED_OF_A_KIND = 10
"""Of one kind of finding no more than these are told one by one; the last says how many there are."""


def flagged(structure: Structure, flag: str) -> Marks:
    """Return which parties have a flag."""
    return np.array([flag in flags for flags in structure.parties.flags], dtype=bool)


def told(structure: Structure, code: str, found: Sequence[tuple[str, Iterable[SupportsInt]]]) -> Iterator[Warned]:
    """Make warnings of texts and the parties they are about; of very many only the first."""
    for at, (text, parties) in enumerate(found[:LISTED_OF_A_KIND]):
        left = len(found) - LISTED_OF_A_KIND
        more = f" There are {left} more of this kind." if at == LISTED_OF_A_KIND - 1 and left > 0 else ""
        yield Warned(code, text + more, tuple(structure.parties.ids[int(party)] for party in parties))


def closed_loops(scene: Scene) -> Iterator[Warned]:
    """Circles in which nobody outside owns anything."""
    found = [(circle, "capital") for circle in scene.capital.shares.closed]
    known = {tuple(circle) for circle, _ in found}
    found += [(circle, "votes") for circle in scene.votes.shares.closed if tuple(circle) not in known]
    yield from told(
        scene.structure, "CLOSED_OWNERSHIP_LOOP", [(_closed(circle, what), circle) for circle, what in found]
    )


def _closed(circle: Numbers, what: str) -> str:
    if len(circle) == 1:
        return f"It holds the whole {what} of itself; that stake was left out. Find out who owns it."
    return (
        f"{len(circle)} companies hold the whole {what} of each other; the stakes between them were left out. Find out "
        "who owns one of them."
    )


def excesses(structure: Structure, stakes: Stakes, *, votes: Units) -> Iterator[Warned]:
    """Companies whose holders have more than all of it; `votes`: units stated for each party, suspended ones too."""
    capital = totals(stakes.capital, stakes.held, stakes.size)
    texts = []
    for party in np.flatnonzero((capital > stakes.whole) | (votes > stakes.whole)):
        sums = {"capital": int(capital[party]), "votes": int(votes[party])}
        over = [
            f"{number(100 * units / stakes.whole)} of its {what}, {number(100 * units / stakes.whole - 100)} too much"
            for what, units in sums.items()
            if units > stakes.whole
        ]
        texts.append(
            (f"Its holders add up to {' and '.join(over)}. Correct the stakes; they count as stated.", [party])
        )
    yield from told(structure, "OWNERSHIP_TOTAL_EXCEEDS_100", texts)


def unexplained(structure: Structure, most: Stakes, ends: Marks, weight: Percents) -> Iterator[Warned]:
    """Entities whose holders are known for less than the whole, those first through which most is missing.

    `ends` are parties at which the question ends; `weight` says what each holds of the subject.
    """
    missing = most.whole - totals(most.capital, most.held, most.size)
    missing[ends] = 0
    parties = np.flatnonzero(missing > 0)
    order = np.argsort(-(missing[parties] * weight[parties]), kind="stable")
    nobody = _WHERE_CUT if structure.cut else _NOBODY
    texts = [(_unexplained(int(missing[party]), most.whole, nobody), [party]) for party in parties[order]]
    yield from told(structure, "UNEXPLAINED_OWNERSHIP", texts)


_NOBODY = "No holder is known. Ask who owns it."
_WHERE_CUT = "No holder of it was read; there may be some above where the structure was cut."


def _unexplained(missing: int, whole: int, nobody: str) -> str:
    if missing == whole:
        return nobody
    known, rest = number(100 - 100 * missing / whole), number(100 * missing / whole)
    return f"Its holders are known for {known}; ask who has the other {rest}."


def owned_persons(structure: Structure, persons: Marks) -> Iterator[Warned]:
    """Stakes in natural persons."""
    holdings = structure.holdings
    rows = np.flatnonzero(persons[holdings.held])
    pairs = sorted({(int(holdings.held[row]), int(holdings.holder[row])) for row in rows})
    text = "A source says that somebody owns a natural person; the stake was left out. Correct it at the source."
    yield from told(structure, "INVALID_OWNED_PARTY", [(text, pair) for pair in pairs])


def circular_control(structure: Structure, relation: Relation) -> Iterator[Warned]:
    """Parties that control each other."""
    size = len(structure.parties)
    forth = relation.controller.astype(np.int64) * size + relation.controlled
    back = relation.controlled.astype(np.int64) * size + relation.controller
    both = np.isin(forth, back)
    ends = relation.controller[both], relation.controlled[both]
    groups = together(size, *ends)
    text = "These control each other, so nobody stands at their head. Check who really decides."
    yield from told(structure, "CIRCULAR_CONTROL", [(text, group) for group in groups])


def together(size: int, one: Numbers, other: Numbers) -> list[Numbers]:
    """Return the groups of parties that pairs join."""
    if not len(one):
        return []
    graph = coo_array((np.ones(len(one), np.int8), (one, other)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    inside = np.unique(np.concatenate((one, other)))
    return [inside[label[inside] == group] for group in np.unique(label[inside])]


def cross_holdings(structure: Structure, stakes: Stakes) -> Iterator[Warned]:
    """Two Azerbaijani companies that hold shares of each other."""
    places = structure.parties.jurisdictions
    azerbaijani = np.array([place is not None and place[:2].upper() == "AZ" for place in places], dtype=bool)
    rows = np.flatnonzero(azerbaijani[stakes.holder] & azerbaijani[stakes.held] & (stakes.holder != stakes.held))
    pairs = {(int(stakes.holder[row]), int(stakes.held[row])) for row in rows}
    mutual = sorted(pair for pair in pairs if pair[0] < pair[1] and pair[::-1] in pairs)
    text = (
        "Both are companies of Azerbaijan and hold shares of each other, which the Civil Code, Arts 67.6 and 68.3, "
        "does not allow. Ask how they mean to end it."
    )
    yield from told(structure, "CROSS_HOLDING_PROHIBITED_AZ", [(text, pair) for pair in mutual])


def nominees(structure: Structure) -> Iterator[Warned]:
    """Stakes that stand in the name of a nominee, and nominees in general who hold something."""
    holdings = structure.holdings
    rows = np.flatnonzero(holdings.nominee != NOBODY)
    held_for = {(int(holdings.nominee[row]), int(holdings.holder[row]), int(holdings.held[row])) for row in rows}
    text = "The first holds its stake in the third for the second, who counts as the holder. See the nominee agreement."
    general = _agents(structure, set(map(int, holdings.holder)))
    agent = (
        "The first acts as nominee for the second and holds stakes here that count as its own, since no source says on "
        "whose behalf. Ask for whom it holds them."
    )
    yield from told(
        structure, "NOMINEE", [(text, three) for three in sorted(held_for)] + [(agent, two) for two in general]
    )


def _agents(structure: Structure, holders: set[int]) -> list[tuple[int, int]]:
    ties = structure.ties
    rows = [row for row, kind in enumerate(ties.kind) if kind == "ACTS_FOR" and ties.word[row] == "nominee"]
    pairs = {(int(ties.source[row]), int(ties.target[row])) for row in rows}
    return sorted(pair for pair in pairs if pair[0] in holders)


def not_together(structure: Structure) -> Iterator[Warned]:
    """Parties that were held, and that held, but never on the same day: a chain over them never was."""
    holdings = structure.holdings
    if not holdings.since and not holdings.until:
        return
    ends = {"held": _periods(holdings.held, structure), "holding": _periods(holdings.holder, structure)}
    apart = []
    for party in sorted(ends["held"].keys() & ends["holding"].keys()):
        (since, until), (from_then, to_then) = ends["held"][party], ends["holding"][party]
        if since >= to_then or from_then >= until:
            text = (
                "Some of those who held it and some of what it held were not valid on the same day, so chains over it "
                "may never have been. Ask as of one day."
            )
            apart.append((text, [party]))
    yield from told(structure, "NOT_VALID_TOGETHER", apart)


def _periods(parties: Numbers, structure: Structure) -> dict[int, tuple[str, str]]:
    """Return for each party the latest first day and the earliest last day of its stakes."""
    found: dict[int, tuple[str, str]] = {}
    for party, since, until in zip(parties.tolist(), structure.holdings.since, structure.holdings.until, strict=True):
        latest, earliest = found.get(party, ("", _NEVER))
        found[party] = max(latest, since or ""), min(earliest, until or _NEVER)
    return found
