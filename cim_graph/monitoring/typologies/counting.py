"""Typologies that count and add up within a window: SQL over payments."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from cim_graph.monitoring.typologies.hit import Hit, Window, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SHOWN: Final = 50
"""Transactions that evidence names at most; how many there are is told."""


@dataclass(frozen=True, slots=True)
class Structuring:
    """Payments just below a threshold, so many within days, that together pass it."""

    currency: str
    threshold: float
    below: float
    payments: int
    days: int


@dataclass(frozen=True, slots=True)
class Rapid:
    """Most of what came in goes out again within days."""

    least: float
    passed: float
    days: int


@dataclass(frozen=True, slots=True)
class Dormant:
    """Nothing moved for so many days, and then at least so much within a month."""

    silent_days: int
    least: float


@dataclass(frozen=True, slots=True)
class Round:
    """So many payments in multiples of an amount within days, and such a part of all."""

    multiple: float
    payments: int
    part: float
    days: int


@dataclass(frozen=True, slots=True)
class Fan:
    """So many different others within days, who send (or get) amounts that are alike.

    `unlike`: how many times above or below what its payer pays others each of them lies at least; 1 takes all.
    """

    others: int
    days: int
    alike: float
    unlike: float


@dataclass(frozen=True, slots=True)
class Shared:
    """One device orders payments of so many different payers within days."""

    payers: int
    days: int


_STRUCTURING: Final = """
WITH small AS (
  SELECT payer, moment, amount, id FROM flows
  WHERE currency = $currency AND amount < $threshold AND amount >= $threshold * (1 - $below)
), counted AS (
  SELECT payer, moment,
    count(*) OVER w AS payments, sum(amount) OVER w AS total, list(id) OVER w AS ids
  FROM small
  WINDOW w AS (PARTITION BY payer ORDER BY moment RANGE BETWEEN to_days($days) PRECEDING AND CURRENT ROW)
)
SELECT payer, max(moment)::DATE::VARCHAR, max(payments), max_by(total, payments), max_by(ids, payments)
FROM counted
WHERE payments >= $payments AND total >= $threshold AND moment >= $begin::TIMESTAMP AND moment < $end::TIMESTAMP
GROUP BY payer ORDER BY payer
"""
_RAPID: Final = """
WITH daily AS (
  SELECT who, currency, moment::DATE AS day, coalesce(sum(amount) FILTER (came), 0) AS came,
    coalesce(sum(amount) FILTER (NOT came), 0) AS went
  FROM sides GROUP BY ALL
), summed AS (
  SELECT who, currency, day, sum(came) OVER w AS came, sum(went) OVER w AS went FROM daily
  WINDOW w AS (PARTITION BY who, currency ORDER BY day RANGE BETWEEN to_days($days) PRECEDING AND CURRENT ROW)
)
SELECT who, max(day)::VARCHAR, max_by(currency, came), max(came), max_by(went, came) FROM summed
WHERE came >= $least
AND went BETWEEN came * $passed AND came * (2 - $passed) AND day >= $begin::DATE AND day < $end::DATE
GROUP BY who ORDER BY who
"""
_DORMANT: Final = """
WITH daily AS (
  SELECT who, currency, moment::DATE AS day, sum(amount) AS amount FROM sides GROUP BY ALL
), seen AS (
  SELECT who, day, lag(day) OVER (PARTITION BY who ORDER BY day) AS before FROM (SELECT DISTINCT who, day FROM daily)
), moved AS (
  SELECT who, s.day, before, currency, sum(amount) AS moved FROM seen AS s JOIN daily AS d USING (who)
  WHERE s.day - before >= $silent_days AND s.day >= $begin::DATE AND s.day < $end::DATE
  AND d.day BETWEEN s.day AND s.day + 30
  GROUP BY ALL
)
SELECT who, day::VARCHAR, before::VARCHAR, day - before, max_by(currency, moved), max(moved) FROM moved
WHERE moved >= $least
GROUP BY who, day, before ORDER BY who, day
"""
_ROUND: Final = """
WITH flagged AS (
  SELECT payer, currency, moment, amount, amount % $multiple = 0 AS even FROM flows
  WHERE payer IN (SELECT payer FROM flows WHERE amount % $multiple = 0 GROUP BY payer HAVING count(*) >= $payments)
), counted AS (
  SELECT payer, currency, moment, count(*) OVER w AS every, count(*) FILTER (even) OVER w AS even,
    sum(amount) FILTER (even) OVER w AS total
  FROM flagged
  WINDOW w AS (
    PARTITION BY payer, currency ORDER BY moment RANGE BETWEEN to_days($days) PRECEDING AND CURRENT ROW)
)
SELECT payer, max(moment)::DATE::VARCHAR, max_by(currency, even), max(even), max_by(every, even), max_by(total, even)
FROM counted
WHERE even >= $payments AND even >= $part * every AND moment >= $begin::TIMESTAMP AND moment < $end::TIMESTAMP
GROUP BY payer ORDER BY payer
"""
_FAN: Final = """
WITH pairs AS (
  SELECT payer, payee, currency, avg(amount) AS own FROM flows GROUP BY ALL
), usual AS (
  SELECT payer, payee, currency, (sum(own) OVER w - own) / nullif(count(*) OVER w - 1, 0) AS usual FROM pairs
  WINDOW w AS (PARTITION BY payer, currency)
), strange AS (
  SELECT {hub} AS hub, {other} AS other, moment, amount, currency, id
  FROM flows JOIN usual USING (payer, payee, currency)
  WHERE $unlike = 1 OR amount >= usual * $unlike OR amount * $unlike <= usual
), busy AS (
  SELECT * FROM strange
  WHERE hub IN (SELECT hub FROM strange GROUP BY hub HAVING count(DISTINCT other) >= $others)
), near AS (
  SELECT a.hub, a.moment, a.id AS first_id, b.other, b.amount, b.id FROM busy AS a JOIN busy AS b
  ON a.hub = b.hub AND a.currency = b.currency AND b.moment <= a.moment AND b.moment >= a.moment - to_days($days)
  AND b.amount BETWEEN a.amount * (1 - $alike) AND a.amount * (1 + $alike)
  WHERE a.moment >= $begin::TIMESTAMP AND a.moment < $end::TIMESTAMP
), grouped AS (
  SELECT hub, moment, first_id, count(DISTINCT other) AS others, list(DISTINCT other ORDER BY other) AS who,
    sum(amount) AS total, list(id) AS ids
  FROM near GROUP BY hub, moment, first_id
)
SELECT hub, max_by(moment, others)::DATE::VARCHAR, max(others), max_by(total, others), max_by(who, others),
  max_by(ids, others)
