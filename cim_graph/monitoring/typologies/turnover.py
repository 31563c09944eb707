"""Early warnings in payments: less comes in, all of it from one, nothing any more, or suddenly very often.

EBA/GL/2020/06, paragraph 274: a decrease of turnover, the loss of a major customer, and other signs of worse standing.
"""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from cim_graph.monitoring.typologies.hit import Hit, Window, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class Drop:
    """In a month that is over such a part less came than in the mean of at least so many months before."""

    months: int
    part: float
    least: float


@dataclass(frozen=True, slots=True)
class Concentration:
    """Such a part of what an organization got within days came from one payer."""

    part: float
    days: int
    least: float


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing moves for so many days where something did in at least so many months of the year before."""

    months: int
    days: int


@dataclass(frozen=True, slots=True)
class Haste:
    """So many payments within a week at least, and so many times what the twelve weeks before had in the mean."""

    payments: int
    times: float


_DROP: Final = """
WITH targets AS (
  SELECT month FROM range(date_trunc('month', $begin::TIMESTAMP) - to_months(1), $end::TIMESTAMP, to_months(1)) t(month)
  WHERE month + to_months(1) >= $begin::TIMESTAMP AND month + to_months(1) < $end::TIMESTAMP
), monthly AS (
  SELECT who, currency, date_trunc('month', moment) AS month, sum(amount) AS total FROM sides WHERE came GROUP BY ALL
), usual AS (
  SELECT who, currency, t.month, count(*) AS months, avg(total) AS mean FROM monthly AS m
  JOIN targets AS t ON m.month < t.month AND m.month >= t.month - to_months(12)
  GROUP BY ALL HAVING count(*) >= $months AND avg(total) >= $least
)
SELECT who, (month + to_months(1))::DATE::VARCHAR, currency, coalesce(total, 0), months, mean
FROM usual LEFT JOIN monthly USING (who, currency, month)
WHERE coalesce(total, 0) <= mean * (1 - $part) ORDER BY who, month, currency
"""
_CONCENTRATION: Final = """
WITH got AS (
  SELECT who, currency, other, sum(amount) AS given, max(moment) AS last FROM sides
  JOIN peers USING (who)
  WHERE came AND peers LIKE 'ORGANIZATION%' AND moment < $end::TIMESTAMP AND moment >= $end::TIMESTAMP - to_days($days)
  GROUP BY ALL
), summed AS (
  SELECT who, currency, sum(given) AS total, max(given) AS most, max_by(other, given) AS payer, max(last) AS last
  FROM got GROUP BY ALL
)
SELECT who, last::DATE::VARCHAR, currency, payer, most, total FROM summed
WHERE total >= $least AND most >= total * $part AND last >= $begin::TIMESTAMP ORDER BY who, currency
"""
_SILENCE: Final = """
WITH seen AS (
  SELECT who, max(moment)::DATE AS last FROM sides WHERE moment < $end::TIMESTAMP GROUP BY who
), busy AS (
  SELECT who, last, count(DISTINCT date_trunc('month', moment)) AS months FROM sides JOIN seen USING (who)
  WHERE moment::DATE > last - 365 AND moment::DATE <= last
  GROUP BY ALL
)
SELECT who, (last + $days)::VARCHAR, last::VARCHAR, months FROM busy
WHERE months >= $months AND last + $days >= $begin::DATE AND last + $days < $end::DATE ORDER BY who
"""
_HASTE: Final = """
WITH daily AS (
  SELECT who, moment::DATE AS day, count(*) AS payments FROM sides GROUP BY ALL
), weekly AS (
  SELECT who, day, min(day) OVER (PARTITION BY who) AS first,
    sum(payments) OVER (
      PARTITION BY who ORDER BY day RANGE BETWEEN to_days(6) PRECEDING AND CURRENT ROW) AS week,
    coalesce(sum(payments) OVER (
      PARTITION BY who ORDER BY day RANGE BETWEEN to_days(90) PRECEDING AND to_days(7) PRECEDING), 0) / 12 AS usual
  FROM daily
)
SELECT who, max_by(day, week)::VARCHAR, max(week), max_by(usual, week) FROM weekly
WHERE first <= day - 90 AND week >= $payments AND week >= usual * $times AND day >= $begin::DATE AND day < $end::DATE
GROUP BY who ORDER BY who
"""


def drop(connection: "DuckDBPyConnection", said: Drop, window: Window) -> list[Hit]:
    """Find those to whom much less comes than before; a hit is of the first day after the month."""
    return [
        Hit(
            [who],
            day,
            f"{total:,.2f} {currency} came in the month before, where the mean of {months} months was {mean:,.2f}",
            {"total": total, "mean": mean, "monthsBefore": months, "currency": currency, **asdict(said)},
        )
        for who, day, currency, total, months, mean in rows(connection, _DROP, asdict(said), window)
    ]


def concentration(connection: "DuckDBPyConnection", said: Concentration, window: Window) -> list[Hit]:
    """Find organizations that live on one payer."""
    return [
        Hit(
            [who],
            day,
            f"{most:,.2f} of {total:,.2f} {currency} that came within {said.days} days came from one payer",
            {"payer": payer, "fromPayer": most, "total": total, "currency": currency, **asdict(said)},
        )
        for who, day, currency, payer, most, total in rows(connection, _CONCENTRATION, asdict(said), window)
    ]


def silence(connection: "DuckDBPyConnection", said: Silence, window: Window) -> list[Hit]:
    """Find those of whom nothing is heard any more."""
    return [
        Hit(
            [who],
            day,
            f"nothing has moved since {last}, for {said.days} days; before, something did in {months} of 12 months",
            {"last": last, "monthsBefore": months, **asdict(said)},
        )
        for who, day, last, months in rows(connection, _SILENCE, asdict(said), window)
    ]


def haste(connection: "DuckDBPyConnection", said: Haste, window: Window) -> list[Hit]:
    """Find those that suddenly move money very often."""
    return [
        Hit(
            [who],
            day,
            f"{week} payments within a week, where {usual:.1f} are usual",
            {"week": int(week), "usual": usual, **asdict(said)},
        )
        for who, day, week, usual in rows(connection, _HASTE, asdict(said), window)
    ]
