"""Who holds what: cap tables whose holders are drawn by preferential attachment, so that few hold very much.

A holder is drawn with a chance that grows with what it already holds (Barabási and Albert, Emergence of scaling in
random networks, Science 286, 1999), or is new. The shares of a company add up to 100 % at most on every day.
"""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from cim_graph.synthetic.dice import Dice, Odds
from cim_graph.synthetic.enrolment import Party
from cim_graph.synthetic.firms import JOINT_STOCK, Firm
from cim_graph.synthetic.numbering import Ref, ref_of
from cim_graph.synthetic.quarter import Quarter
from cim_graph.synthetic.records import PERCENT, TODAY, WHOLE, Record, day, percent, relation

HOLDERS = Odds({(1, 1): 45, (2, 2): 26, (3, 3): 12, (4, 8): 15, (9, 30): 2})
KNOWN_HOLDER = 0.4
NEW_HOLDERS = Odds({"people": 80, "companies": 15, "arrangements": 5})
# What part of the capital the register accounts for.
DISCLOSED = Odds({(100, 100): 72, (51, 99): 28})
ROUND_SHARES = 0.8
SHARE_CLASSES = 0.15
CROSS_HOLDING = 0.015
STATED_TWICE = 0.04
FORMS = Odds({"plain": 84, "band": 6, "nominee": 2, "suspended": 1, "past": 5, "future": 1, "unknown": 1})
BANDS = ((75, 100), (50, 75), (25, 50), (0, 25))
FUTURE = TODAY + 365 * 5


@dataclass(frozen=True, slots=True)
class Urn:
    """Every holder as often as it holds something, by its number; a million parties take a few megabytes."""

    holders: "array[int]" = field(default_factory=lambda: array("Q"))

    def add(self, holder: int) -> None:
        """Note one more holding."""
        self.holders.append(holder)

    def draw(self, dice: Dice) -> int | None:
        """Draw a holder by what it holds; None while there is none."""
        return dice.pick(self.holders) if self.holders else None


@dataclass(frozen=True, slots=True)
class Stake:
    """What one holder has of a company, in ten-thousandths of a percent; `planted`: has to stay as it is."""

    holder: int
    ref: Ref
    units: int
    planted: bool = False


@dataclass(slots=True)
class Register:
    """The register of companies of one quarter. `heads`: company to the holder that is planted with a majority."""

    quarter: Quarter
    urn: Urn
    heads: dict[int, Stake] = field(default_factory=dict)
    partners: dict[int, Party] = field(default_factory=dict)

    @property
    def dice(self) -> Dice:
        """The chance of this quarter."""
        return self.quarter.dice


def holdings(register: Register) -> Iterator[Record]:
    """State the cap tables of a quarter's companies."""
    _cross(register)
    for company in register.quarter.companies:
        stakes = _split(register.dice, _holders(register, company), register.heads.get(company.code))
        yield from _cap_table(register, company, stakes)
        register.urn.add(company.code)
        for stake in stakes:
            register.urn.add(stake.holder)


def _cross(register: Register) -> None:
    """Let some companies hold each other."""
    companies = register.quarter.companies
    for one, other in pairwise(companies):
        if register.dice.chance(CROSS_HOLDING):
            register.partners |= {one.code: other, other.code: one}


def _holders(register: Register, company: Party) -> dict[int, Ref]:
    """Draw who holds a company, besides a planted head; nobody twice and not the company itself."""
    dice = register.dice
    drawn: dict[int, Ref] = {}
    if partner := register.partners.get(company.code):
        drawn[partner.code] = partner.ref
    for _ in range(dice.between(*dice.weighted(HOLDERS))):
        known = register.urn.draw(dice) if dice.chance(KNOWN_HOLDER) else None
        if known is not None:
            drawn[known] = ref_of(known)
        elif pool := _pool(register):
            holder = dice.pick(pool)
            drawn[holder.code] = register.quarter.refer(holder)
    head = register.heads.get(company.code)
    return {code: ref for code, ref in drawn.items() if code != company.code and (head is None or code != head.holder)}


def _pool(register: Register) -> list[Party]:
    quarter = register.quarter
    pools = {"people": quarter.people, "companies": quarter.companies, "arrangements": quarter.arrangements}
    return pools[register.dice.weighted(NEW_HOLDERS)]


