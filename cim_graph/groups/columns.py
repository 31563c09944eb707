"""What was read, numbered: the ground that the rules stand on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson

from cim_graph.groups.model.ground import Decision, Ground, Homes, Links
from cim_graph.groups.store import Decided, Lived, Web
from cim_graph.ownership.columns import Numbering, structure
from cim_graph.ownership.model.structure import Numbers, Parties, Structure
from cim_graph.ownership.store import Closure

_WEIGHED = frozenset({"CONTROLS", "MANAGES", "FAMILY_OF"})
"""Ties that stand in the structure of ownership."""
_LINKED = frozenset({"DEPENDS_ON", "GUARANTEES", "RELATED_TO", "FAMILY_OF"})
"""Ties that rules of groups are about."""


@dataclass(slots=True)
class Reading:
    """All that was read so far, each relationship and each party once. `cut`: more lies around."""

    parties: dict[str, tuple[str, Sequence[str]]] = field(default_factory=dict)
    holdings: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    special: dict[str, list[Any]] = field(default_factory=dict)
    ties: dict[str, list[Any]] = field(default_factory=dict)
    rebutted: dict[str, str] = field(default_factory=dict)
    dormant: dict[str, list[float]] = field(default_factory=dict)
    homes: set[tuple[str, str]] = field(default_factory=set)
    decided: Sequence[Decided] = ()
    cut: bool = False

    def take(self, web: Web) -> None:
        """Add what one statement brought."""
        known = zip(web.kinds, web.flags, strict=True)
        self.parties.update(zip(web.ids, known, strict=True))
        columns = zip(web.holders, web.held, web.shares, strict=True)
        self.holdings.update(zip(web.relationships, columns, strict=True))
        self.special.update((row[0], row) for row in web.special)
        self.ties.update((row[1], row) for row in web.ties)
        self.rebutted.update((id_, text) for id_, text in web.rebutted)
        dormant: dict[str, list[float]] = {}
        for party, votes in web.dormant:
            dormant.setdefault(party, []).append(float(votes or 0))
        self.dormant.update(dormant)

    def live(self, lived: Lived) -> None:
        """Add who lives where."""
        self.homes.update(zip(lived.ids, lived.addresses, strict=True))

    def holder(self, relationship: str) -> str:
        """Return who holds a stake: the one on whose behalf it is held, where there is one."""
        special = self.special.get(relationship)
        behind = special[5] if special else None
        return str(behind) if behind else self.holdings[relationship][0]

    def votes(self, relationship: str) -> float:
        """Return the percent of votes that a stake casts: nought where they are suspended or unknown."""
        return 0.0 if self._is_suspended(relationship) else self._stated(relationship)

    def suspended(self, relationship: str) -> float:
        """Return the percent of votes of a stake that may not be cast."""
        return self._stated(relationship) if self._is_suspended(relationship) else 0.0

    def _is_suspended(self, relationship: str) -> bool:
        special = self.special.get(relationship)
        holder, held, _ = self.holdings[relationship]
        return holder == held or bool(special and special[4])

    def _stated(self, relationship: str) -> float:
        special = self.special.get(relationship)
        return max(self.holdings[relationship][2] if special is None else float(special[3] or 0), 0.0)


def excepted(rebutted: Mapping[str, str], day: str) -> frozenset[str]:
    """Return the relationships whose exception lasts on a day: through its last day, or for ever."""
    until = {id_: orjson.loads(text).get("until") for id_, text in rebutted.items()}
    return frozenset(id_ for id_, last in until.items() if last is None or day <= last)


def ground(reading: Reading, others: Iterable[str], day: str) -> Ground:
    """Return what was read as the rules want it: parties in the order of their ids, `others` among them."""
    decided = [one for one in reading.decided if _stands(one, day)]
    number = Numbering(sorted(_named(reading, others, decided)))
    out = excepted(reading.rebutted, day)
    return Ground(
        _structure(reading, number),
        _links(reading, number, out),
        out,
        [Decision(one.id, number(one.party), number(one.anchor), one.included, one.reason) for one in decided],
        _homes(reading, number),
        reading.cut,
    )


def _stands(one: Decided, day: str) -> bool:
    """Whether a decision is in force: from the day on which it was made through its last day."""
    return one.at[:10] <= day and (one.until is None or day <= one.until)


def _named(reading: Reading, others: Iterable[str], decided: Iterable[Decided]) -> set[str]:
    named = set(reading.parties) | set(others)
    for holder, held, _ in reading.holdings.values():
        named.add(holder)
        named.add(held)
    named.update(row[5] for row in reading.special.values() if row[5] is not None)
    for row in reading.ties.values():
        named.add(row[2])
        named.add(row[3])
    named.update(party for party, _ in reading.homes)
    named.update(party for one in decided for party in (one.party, one.anchor))
    return named


def _structure(reading: Reading, number: Numbering) -> Structure:
    known = [reading.parties.get(id_, ("ORGANIZATION", ())) for id_ in number.ids]
    weighed = [row for _, row in sorted(reading.ties.items()) if row[0] in _WEIGHED]
    stakes = dict(sorted(reading.holdings.items()))
    closure = Closure(
        number.ids,
        len(number.ids),
        [kind for kind, _ in known],
        [list(flags) for _, flags in known],
        [""] * len(number.ids),
        list(stakes),
        [holder for holder, _, _ in stakes.values()],
        [held for _, held, _ in stakes.values()],
        [share for _, _, share in stakes.values()],
        list(reading.special.values()),
        [[*row[:5], None] for row in weighed],
    )
    made = structure(closure, number)
    return Structure(
        Parties(number.ids, closure.kinds, closure.flags, made.parties.jurisdictions), made.holdings, made.ties
    )


def _links(reading: Reading, number: Numbering, out: frozenset[str]) -> Links:
    rows = [row for _, row in sorted(reading.ties.items()) if row[0] in _LINKED]
    return Links(
        [row[1] for row in rows],
        [row[0] for row in rows],
        _numbers((row[2] for row in rows), number),
        _numbers((row[3] for row in rows), number),
        [row[4] or "" for row in rows],
        [row[5] for row in rows],
        [bool(row[6]) for row in rows],
        [bool(row[7]) for row in rows],
        [row[1] in out for row in rows],
    )


def _homes(reading: Reading, number: Numbering) -> Homes:
    pairs = sorted(reading.homes)
    address = {id_: at for at, id_ in enumerate(sorted({id_ for _, id_ in pairs}))}
    living = np.array([address[id_] for _, id_ in pairs], np.int32)
    return Homes(_numbers((party for party, _ in pairs), number), living)


def _numbers(ids: Iterable[str], number: Numbering) -> Numbers:
    return np.array([number(id_) for id_ in ids], np.int32)
