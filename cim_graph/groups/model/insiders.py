"""The institution's own related parties: who runs it, who has a part of it, their relatives, and what all these hold.

Participation over others is multiplied along the chain and ignored below the least part that the rules name.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cim_graph.groups.model.exposure import Book, beyond, judge, total
from cim_graph.groups.model.ground import Ground, Pairs
from cim_graph.groups.model.group import NOUGHT, Group, Member, Reason, group_id
from cim_graph.groups.model.participation import Part, Register, register
from cim_graph.groups.model.rules import Insiders, Limits, Rules
from cim_graph.kernel.vocabulary import PartyKind
from cim_graph.ownership.model.answer import Warned
from cim_graph.ownership.model.structure import Structure

MANUAL = "MANUAL"
RELATIVE = "RELATIVE"
"""The code of the reason that tells of family life."""
EXEMPT = "exempt-from-limits"

Reasons = dict[int, list[Reason]]


@dataclass(slots=True)
class Circle:
    """Finds the related parties of one institution, each with every reason, in the order in which the rules go."""

    structure: Structure
    pairs: Pairs
    rules: Insiders
    institution: int
    reasons: Reasons = field(default_factory=dict)
    _register: Register = field(init=False)

    def __post_init__(self) -> None:
        self._register = register(self.structure.holdings)

    def find(self) -> Reasons:
        """Return the related parties, the institution first."""
        self._add(self.institution, Reason("INSTITUTION", "the institution itself"))
        self._managers()
        self._parts(self._register.holders_of(self.institution), "OWNER", "has {percent} % of the institution")
        self._in_control()
        self._relatives()
        for place in list(self.reasons):
            whose = "the institution" if place == self.institution else "a related party"
            self._parts(self._register.held_by(place), "PARTICIPATION", f"{whose} has {{percent}} % of it")
            self._controlled_by(place)
        return self.reasons

    def _add(self, place: int, reason: Reason) -> None:
        known = self.reasons.setdefault(place, [])
        if reason not in known:
            known.append(reason)

    def _managers(self) -> None:
        ties = self.structure.ties
        for row, kind in enumerate(ties.kind):
            if kind == "MANAGES" and ties.target[row] == self.institution and ties.word[row] in self.rules.managers:
                text = f"runs the institution ({ties.word[row]})"
                self._add(int(ties.source[row]), Reason("MANAGER", text, (ties.relationships[row],)))

    def _parts(self, parts: Mapping[int, Part], code: str, text: str) -> None:
        for place, part in sorted(parts.items()):
            if self.rules.participation.passed(part.percent) and place != self.institution:
                self._add(place, Reason(code, text.format(percent=f"{float(part.percent):.4g}"), part.chain))

    def _in_control(self) -> None:
        for controller, controlled in zip(self.pairs.controller.tolist(), self.pairs.controlled.tolist(), strict=True):
            if controlled == self.institution:
                self._add(controller, Reason("CONTROL", "controls the institution"))

    def _controlled_by(self, place: int) -> None:
        for row in (self.pairs.controller == place).nonzero()[0].tolist():
            controlled = int(self.pairs.controlled[row])
            if controlled != self.institution:
                self._add(controlled, Reason("CONTROL", "controlled by a related party"))

    def _relatives(self) -> None:
        ties, persons = self.structure.ties, self._persons()
        for row, kind in enumerate(ties.kind):
            if kind == "FAMILY_OF" and self._is_near(ties.word[row]):
                ends = (int(ties.source[row]), int(ties.target[row]))
                for one, other in (ends, ends[::-1]):
                    if one in persons:
                        role = f" ({ties.word[row]})" if ties.word[row] else ""
                        shown = (ties.relationships[row],)
                        self._add(other, Reason(RELATIVE, f"relative of a related party{role}", shown))

    def _is_near(self, role: str) -> bool:
        return self.rules.relatives.roles is None or role in self.rules.relatives.roles

    def _persons(self) -> frozenset[int]:
        kinds = self.structure.parties.kinds
        return frozenset(place for place in self.reasons if kinds[place] == PartyKind.PERSON)


def insiders(ground: Ground, pairs: Pairs, book: Book, rules: Rules, limits: Limits) -> Iterator[Group]:
    """Yield the related parties of each party that bears the institution's flag."""
    if rules.insiders is None:
        return
    for place, flags in enumerate(ground.structure.parties.flags):
        if rules.insiders.flag in flags:
            circle = Circle(ground.structure, pairs, rules.insiders, place)
            yield _group(ground, circle, book, rules, limits)


def _group(ground: Ground, circle: Circle, book: Book, rules: Rules, limits: Limits) -> Group:
    ids = ground.structure.parties.ids
    reasons = _decided(ground, circle.find())
    members = [
        Member(ids[place], book.owed.get(ids[place], NOUGHT), tuple(why)) for place, why in sorted(reasons.items())
    ]
    flags = ground.structure.parties.flags
    counted = {
        place: member.exposure
        for place, member in zip(sorted(reasons), members, strict=True)
        if EXEMPT not in flags[place]
    }
    owed = total(counted.values())
    verdict = judge(owed, book.capital, limits)
    broken = list(_broken(ground.structure, circle.rules, book, counted))
    unrated = tuple(member.party for member in members if member.party in book.unrated)
    missing = [Warned("RATE_MISSING", f"no rate into {book.currency} for some of their exposures", unrated)]
    return Group(
        id=group_id(rules.kind, ids[circle.institution]),
        kind=rules.kind,
        core=ids[circle.institution],
        members=tuple(members),
        exposure=owed,
        currency=book.currency,
        share=verdict.share,
        large=verdict.large,
        breached=bool(broken),
        exceptions=tuple(_kept_apart(ground, reasons)),
        warnings=(*broken, *(missing if unrated else ())),
    )


def _decided(ground: Ground, reasons: Reasons) -> Reasons:
    """Put in and take out whom somebody decided about; the institution itself always stays."""
    found = dict(reasons)
    for decision in ground.decisions:
        if decision.anchor not in reasons or decision.party == next(iter(reasons)):
            continue
        if decision.included:
            found[decision.party] = [*found.get(decision.party, []), Reason(MANUAL, decision.reason)]
        else:
            found.pop(decision.party, None)
    return found


def _kept_apart(ground: Ground, reasons: Reasons) -> Iterator[Reason]:
    for decision in ground.decisions:
        if not decision.included and decision.party not in reasons and decision.anchor in reasons:
            yield Reason(MANUAL, f"kept apart by hand: {decision.reason}")


def _broken(structure: Structure, rules: Insiders, book: Book, counted: Mapping[int, Decimal]) -> Iterator[Warned]:
    """Yield the limits that are broken: for one person, for one entity, for all together."""
    if book.capital is None:
        return
    parties = structure.parties
    for kind in PartyKind:
        bar = rules.limits.get(kind)
        if bar is None:
            continue
        of_kind = [place for place in counted if parties.kinds[place] == kind]
        over = [parties.ids[place] for place in of_kind if beyond(counted[place], book.capital, bar)]
        if over:
            text = f"each owes more than {bar.percent:f} % of the capital"
            yield Warned(f"LIMIT_PER_{kind.value}", text, tuple(over))
    if beyond(total(counted.values()), book.capital, rules.together):
        yield Warned("LIMIT_TOGETHER", f"together they owe more than {rules.together.percent:f} % of the capital")
