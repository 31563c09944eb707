"""What parties owe, in one currency, and what limits say of it. Decimal arithmetic; a rate that is missing is told."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Context, Decimal
from itertools import pairwise

from cim_graph.groups.model.rules import Limits, Threshold

EXACT = Context(prec=120)
CENT = Decimal("0.01")
CENT_PLACES = -2
ALL = Decimal(100)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of `currency` in `per`, from a day on; `rank` is that of its source, the lowest wins."""

    currency: str
    per: str
    rate: Decimal
    valid_from: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Capital:
    """The capital that limits are a percent of, from a day on."""

    amount: Decimal
    currency: str
    valid_from: str
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """What a party, by its id, owes."""

    party: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Book:
    """What each party owes in the reporting currency.

    `unrated`: currencies of a party's exposures for which there is no rate; those are not in `owed`. `thought`: parties
    that a deal is thought of with: they count as exposed, whatever they owe.
    """

    currency: str
    capital: Decimal | None
    owed: Mapping[str, Decimal]
    unrated: Mapping[str, frozenset[str]]
    thought: frozenset[str] = frozenset()

    def is_exposed(self, party: str) -> bool:
        """Whether there is exposure towards a party, or is to be, be its worth known or not."""
        return party in self.unrated or party in self.thought or bool(self.owed.get(party))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What limits say of an exposure: its percent of the capital, whether it is large, whether it is too much."""

    share: Decimal | None
    large: bool
    breached: bool


class Exchange:
    """The rates in force on a day: of each pair the newest, and among those the one of the best source.

    A pair without a rate is reckoned the other way round, or over one third currency.
    """

    def __init__(self, rates: Iterable[Rate], day: str) -> None:
        newest: dict[Pair, Rate] = {}
        for rate in sorted(rates, key=lambda rate: (rate.valid_from, -rate.rank, -rate.rate)):
            if rate.valid_from <= day:
                newest[rate.currency, rate.per] = rate
        self._rates = {pair: rate.rate for pair, rate in newest.items()}
        self._currencies = sorted({currency for pair in self._rates for currency in pair})

    def convert(self, amount: Decimal, currency: str, into: str) -> Decimal | None:
        """Return an amount in another currency, to the cent, halves to even; nothing where no rate leads there."""
        if currency == into:
            return amount
        for way in ((currency, into), *((currency, third, into) for third in self._currencies)):
            worth = self._along(amount, way)
            if worth is not None:
                return worth.quantize(CENT, ROUND_HALF_EVEN, EXACT)
        return None

    def _along(self, amount: Decimal, way: tuple[str, ...]) -> Decimal | None:
        worth: Decimal = amount
        for one, other in pairwise(way):
            if (rate := self._rates.get((one, other))) is not None:
                worth = EXACT.multiply(worth, rate)
            elif (rate := self._rates.get((other, one))) is not None:
                worth = EXACT.divide(worth, rate)
            else:
                return None
        return worth


def capital_of(stated: Iterable[Capital], day: str) -> Capital | None:
    """Return the capital in force on a day: the newest, and among those that of the best source."""
    begun = [one for one in stated if one.valid_from <= day]
    return max(begun, key=lambda one: (one.valid_from, -one.rank, one.amount), default=None)


def book(owed: Iterable[Owed], exchange: Exchange, capital: Capital | None, currency: str) -> Book:
    """Add up what each party owes. An amount that no rate converts is left out, and told."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    unrated: dict[str, set[str]] = defaultdict(set)
    for one in owed:
        worth = exchange.convert(one.amount, one.currency, currency)
        if worth is None:
            unrated[one.party].add(one.currency)
        else:
            sums[one.party] = EXACT.add(sums[one.party], worth)
    standing = None if capital is None else exchange.convert(capital.amount, capital.currency, currency)
    owed_ = {party: to_the_cent(amount) for party, amount in sums.items()}
    return Book(currency, standing, owed_, {party: frozenset(missing) for party, missing in unrated.items()})


def to_the_cent(amount: Decimal) -> Decimal:
    """Return an amount with two decimal places at least; those that it has more of stay."""
    exponent = amount.as_tuple().exponent
    return amount if isinstance(exponent, int) and exponent <= CENT_PLACES else amount.quantize(CENT, context=EXACT)


def judge(exposure: Decimal, capital: Decimal | None, limits: Limits) -> Verdict:
    """Return what limits say of an exposure; nothing is large where no capital is known."""
    if capital is None:
        return Verdict(None, large=False, breached=False)
    return Verdict(
        percent_of(exposure, capital), beyond(exposure, capital, limits.large), beyond(exposure, capital, limits.breach)
    )


def is_large(exposure: Decimal, capital: Decimal | None, limits: Limits) -> bool:
    """Whether an exposure is large; nothing is where no capital is known."""
    return capital is not None and beyond(exposure, capital, limits.large)


def percent_of(part: Decimal, whole: Decimal) -> Decimal:
    """Return a percentage, to 28 digits: for showing."""
    return part * ALL / whole


def beyond(part: Decimal, whole: Decimal, threshold: Threshold) -> bool:
    """Whether a part passes a percentage of the whole, compared exactly."""
    scaled, bar = EXACT.multiply(part, ALL), EXACT.multiply(threshold.percent, whole)
    return scaled >= bar if threshold.inclusive else scaled > bar


def total(parts: Iterable[Decimal]) -> Decimal:
    """Return a sum, exactly."""
    whole = Decimal("0.00")
    for part in parts:
        whole = EXACT.add(whole, part)
    return whole
