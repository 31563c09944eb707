"""What is owed, and the rates and the capital that it is weighed by, as of a moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from cim_graph.graph.statement import Ids
from cim_graph.groups.model.exposure import Book, Capital, Exchange, Owed, Rate, book, capital_of
from cim_graph.groups.source import PAST_AT_ONCE, Source, side_by_side
from cim_graph.groups.store import ALL_OWED, OWED, TERMS, Moment, Sums, Term
from cim_graph.kernel.ids import Kind, Span, spans
from cim_graph.profiles.model import Part, Want
from cim_graph.profiles.service import level

CURRENCY = "AZN"
"""The reporting currency where nothing is set and no capital is known."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The rates and the capital in force, and the currency that sums are told in."""

    exchange: Exchange
    capital: Capital | None
    currency: str


async def weighing(source: Source) -> Weights:
    """Return what exposures are weighed by; the currency is that of the capital where none is set."""
    terms = await source.graph.read(TERMS(Moment(source.as_of.known)))
    stated = [
        Capital(Decimal(term.amount), term.currency, term.valid_from, source.rank(term.source))
        for term in terms
        if term.amount is not None
    ]
    capital = capital_of(stated, source.day)
    reporting = source.graph.settings.reporting_currency or (capital.currency if capital else CURRENCY)
    return Weights(Exchange(_rates(source, terms), source.day), capital, reporting)


async def books(source: Source, ids: Sequence[str] | None, weights: Weights) -> Book:
    """Return what these parties owe, or everybody, in the reporting currency."""
    return book(await _owed(source, ids), weights.exchange, weights.capital, weights.currency)


def _rates(source: Source, terms: Sequence[Term]) -> list[Rate]:
    return [
        Rate(term.currency, term.per, Decimal(term.rate), term.valid_from, source.rank(term.source))
        for term in terms
        if term.per is not None and term.rate is not None
    ]


async def _owed(source: Source, ids: Sequence[str] | None) -> list[Owed]:
    if not source.as_of.is_now:
        return await _owed_then(source, await source.ids() if ids is None else ids)
    if ids is not None:
        return _listed(await source.graph.read(OWED(Ids(sorted(ids)))))

    async def of(span: Span) -> Sums:
        [sums] = await source.graph.read(ALL_OWED(span))
        return sums

    return _listed(await side_by_side(of, list(spans(Kind.EXPOSURE))))


def _listed(found: Sequence[Sums]) -> list[Owed]:
    return [
        Owed(id_, Decimal(amount), currency)
        for one in found
        for id_, amount, currency in zip(one.ids, one.amounts, one.currencies, strict=True)
    ]


async def _owed_then(source: Source, ids: Sequence[str]) -> list[Owed]:
    want, ordered = Want(Part.EXPOSURES), sorted(ids)
    found: list[Owed] = []
    for start in range(0, len(ordered), PAST_AT_ONCE):
        asked = {want: ordered[start : start + PAST_AT_ONCE]}
        answers = (await level(source.graph, asked, source.as_of, source.rank))[want]
        found += [Owed(id_, Decimal(row.amount), row.currency) for id_, owed in answers.items() for row in owed]
    return found