FROM grouped WHERE others >= $others GROUP BY hub ORDER BY hub
"""
_SHARED: Final = """
WITH near AS (
  SELECT a.device, a.moment, b.payer FROM payments AS a JOIN payments AS b ON a.device = b.device
  AND b.moment <= a.moment AND b.moment >= a.moment - to_days($days)
  WHERE a.device IN (SELECT device FROM payments GROUP BY device HAVING count(DISTINCT payer) >= $payers)
  AND a.moment >= $begin::TIMESTAMP AND a.moment < $end::TIMESTAMP
), grouped AS (
  SELECT device, moment, list(DISTINCT payer ORDER BY payer) AS who FROM near GROUP BY device, moment
)
SELECT device, max_by(moment, len(who))::DATE::VARCHAR, max_by(who, len(who)) FROM grouped
WHERE len(who) >= $payers GROUP BY device ORDER BY device
"""


def structuring(connection: "DuckDBPyConnection", said: Structuring, window: Window) -> list[Hit]:
    """Find payers that stay just below a threshold."""
    found = rows(connection, _STRUCTURING, asdict(said), window)
    return [
        Hit(
            [who],
            day,
            f"{count} payments just below {said.threshold:,.0f} {said.currency} within {said.days} days: {total:,.2f}",
            {"payments": count, "total": total, **asdict(said), **_transactions(ids)},
        )
        for who, day, count, total, ids in found
    ]


def rapid(connection: "DuckDBPyConnection", said: Rapid, window: Window) -> list[Hit]:
    """Find those through whom money passes."""
    return [
        Hit(
            [who],
            day,
            f"{went:,.2f} {currency} of {came:,.2f} that came within {said.days} days went out again",
            {"came": came, "went": went, "currency": currency, **asdict(said)},
        )
        for who, day, currency, came, went in rows(connection, _RAPID, asdict(said), window)
    ]


def dormant(connection: "DuckDBPyConnection", said: Dormant, window: Window) -> list[Hit]:
    """Find those that wake after a long silence."""
    return [
        Hit(
            [who],
            day,
            f"{moved:,.2f} {currency} moved within 30 days, after {silent} days of silence",
            {"silentDays": silent, "lastBefore": before, "moved": moved, "currency": currency, **asdict(said)},
        )
        for who, day, before, silent, currency, moved in rows(connection, _DORMANT, asdict(said), window)
    ]


def round_amounts(connection: "DuckDBPyConnection", said: Round, window: Window) -> list[Hit]:
    """Find those that pay in round amounts."""
    return [
        Hit(
            [who],
            day,
            f"{even} of {every} payments in {currency} within {said.days} days are multiples of {said.multiple:,.0f}: "
            f"{total:,.2f}",
            {"round": even, "all": every, "total": total, "currency": currency, **asdict(said)},
        )
        for who, day, currency, even, every, total in rows(connection, _ROUND, asdict(said), window)
    ]


def fan_in(connection: "DuckDBPyConnection", said: Fan, window: Window) -> list[Hit]:
    """Find those to whom many send amounts that are alike."""
    return [_fan(row, said, "senders") for row in rows(connection, _TOWARDS, asdict(said), window)]


def fan_out(connection: "DuckDBPyConnection", said: Fan, window: Window) -> list[Hit]:
    """Find those who send many others amounts that are alike."""
    return [_fan(row, said, "receivers") for row in rows(connection, _AWAY, asdict(said), window)]


def shared_device(connection: "DuckDBPyConnection", said: Shared, window: Window) -> list[Hit]:
    """Find payers that order by one device."""
    return [
        Hit(
            who,
            day,
            f"{len(who)} payers order by one device within {said.days} days",
            {"device": device, "payers": who},
        )
        for device, day, who in rows(connection, _SHARED, asdict(said), window)
    ]


_TOWARDS: Final = _FAN.format(hub="payee", other="payer")
_AWAY: Final = _FAN.format(hub="payer", other="payee")


def _fan(row: Any, said: Fan, called: str) -> Hit:  # noqa: ANN401 (a row of the database)
    who, day, others, total, names, ids = row
    text = f"{others} {called} of amounts that are alike within {said.days} days, {total:,.2f} in all"
    return Hit([who], day, text, {called: names, "total": total, **asdict(said), **_transactions(ids)})


def _transactions(ids: list[str]) -> dict[str, Any]:
    return {"transactions": ids[:_SHOWN], "transactionsInAll": len(ids)}
