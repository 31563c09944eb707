"""Circular flow: money that comes back to where it began, in like amounts and within a window.

Payments that no like amount follows or precedes can be in no circle: they are taken out until nothing more goes, and
what is left is walked. The order of the payments does not count, since books of several days are often out of order.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from math import ceil, log1p
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from cim_graph.monitoring.typologies.hit import Hit, Window

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_DAY: Final = 86_400_000_000
_CLASSES: Final = 65_536
_NUMBERED: Final = """
CREATE OR REPLACE TEMP TABLE circling AS
SELECT min(id) AS id, payer, payee, amount, currency, min(moment) AS moment FROM flows
WHERE payer <> payee AND amount >= $least
AND moment < $end::TIMESTAMP AND moment >= $begin::TIMESTAMP - to_days($days)
GROUP BY payer, payee, amount, currency, moment::DATE
"""
_ENDS: Final = """
CREATE OR REPLACE TEMP TABLE ends AS SELECT who, currency, row_number() OVER () AS number FROM (
  SELECT payer AS who, currency FROM circling INTERSECT SELECT payee, currency FROM circling
)
"""
_PAYMENTS: Final = """
SELECT c.id AS id, a.number AS payer, b.number AS payee, amount, epoch_us(moment) AS moment FROM circling AS c
JOIN ends AS a ON a.who = c.payer AND a.currency = c.currency
JOIN ends AS b ON b.who = c.payee AND b.currency = c.currency
ORDER BY moment, id
"""
_NAMES: Final = "SELECT who FROM ends ORDER BY number"
_ROUNDS: Final = 50


@dataclass(frozen=True, slots=True)
class Cycle:
    """A way back of so many payments at most, each within days of the first, of amounts that differ by such a part.

    `least`: payments below it are not looked at; `steps`: so many payments a search may try before it gives up.
    """

    shortest: int
    longest: int
    days: int
    alike: float
    least: float
    steps: int


@dataclass(slots=True)
class _Payments:
    """Payments in columns, in the order of time."""

    ids: Any
    payer: Any
    payee: Any
    amount: Any
    moment: Any

    def only(self, kept: Any) -> "_Payments":  # noqa: ANN401 (an array)
        """Return some of them."""
        return _Payments(*(column[kept] for column in (self.ids, self.payer, self.payee, self.amount, self.moment)))


def cycles(connection: "DuckDBPyConnection", said: Cycle, window: Window) -> list[Hit]:
    """Find circles; each payment is told in one circle at most, the shortest that it closes."""
    connection.execute(_NUMBERED, {"least": said.least, "days": said.days, **window.parameters()})
    connection.execute(_ENDS)
    found = connection.execute(_PAYMENTS).fetchnumpy()
    payments = _pruned(_Payments(*(found[name] for name in ("id", "payer", "payee", "amount", "moment"))), said)
    begin = int(np.datetime64(window.begin).astype("datetime64[us]").astype(np.int64))
    circles = _closed(payments, said, begin)
    names = [row[0] for row in connection.execute(_NAMES).fetchall()] if circles else []
    return [_hit(payments, names, way, said) for way in circles]


def _pruned(payments: _Payments, said: Cycle) -> _Payments:
    """Leave payments out whose payee paid nothing alike, or whose payer got nothing alike, within the window."""
    for _ in range(_ROUNDS):
        before = len(payments.ids)
        payments = payments.only(_beside(payments, said, payments.payee, payments.payer))
        payments = payments.only(_beside(payments, said, payments.payer, payments.payee))
        if len(payments.ids) == before:
            break
    return payments


def _beside(payments: _Payments, said: Cycle, here: Any, there: Any) -> Any:  # noqa: ANN401 (arrays)
    """Whether another payment has `there` what one has `here`, within the window and in a like amount.

    Amounts are put in classes a tolerance wide, and looked for in all classes that an amount may lie in which is like
    the same third one: some pass that do not fit, never the other way.
    """
    fits = np.zeros(len(here), dtype=bool)
    if not len(here):
        return fits
    classes = np.floor(np.log(payments.amount) / np.log1p(said.alike)).astype(np.int64) % _CLASSES
    keys, own = np.unique(there * _CLASSES + classes, return_inverse=True)
    since = payments.moment - payments.moment.min()
    span, days = np.int64(since.max() + 1), said.days * _DAY
    places = np.sort(own * span + since)
    reach = ceil((log1p(said.alike) - log1p(-said.alike)) / log1p(said.alike))
    for beside in range(-reach, reach + 1):
        wanted = here * _CLASSES + (classes + beside) % _CLASSES
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        first = np.searchsorted(places, at * span + np.maximum(since - days, 0), side="left")
        last = np.searchsorted(places, at * span + np.minimum(since + days, span - 1), side="right")
        fits |= (keys[at] == wanted) & (last > first)
    return fits


def _closed(payments: _Payments, said: Cycle, begin: int) -> list[list[int]]:
    """Return circles as places of payments, the first payment first."""
    leaving: dict[int, list[int]] = defaultdict(list)
    for place, payer in enumerate(payments.payer.tolist()):
        leaving[payer].append(place)
    columns = [column.tolist() for column in (payments.payer, payments.payee, payments.amount, payments.moment)]
    found: list[list[int]] = []
    told: set[int] = set()
    for start in range(len(payments.ids)):
        if start in told:
            continue
        way = _way(start, leaving, columns, said)
        if way is not None and max(columns[3][place] for place in way) >= begin:
            found.append(way)
            told |= set(way)
    return found


def _way(start: int, leaving: dict[int, list[int]], columns: list[list[Any]], said: Cycle) -> list[int] | None:
    """Return the shortest circle that a payment begins; nothing where none is found in so many steps."""
    payer, payee, amount, moment = columns
    home, until = payer[start], moment[start] + said.days * _DAY
    least, most = amount[start] * (1 - said.alike), amount[start] * (1 + said.alike)
    ways, steps = [[start]], 0
    for length in range(2, said.longest + 1):
        further: list[list[int]] = []
        for way in ways:
            last = way[-1]
            passed = {payer[place] for place in way}
            for place in leaving[payee[last]]:
                steps += 1
                if not (moment[start] <= moment[place] <= until and least <= amount[place] <= most) or place == last:
                    continue
                if payee[place] == home:
                    if length >= said.shortest:
                        return [*way, place]
                elif payee[place] not in passed:
                    further.append([*way, place])
            if steps > said.steps:
                return None
        ways = further
    return None


def _hit(payments: _Payments, names: list[str], way: list[int], said: Cycle) -> Hit:
    who = [names[payments.payer[place] - 1] for place in way]
    amounts = [float(payments.amount[place]) for place in way]
    days = [str(np.datetime64(int(payments.moment[place]), "us").astype("datetime64[D]")) for place in way]
    span = f"{min(days)} to {max(days)}"
    text = f"{amounts[0]:,.2f} went through {len(way)} hands and came back as {amounts[-1]:,.2f}, {span}"
    ids = [str(payments.ids[place]) for place in way]
    return Hit(
        who, max(days), text, {"way": who, "amounts": amounts, "days": days, "transactions": ids, **asdict(said)}
    )
