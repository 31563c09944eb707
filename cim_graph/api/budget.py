"""What a caller may spend: prices of queries, within a minute that goes with the time."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from time import monotonic
from typing import Final

from cim_graph.kernel.errors import CostExceededError

SECONDS: Final = 60
MOST_CALLERS: Final = 10_000


class BudgetSpentError(CostExceededError):
    """A caller has spent what a minute allows; `wait` is how many seconds it has to wait for this query."""

    def __init__(self, price: int, budget: int, wait: int) -> None:
        super().__init__(
            f"this costs {price:,} and of the {budget:,} that you may spend in a minute less is left; "
            f"ask again in {wait} seconds, or ask for less"
        )
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a budget, and after how many seconds all of it is there again."""

    budget: int
    left: int
    seconds: int

    def headers(self) -> dict[str, str]:
        """Return them as headers: https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/."""
        return {
            "RateLimit-Policy": f'"cost";q={self.budget};w={SECONDS}',
            "RateLimit": f'"cost";r={self.left};t={self.seconds}',
        }


class Budgets:
    """What callers have spent, each by its subject: a bucket that fills again as time goes. Nought bounds nobody."""

    def __init__(self, budget: int, clock: Callable[[], float] = monotonic) -> None:
        self._budget = budget
        self._clock = clock
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def spend(self, subject: str, price: int) -> Left | None:
        """Spend a price and return what is left; nothing where nobody is bounded. BudgetSpentError for too much."""
        if not self._budget:
            return None
        now = self._clock()
        spent, at = self._spent.pop(subject, (0.0, now))
        spent = max(0.0, spent - (now - at) * self._budget / SECONDS)
        over = spent + price - self._budget
        refused = over > 0 and spent > 0  # whoever has spent nothing may ask for what one query may cost at all
        spent += 0 if refused else price
        self._spent[subject] = spent, now
        if len(self._spent) > MOST_CALLERS:
            self._spent.popitem(last=False)
        if refused:
            raise BudgetSpentError(price, self._budget, self._seconds(over))
        return Left(self._budget, max(0, int(self._budget - spent)), self._seconds(spent))

    def _seconds(self, cost: float) -> int:
        return ceil(cost * SECONDS / self._budget)