def _split(dice: Dice, holders: dict[int, Ref], head: Stake | None) -> list[Stake]:
    """Divide the disclosed capital, or what a planted head leaves, by random weights."""
    whole = dice.between(*dice.weighted(DISCLOSED)) * PERCENT
    stakes = [head] if head else []
    left = max(0, whole - (head.units if head else 0))
    grain = PERCENT if dice.chance(ROUND_SHARES) else 1
    weights = [dice.between(1, 100) for _ in holders]
    units = [left * weight // sum(weights) // grain * grain for weight in weights]
    if units:
        units[0] += left - sum(units)
    return stakes + [Stake(code, ref, part) for (code, ref), part in zip(holders.items(), units, strict=True) if part]


def _cap_table(register: Register, company: Party, stakes: list[Stake]) -> Iterator[Record]:
    firm = company.subject
    joint_stock = isinstance(firm, Firm) and firm.form in JOINT_STOCK and company.code not in register.heads
    if joint_stock and register.dice.chance(SHARE_CLASSES):
        yield from _classes(register, company, stakes)
        return
    for stake in stakes:
        form = "plain" if stake.planted else register.dice.weighted(FORMS)
        yield from _WRITERS[form](register, company, stake)
        if form == "plain" and register.dice.chance(STATED_TWICE) and stake.units >= PERCENT:
            share = percent(stake.units // PERCENT * PERCENT)
            yield _owns(register, company, stake, source="crm", share=share)


def _classes(register: Register, company: Party, stakes: list[Stake]) -> Iterator[Record]:
    """Divide each holding into ordinary shares, which vote, and preference shares, which do not.

    Capital that the register does not account for is taken as ordinary.
    """
    ordinary = [stake.units * register.dice.between(30, 100) // 100 for stake in stakes]
    all_votes = WHOLE - sum(stake.units for stake in stakes) + sum(ordinary)
    for stake, voting in zip(stakes, ordinary, strict=True):
        if voting:
            votes = percent(WHOLE * voting // all_votes)
            yield _owns(register, company, stake, shareClass="ordinary", share=percent(voting), voting=votes)
        if stake.units > voting:
            share = percent(stake.units - voting)
            yield _owns(register, company, stake, shareClass="preference", share=share, voting="0")


def _plain(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    yield _owns(register, company, stake, share=percent(stake.units), validFrom=day(_start(register, company)))


def _band(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    low, high = next(band for band in BANDS if stake.units > band[0] * PERCENT)
    yield _owns(register, company, stake, minShare=str(low), maxShare=str(high))


def _nominee(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    people = register.quarter.people
    behind = register.dice.pick(people) if people else company
    if behind.code in {stake.holder, company.code}:
        yield from _plain(register, company, stake)
        return
    yield _owns(register, company, stake, share=percent(stake.units), onBehalfOf=behind.ref)
    ends = (stake.ref, behind.ref)
    yield relation(register.quarter.mint.serials, "registry", "ACTS_FOR", ends, role="nominee")


def _suspended(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    yield _owns(register, company, stake, share=percent(stake.units), votingSuspended=True)


def _past(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    """State a holding and the holder it was bought from."""
    start = _start(register, company)
    yield _owns(register, company, stake, share=percent(stake.units), validFrom=day(start))
    yield from _other_side(register, company, stake, validTo=day(start))


def _future(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    """State a holding that is sold already, though not handed over yet."""
    handover = FUTURE + register.dice.below(400)
    yield _owns(register, company, stake, share=percent(stake.units), validTo=day(handover))
    yield from _other_side(register, company, stake, validFrom=day(handover))


def _unknown(register: Register, company: Party, stake: Stake) -> Iterator[Record]:
    yield _owns(register, company, stake)


_WRITERS = {
    "plain": _plain,
    "band": _band,
    "nominee": _nominee,
    "suspended": _suspended,
    "past": _past,
    "future": _future,
    "unknown": _unknown,
}


def _other_side(register: Register, company: Party, stake: Stake, **dates: str) -> Iterator[Record]:
    """State the seller or the buyer of a holding."""
    people = register.quarter.people
    if people and (person := register.dice.pick(people)).code != stake.holder:
        yield _owns(register, company, Stake(person.code, person.ref, stake.units), share=percent(stake.units), **dates)


def _start(register: Register, company: Party) -> int:
    founded = company.subject.founded if isinstance(company.subject, Firm) else TODAY
    return register.dice.between(founded + 1, TODAY - 1)


def _owns(register: Register, company: Party, stake: Stake, source: str = "registry", **facts: object) -> Record:
    return relation(register.quarter.mint.serials, source, "OWNS", (stake.ref, company.ref), **facts)
