"""The groups of one kind: everything the rules say, put together."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

import numpy as np

from cim_graph.groups.model.contagion import Apart, Gathered, gather
from cim_graph.groups.model.control import controlled
from cim_graph.groups.model.edges import Connected, connect
from cim_graph.groups.model.exceptions import Asides, Exceptions
from cim_graph.groups.model.explanation import MANUAL, Explainer, Rows, explainer, told
from cim_graph.groups.model.exposure import Book, is_large, judge, total
from cim_graph.groups.model.ground import Ground, Pairs
from cim_graph.groups.model.group import NOUGHT, Group, Member, Reason, group_id
from cim_graph.groups.model.household import in_concert
from cim_graph.groups.model.insiders import insiders
from cim_graph.groups.model.rules import Limits, Rules
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership.model.answer import Warned

ALTERNATIVE = "alternative-approach"
EXEMPT = "exempt-from-limits"
EXEMPT_WARNING = "EXEMPT_FROM_LIMITS"


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which rules and limits, and with what owed, groups are made."""

    rules: Rules
    limits: Limits
    book: Book


@dataclass(frozen=True, slots=True)
class Found:
    """The groups, in the order of their ids, and the capital that they are weighed by.

    `cut`: there are more, or they are larger, than could be looked at.
    """

    groups: Sequence[Group]
    cut: bool
    capital: Decimal | None = None


def groups(ground: Ground, terms: Terms, about: Collection[int] | None = None) -> Found:
    """Return the groups of the kind that the rules are of; with `about`, those that hold one of these parties.

    A group is listed where there is exposure towards as many members as the rules ask. A party that is in none of
    them makes a group of one where it is a large exposure by itself, or where only an exception keeps it alone.
    """
    pairs = controlled(ground, terms.rules)
    if terms.rules.insiders is not None:
        return _insiders(ground, terms, pairs, about)
    connected = connect(ground, pairs, terms.rules)
    apart = [Apart(one.party, one.anchor) for one in ground.decisions if not one.included]
    gathering = gather(connected.edges, _branching(ground), apart)
    teller = _Teller(ground, terms, connected, explainer(ground, connected, pairs, terms.rules))
    listed = [group for group in gathering.groups if teller.is_listed(group)]
    told_ = [*listed, *teller.alone(listed)]
    if about is not None:
        told_ = [group for group in told_ if np.isin(group.members, list(about)).any()]
    found = sorted(map(teller.tell, told_), key=lambda group: group.id)
    return Found(found, gathering.cut or ground.cut, terms.book.capital)


def _insiders(ground: Ground, terms: Terms, pairs: Pairs, about: Collection[int] | None) -> Found:
    ids = ground.structure.parties.ids
    wanted = None if about is None else {ids[place] for place in about}
    found = insiders(ground, pairs, terms.book, terms.rules, terms.limits)
    holding = [one for one in found if wanted is None or any(member.party in wanted for member in one.members)]
    return Found(sorted(holding, key=lambda group: group.id), ground.cut, terms.book.capital)


def _branching(ground: Ground) -> frozenset[int]:
    """Return the governments whose branches are assessed apart."""
    flags = ground.structure.parties.flags
    return frozenset(place for place, words in enumerate(flags) if ALTERNATIVE in words)


