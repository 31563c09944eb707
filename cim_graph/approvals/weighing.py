"""What policies look at of changes: what they are about, and which amounts, segments and flags are concerned."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cim_graph.approvals.policies import Asked, Facts, Policies
from cim_graph.approvals.touching import Ground, Party, matters, named
from cim_graph.approvals.wire import SUBMIT, Wire
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.records.parse import parse

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.groups.books import Weights
    from cim_graph.groups.model.exposure import Book
    from cim_graph.groups.rulebook import Rulebook
    from cim_graph.kernel.ranks import Rank


async def asked(
    graph: "Graph", changes: Sequence[Wire], ground: Ground, policies: Policies, book: "Rulebook", rank: "Rank"
) -> Asked:
    """Return what changes need before they become true; `graph` reads where they would."""
    scale = await _scale(graph, ground, book, rank) if policies.weighs else None
    return policies.asked(_facts(wire, ground, scale) for wire in changes)


async def _scale(graph: "Graph", ground: Ground, book: "Rulebook", rank: "Rank") -> "tuple[Weights, Book]":
    from cim_graph.groups.books import books, weighing  # noqa: PLC0415 (SciPy takes long, and few policies weigh)
    from cim_graph.groups.source import Source  # noqa: PLC0415 (as above)

    source = Source(graph, book.rules[GroupKind.CONNECTED_CLIENTS], NOW, rank)
    weights = await weighing(source)
    return weights, await books(source, sorted(ground.parties()), weights)


def _facts(wire: Wire, ground: Ground, scale: "tuple[Weights, Book] | None") -> Facts:
    parties = list(ground.parties(named(wire)).values())
    segments = [*(party.segment for party in parties), *_stated(wire, "segment")]
    flags = [flag for party in parties for flag in party.flags]
    flags += [flag for stated in _stated(wire, "flags") if isinstance(stated, list) for flag in stated]
    return Facts(
        matters(wire, ground),
        frozenset(text.casefold() for text in segments if isinstance(text, str)),
        frozenset(str(flag).casefold() for flag in flags),
        Decimal(0) if scale is None else _amount(wire, parties, *scale),
    )


def _stated(wire: Wire, field: str) -> Iterator[Any]:
    """Yield what a change states of a field of a party: whatever JSON it is, since nothing has checked it yet."""
    if wire["command"] == SUBMIT:
        yield wire["records"][0].get(field)
    elif wire["command"] == "overrideField" and wire["field"] == field:
        yield wire["value"]


def _amount(wire: Wire, parties: Iterable[Party], weights: "Weights", book: "Book") -> Decimal | None:
    found = []
    for party in parties:
        if party.id in book.unrated:
            return None
        found.append(book.owed.get(party.id, Decimal(0)))
    stated = parse(wire["records"][0]).record if wire["command"] == SUBMIT else None
    amount, currency = getattr(stated, "amount", None), getattr(stated, "currency", None)
    if amount is not None and currency is not None:
        worth = weights.exchange.convert(Decimal(amount), currency, weights.currency)
        if worth is None:
            return None
        found.append(worth)
    return max(found, default=Decimal(0))
