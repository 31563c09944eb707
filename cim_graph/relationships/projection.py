"""The rule by which facts become relationships: pure, so that today, the past and a test compute the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from itertools import groupby
from typing import Any

import orjson

from cim_graph.kernel.ranks import Rank

EXACT_DIGITS = 120
"""Numbers have at most 40 characters: so many digits hold every sum of them."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One version of what one source says of a relationship, its ends resolved to party ids.

    `since` is the moment at which its first version became known. Shares and amounts are decimal text.
    """

    id: str
    source: str
    kind: str
    from_id: str
    to_id: str
    since: str
    known_from: str
    about: str | None = None
    on_behalf_of: str | None = None
    share: str | None = None
    min_share: str | None = None
    max_share: str | None = None
    exclusive: str | None = None
    voting: str | None = None
    voting_suspended: bool | None = None
    share_class: str | None = None
    role: str | None = None
    means: str | None = None
    amount: str | None = None
    currency: str | None = None
    material: bool | None = None
    replaceable: bool | None = None
    rebutted: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    confidence: float | None = None
    attributes: str | None = None

    def holds_on(self, day: str) -> bool:
        """Whether it has begun and not ended on a day (ISO 8601 text)."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)

    def due(self, day: str) -> str | None:
        """Return the next day after `day` on which it begins or ends."""
        ahead = [date for date in (self.valid_from, self.valid_to) if date is not None and date > day]
        return min(ahead, default=None)


@dataclass(frozen=True, slots=True)
class Projection:
    """A relationship as it is walked: one for each kind, pair and distinction."""

    id: str
    kind: str
    from_id: str
    to_id: str
    facts: tuple[str, ...]
    properties: Mapping[str, Any]


def distinction(fact: Fact) -> tuple[str, ...]:
    """Return what keeps two statements of one kind about one pair apart, whoever made them."""
    return (
        fact.share_class or "",
        fact.role or "",
        fact.means or "",
        fact.about or "",
        fact.on_behalf_of or "",
    )


def project(facts: Iterable[Fact], rank: Rank) -> list[Projection]:
    """Return the relationships that these facts make, in the order of kind, pair and distinction.

    Statements of several sources about the same relationship count once: the source with the lowest rank (then the
    first by name) gives the values. Several keys of one source add up. The caller chooses the facts that are known and
    hold on the day it asks about. Votes that the deciding source calls suspended in some of its facts and not in others
    make two relationships; what others say of that makes none.
    """
    ordered = sorted(facts, key=lambda fact: (_place(fact), fact.since, fact.id))
    return [item for _, group in groupby(ordered, key=_place) for item in _projections(list(group), rank)]


def _place(fact: Fact) -> tuple[str, ...]:
    return (fact.kind, fact.from_id, fact.to_id, *distinction(fact))


def _projections(group: Sequence[Fact], rank: Rank) -> Iterator[Projection]:
    source = min({fact.source for fact in group}, key=lambda name: (rank(name), name))
    decided = sorted({bool(fact.voting_suspended) for fact in group if fact.source == source})
    for suspended in decided:
        part = [fact for fact in group if _suspended(fact, decided) == suspended]
        stated = [fact for fact in part if fact.source == source]
        yield _made(stated[0], part[0], part, _added(stated) if len(stated) > 1 else _alone(stated[0]))


def _suspended(fact: Fact, decided: Sequence[bool]) -> bool:
    """Return whether a fact counts to the suspended votes: where the deciding source knows no two kinds, to all."""
    return bool(fact.voting_suspended) if len(decided) > 1 else decided[0]


def _made(chosen: Fact, oldest: Fact, group: Sequence[Fact], terms: dict[str, Any]) -> Projection:
    properties = {
        "id": oldest.id,
        "facts": [fact.id for fact in group],
        "sources": sorted({fact.source for fact in group}),
        "knownFrom": max(fact.known_from for fact in group),
        "about": chosen.about,
        "onBehalfOf": chosen.on_behalf_of,
        "shareClass": chosen.share_class,
        "role": chosen.role,
        "means": chosen.means,
        **terms,
    }
    return Projection(
        oldest.id,
        chosen.kind,
        chosen.from_id,
        chosen.to_id,
        tuple(properties["facts"]),
        {name: value for name, value in properties.items() if value is not None},
    )


def _alone(fact: Fact) -> dict[str, Any]:
    return {
        "share": fact.share,
        "minShare": fact.min_share,
        "maxShare": fact.max_share,
        "exclusive": fact.exclusive,
        "voting": _votes(fact),
        "votingSuspended": fact.voting_suspended,
        "amount": fact.amount,
        "currency": fact.currency,
        "material": fact.material,
        "replaceable": fact.replaceable,
        "rebutted": fact.rebutted,
        "validFrom": fact.valid_from,
        "validTo": fact.valid_to,
        "confidence": fact.confidence,
        "attributes": fact.attributes,
        "strength": None if fact.share is None else float(fact.share),
    }


def _added(stated: Sequence[Fact]) -> dict[str, Any]:
    """Several keys of one source are several facts: a man who bought 10 % twice holds 20 %."""
    share = _sum([fact.share for fact in stated])
    banded = share is None and any(fact.min_share or fact.max_share for fact in stated)
    one_currency = len({fact.currency for fact in stated}) == 1
    starts = [fact.valid_from for fact in stated]
    ends = [fact.valid_to for fact in stated]
    return _alone(stated[0]) | {
        "share": share,
        "minShare": _sum([fact.min_share or fact.share or "0" for fact in stated]) if banded else None,
        "maxShare": _sum([fact.max_share or fact.share or "100" for fact in stated]) if banded else None,
        "exclusive": _left_out([fact.exclusive for fact in stated if fact.share is None]) if banded else None,
        "voting": _sum([_votes(fact) for fact in stated]),
        "amount": _sum([fact.amount for fact in stated]) if one_currency else stated[0].amount,
        "material": True if any(fact.material for fact in stated) else stated[0].material,
        "replaceable": all(fact.replaceable for fact in stated) or None,
        "rebutted": stated[0].rebutted if all(fact.rebutted for fact in stated) else None,
        "validFrom": min((start for start in starts if start), default=None) if all(starts) else None,
        "validTo": max((end for end in ends if end), default=None) if all(ends) else None,
        "attributes": _merged([fact.attributes for fact in stated]),
        "strength": None if share is None else float(share),
    }


def _votes(fact: Fact) -> str | None:
    return fact.share if fact.voting is None and fact.kind == "OWNS" else fact.voting


def _left_out(ends: Sequence[str | None]) -> str | None:
    """Return which ends do not belong to a sum of bands: those that do not belong to one of them."""
    found = [end for end in ("min", "max") if {end, "both"} & set(ends)]
    return "both" if found[1:] else next(iter(found), None)


def _sum(parts: Sequence[str | None]) -> str | None:
    """Add decimal texts exactly; nothing where a part is unknown."""
    known = [Decimal(part) for part in parts if part is not None]
    if len(known) < len(parts) or not known:
        return None
    with localcontext(prec=EXACT_DIGITS):
        text = format(sum(known), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _merged(texts: Sequence[str | None]) -> str | None:
    merged: dict[str, Any] = {}
    for text in reversed([text for text in texts if text]):
        merged |= orjson.loads(text)
    return orjson.dumps(merged, option=orjson.OPT_SORT_KEYS).decode() if merged else None