@dataclass(slots=True)
class _Teller:
    """Turns members by number into groups that explain themselves."""

    ground: Ground
    terms: Terms
    connected: Connected
    explainer: Explainer
    _excepted: Exceptions = field(init=False)
    _unassessed: Asides = field(init=False)
    _held_by: Rows = field(init=False)

    def __post_init__(self) -> None:
        self._excepted = Exceptions(self.ground, self.terms.rules, self.connected.excepted, self.explainer.stakes)
        self._unassessed = Asides(self.connected.unassessed)
        self._held_by = Rows(self.ground.structure.holdings.holder)

    def is_listed(self, group: Gathered) -> bool:
        """Whether there is exposure towards as many members as the rules ask."""
        asked = self.terms.rules.exposed
        ids, book = self.ground.structure.parties.ids, self.terms.book
        exposed = (place for place in group.members.tolist() if book.is_exposed(ids[place]))
        return not asked or sum(1 for _, _ in zip(exposed, range(asked), strict=False)) == asked

    def alone(self, listed: Iterable[Gathered]) -> Iterator[Gathered]:
        """Yield those that make a group of one."""
        if self.terms.rules.kind is not GroupKind.CONNECTED_CLIENTS:
            return
        together = {place for group in listed for place in group.members.tolist()}
        concerned = self._excepted.concerned()
        for place, id_ in enumerate(self.ground.structure.parties.ids):
            kept_apart = place in concerned and self.terms.book.is_exposed(id_) and self._excepted.of({place})
            if (kept_apart or self._is_large(id_)) and place not in together:
                yield Gathered(place, np.array([place], np.int32))

    def _is_large(self, id_: str) -> bool:
        owed = self.terms.book.owed.get(id_)
        return owed is not None and is_large(owed, self.terms.book.capital, self.terms.limits)

    def tell(self, group: Gathered) -> Group:
        """Return a group with its reasons, its exposure and what limits say of it."""
        ids, kind, book = self.ground.structure.parties.ids, self.terms.rules.kind, self.terms.book
        places = group.members.tolist()
        inside = frozenset(places)
        members = tuple(
            Member(ids[place], book.owed.get(ids[place], NOUGHT), self.explainer.reasons(place, inside))
            for place in places
        )
        counted = total(one.exposure for one, place in zip(members, places, strict=True) if not self._is_exempt(place))
        verdict = judge(counted, book.capital, self.terms.limits)
        core = ids[group.core]
        return Group(
            id=group_id(kind, core),
            kind=kind,
            core=core,
            members=members,
            exposure=counted,
            currency=book.currency,
            share=verdict.share,
            large=verdict.large,
            breached=verdict.breached,
            exceptions=tuple(self._exceptions(inside)),
            warnings=tuple(self._warnings(places, inside)),
        )

    def _is_exempt(self, place: int) -> bool:
        return EXEMPT in self.ground.structure.parties.flags[place]

    def _exceptions(self, inside: frozenset[int]) -> Iterator[Reason]:
        for aside in self._excepted.of(inside):
            rule = self.terms.rules.links[aside.rule]
            yield Reason(rule.code, f"{told(rule, '', None)}, but for a documented exception", (aside.relationship,))
        for decision in self.ground.decisions:
            if not decision.included and (decision.party in inside) != (decision.anchor in inside):
                yield Reason(MANUAL, f"kept apart by hand: {decision.reason}")

    def _warnings(self, places: Sequence[int], inside: frozenset[int]) -> Iterator[Warned]:
        ids, book = self.ground.structure.parties.ids, self.terms.book
        unrated = [ids[place] for place in places if ids[place] in book.unrated]
        if unrated:
            missing = ", ".join(sorted({currency for id_ in unrated for currency in book.unrated[id_]}))
            text = f"no rate into {book.currency} from {missing}: exposures in it are left out of the sum"
            yield Warned("RATE_MISSING", text, tuple(unrated))
        if exempt := [ids[place] for place in places if self._is_exempt(place) and ids[place] in book.owed]:
            yield Warned(EXEMPT_WARNING, "their exposures are left out of the sum", tuple(exempt))
        for aside in self._unassessed.at(inside):
            text = f"{told(self.terms.rules.links[aside.rule], '', None)}: nobody has said whether it is material"
            yield Warned("NOT_ASSESSED", text, (ids[aside.source], ids[aside.target]))
        if self.terms.rules.concert is not None:
            yield from in_concert(self.ground.structure, self._held_by, places, self.terms.rules.concert)
        if self.ground.cut:
            yield Warned("CUT", "more lies around this party than was looked at; the whole-base run has it all")
