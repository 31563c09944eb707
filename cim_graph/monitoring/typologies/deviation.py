"""Typologies that compare a month with what is usual: one's own months before, and the month of one's peers."""

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from cim_graph.monitoring.typologies.hit import Hit, Window, rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True, slots=True)
class OwnHistory:
    """A month that lies so many deviations, and so many times, above the mean of the months before."""

    months: int
    deviations: float
    times: float
    least: float


@dataclass(frozen=True, slots=True)
class Peers:
    """A month that lies so many times the median distance above the median of at least so many peers."""

    peers: int
    distances: float
    least: float


_MONTHLY: Final = """
WITH monthly AS (
  SELECT who, currency, date_trunc('month', moment) AS month, sum(amount) AS total FROM sides GROUP BY ALL
)"""
_OWN: Final = (
    _MONTHLY  # noqa: S608 (our own words)
    + """, compared AS (
  SELECT who, currency, month, total, count(*) OVER w AS months, avg(total) OVER w AS mean,
    coalesce(stddev_samp(total) OVER w, 0) AS deviation
  FROM monthly
  WINDOW w AS (PARTITION BY who, currency ORDER BY month RANGE BETWEEN to_months(12) PRECEDING AND to_days(1) PRECEDING)
)
SELECT who, month::DATE::VARCHAR, currency, total, months, mean, deviation FROM compared
WHERE months >= $months AND total >= $least AND total >= mean * $times AND total >= mean + $deviations * deviation
AND month >= date_trunc('month', $begin::TIMESTAMP) AND month < $end::TIMESTAMP
ORDER BY who, month
"""
)
_PEERS: Final = (
    _MONTHLY  # noqa: S608 (our own words)
    + """, placed AS (
  SELECT who, currency, month, total, coalesce(p.peers, '') AS peers FROM monthly LEFT JOIN peers AS p USING (who)
), usual AS (
  SELECT peers, currency, month, count(*) AS number, median(total) AS middle, mad(total) AS distance
  FROM placed GROUP BY ALL HAVING count(*) >= $peers
)
SELECT who, month::DATE::VARCHAR, currency, total, peers, number, middle, distance
FROM placed JOIN usual USING (peers, currency, month)
WHERE total >= $least AND total > middle + $distances * greatest(distance, middle / 10)
AND month >= date_trunc('month', $begin::TIMESTAMP) AND month < $end::TIMESTAMP
ORDER BY who, month
"""
)


def own_history(connection: "DuckDBPyConnection", said: OwnHistory, window: Window) -> list[Hit]:
    """Find those whose month is unlike their own months before."""
    return [
        Hit(
            [who],
            month,
            f"{total:,.2f} {currency} moved in the month, {total / mean:.1f} times the mean of {months} months before",
            {"total": total, "mean": mean, "deviation": deviation, "monthsBefore": months, **asdict(said)},
        )
        for who, month, currency, total, months, mean, deviation in rows(connection, _OWN, asdict(said), window)
    ]


def peers(connection: "DuckDBPyConnection", said: Peers, window: Window) -> list[Hit]:
    """Find those whose month is unlike that of their peers: parties of one kind and segment."""
    return [
        Hit(
            [who],
            month,
            f"{total:,.2f} {currency} moved in the month, where the median of {number} peers is {middle:,.2f}",
            {"total": total, "median": middle, "distance": distance, "peersCompared": number, "of": of, **asdict(said)},
        )
        for who, month, currency, total, of, number, middle, distance in rows(connection, _PEERS, asdict(said), window)
    ]
