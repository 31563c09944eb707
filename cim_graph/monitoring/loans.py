"""Early warnings in what a source says of an exposure, and what it said before.

IFRS 9, B5.5.17 and 5.5.11 (past due, by more than 30 days at the latest), EBA/GL/2020/06, paragraph 274.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

Said = Mapping[str, Any]
Numbers = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PastDue:
    """An attribute `daysPastDue` of so many days or more."""

    days: int


@dataclass(frozen=True, slots=True)
class Downgrade:
    """An attribute `rating` that stands further back in `order`, best first, than before, by so many steps."""

    order: str
    steps: int


@dataclass(frozen=True, slots=True)
class Collateral:
    """A `collateral` that is such a part less than before."""

    part: float


def past_due(said: PastDue, now: Said, before: Said) -> Numbers | None:
    """Return the days where a payment is late, and was not as late before."""
    days, earlier = _number(_attribute(now, "daysPastDue")), _number(_attribute(before, "daysPastDue"))
    if days is None or days < said.days or (earlier is not None and earlier >= said.days):
        return None
    return {"daysPastDue": int(days), "daysBefore": None if earlier is None else int(earlier)}


def downgrade(said: Downgrade, now: Said, before: Said) -> Numbers | None:
    """Return both ratings where the new one is worse."""
    order = said.order.split()
    ratings = [str(_attribute(one, "rating")).upper() for one in (before, now)]
    if not all(rating in order for rating in ratings) or order.index(ratings[1]) - order.index(ratings[0]) < said.steps:
        return None
    return {"rating": ratings[1], "ratingBefore": ratings[0]}


def collateral(said: Collateral, now: Said, before: Said) -> Numbers | None:
    """Return both values where the collateral is worth less; one that is gone is worth nothing."""
    value, earlier = _number(_worth(now)), _number(_worth(before))
    if earlier is None or earlier <= 0 or now.get("currency") != before.get("currency"):
        return None
    left = value or Decimal(0)
    if left > earlier * (1 - Decimal(str(said.part))):
        return None
    return {"collateral": str(left), "collateralBefore": str(earlier), "currency": now.get("currency")}


LOANS: Final[Mapping[str, tuple[type[Any], Callable[[Any, Said, Said], Numbers | None], str]]] = {
    "past-due": (PastDue, past_due, "a payment is late"),
    "downgrade": (Downgrade, downgrade, "a rating is worse than before"),
    "collateral-drop": (Collateral, collateral, "the collateral is worth less than before"),
}
"""The class of thresholds, the rule, and what is said of it."""


def _attribute(said: Said, name: str) -> object:
    return (said.get("attributes") or {}).get(name)


def _worth(said: Said) -> object:
    value = said.get("collateral")
    return value.get("amount", value.get("value")) if isinstance(value, dict) else value


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
