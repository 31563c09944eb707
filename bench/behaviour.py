"""What typologies find in AMLSim's marked accounts, and how long all of them take over ten million payments.

Of AMLSim's 200 circles most are cut off by the end of its file. What is whole in it is told by the marked payments,
which lie below 21 where every other lies above 100.

Thresholds are chosen on one half and measured on the other. Its patterns last as long as the file does, so the halves
are of accounts, not of time: accounts that marked payments connect lie in one half, and each half sees all payments but
those of marked accounts of the other. Of a grid that stands here, those thresholds are taken that find the first half
best (F1); nothing is looked at in the second before.
"""

from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb
import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from bench.record import report
from cim_graph.monitoring.rules import TYPOLOGIES, rules
from cim_graph.monitoring.typologies.counting import Fan, fan_in
from cim_graph.monitoring.typologies.cycles import Cycle, cycles
from cim_graph.monitoring.typologies.hit import Hit, Window
from cim_graph.monitoring.typologies.payments import look

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "amlsim-fanin-cycle"
YEAR = Window("2026-01-01", "2027-01-01")
CIRCLES = [Cycle(3, 6, days, alike, 1, 20000) for days in (60, 150) for alike in (0.005, 0.02, 0.05)]
GATHERINGS = [
    Fan(others, days, alike, unlike)
    for others in (3, 5)
    for days in (60, 120)
    for alike in (0.2, 0.4)
    for unlike in (4, 8)
]
_MARKED_BELOW = 21
_FLOWS = """
CREATE TABLE payments AS SELECT row_number() OVER ()::VARCHAR AS id, sourceNodeId::VARCHAR AS payer,
  targetNodeId::VARCHAR AS payee, value::DOUBLE AS amount, 'USD' AS currency,
  TIMESTAMP '2026-01-01' + to_days(time::INTEGER) AS moment, NULL::VARCHAR AS device
FROM read_csv($file)
"""
_WHOLE_CIRCLES = """
WITH e AS (SELECT DISTINCT payer AS a, payee AS b, amount AS v FROM flows WHERE amount < 21)
SELECT list_sort([x.a, y.a, z.a, u.a, w.a])
FROM e x JOIN e y ON x.b = y.a AND x.v = y.v JOIN e z ON y.b = z.a AND y.v = z.v
JOIN e u ON z.b = u.a AND z.v = u.v JOIN e w ON u.b = w.a AND u.v = w.v AND w.b = x.a GROUP BY ALL
"""
_WHOLE_GATHERINGS = "SELECT payee FROM flows WHERE amount < 5 GROUP BY payee HAVING count(DISTINCT payer) >= 3"
_SYNTHETIC = """
CREATE TABLE payments AS SELECT i::VARCHAR AS id, 'a' || (hash(i) % 200000) AS payer,
  'a' || (hash(i + 1000000007) % 200000) AS payee,
  round(exp(5 + 2 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())), 2) AS amount,
  'AZN' AS currency, TIMESTAMP '2026-01-01' + to_seconds((hash(i * 31) % 31536000)::INTEGER) AS moment,
  CASE WHEN i % 3 = 0 THEN 'd' || (hash(i + 3) % 4000000) END AS device
FROM range($rows) AS t(i)
"""


def amlsim(connection: duckdb.DuckDBPyConnection) -> None:
    """Read AMLSim's payments and its marked accounts."""
    connection.execute(_FLOWS, {"file": str(DATA / "transactions.csv.gz")})
    look(connection)
    connection.execute(
        "CREATE TABLE marked AS SELECT nodeid::VARCHAR AS id FROM read_csv($file) WHERE isFraud = 1",
        {"file": str(DATA / "nodes.csv.gz")},
    )


def halves(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Return the marked accounts of each half; those that marked payments connect lie together."""
    marked = [row[0] for row in connection.execute("SELECT id FROM marked ORDER BY id").fetchall()]
    places = {id_: place for place, id_ in enumerate(marked)}
    asked = "SELECT payer, payee FROM payments WHERE amount < $below"
    pairs = [
        (places[a], places[b])
        for a, b in connection.execute(asked, {"below": _MARKED_BELOW}).fetchall()
        if a in places and b in places
    ]
    ends = tuple(zip(*pairs, strict=True))
    web = coo_array((np.ones(len(pairs)), ends), shape=(len(marked), len(marked)))
    _, group = connected_components(web, directed=False)
    return {
        "first": {marked[n] for n in np.flatnonzero(group % 2 == 0)},
        "second": {marked[n] for n in np.flatnonzero(group % 2)},
    }


def seen_by(connection: duckdb.DuckDBPyConnection, hidden: set[str]) -> None:
    """Leave in `payments` what does not touch the marked accounts of the other half."""
    connection.execute("CREATE TABLE IF NOT EXISTS every AS FROM payments")
    connection.execute("CREATE OR REPLACE TABLE hidden AS SELECT unnest($ids) AS id", {"ids": sorted(hidden)})
    connection.execute("DELETE FROM payments")
    connection.execute(
        "INSERT INTO payments FROM every WHERE payer NOT IN (FROM hidden) AND payee NOT IN (FROM hidden)"
    )


def named(hits: list[Hit]) -> set[str]:
    """Return everybody whom hits name."""
    return {who for hit in hits for who in (*hit.who, *hit.evidence.get("senders", ()))}


def circles_found(connection: duckdb.DuckDBPyConnection, said: Cycle, marked: set[str]) -> dict[str, float]:
    """Return how many circles are found, precision against marked accounts, and recall of circles that are whole."""
    hits = cycles(connection, said, YEAR)
    whole: set[tuple[str, ...]] = {tuple(row[0]) for row in connection.execute(_WHOLE_CIRCLES).fetchall()}
    return _told(hits, {tuple(sorted(hit.who)) for hit in hits}, whole, marked)


def gatherings_found(connection: duckdb.DuckDBPyConnection, said: Fan, marked: set[str]) -> dict[str, float]:
    """Return the same of parties to whom several send."""
    hits = fan_in(connection, said, YEAR)
    hubs: set[tuple[str, ...]] = {(row[0],) for row in connection.execute(_WHOLE_GATHERINGS).fetchall()}
    return _told(hits, {(hit.who[0],) for hit in hits}, hubs, marked)


def _told(
    hits: list[Hit], found: set[tuple[str, ...]], whole: set[tuple[str, ...]], marked: set[str]
) -> dict[str, float]:
    accounts = named(hits)
    recall = len(found & whole) / len(whole)
    precision = len(accounts & marked) / len(accounts) if accounts else 0.0
    f1 = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
    of_all = len(accounts & marked) / len(marked)
    return {
        "found": len(found),
        "whole": len(whole),
        "recall": recall,
        "precision": precision,
        "f1": f1,
        "ofAllMarked": of_all,
    }


def against_marks(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Choose thresholds on the first half, and return what they find in the second."""
    half = halves(connection)
    seen_by(connection, half["second"])
    circles = max(CIRCLES, key=lambda said: circles_found(connection, said, half["first"])["f1"])
    gatherings = max(GATHERINGS, key=lambda said: gatherings_found(connection, said, half["first"])["f1"])
    chosen = {"circles": asdict(circles), "gatherings": asdict(gatherings)}
    seen_by(connection, half["first"])
    return {
        "chosen": chosen,
        "circles": circles_found(connection, circles, half["second"]),
        "gatherings": gatherings_found(connection, gatherings, half["second"]),
    }


def scanned(rows: int) -> dict[str, Any]:
    """Return the seconds that each typology takes over made-up payments, and the processor time of all."""
    figures: dict[str, Any] = {}
    with duckdb.connect(config={"threads": 2, "memory_limit": "4GB"}) as connection:
        connection.execute(_SYNTHETIC, {"rows": rows})
        look(connection)
        connection.execute("CREATE TABLE peers AS SELECT DISTINCT payer AS who, 'x' AS peers FROM flows")
        began, used = perf_counter(), process_time()
        for rule in rules().values():
            if rule.kind in TYPOLOGIES:
                since = perf_counter()
                hits = TYPOLOGIES[rule.kind][1](connection, rule.thresholds, Window("2026-12-01", "2027-01-01"))
                figures[rule.name] = [round(perf_counter() - since, 1), len(hits)]
        figures |= {"rows": rows, "seconds": perf_counter() - began, "processorSeconds": process_time() - used}
    return figures


def main() -> None:
    """Print the figures."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    with duckdb.connect() as connection:
        amlsim(connection)
        figures: dict[str, Any] = against_marks(connection)
    figures |= scanned(given.rows)
    report("behaviour", [{"figure": name, "value": value} for name, value in figures.items()], given.out)


if __name__ == "__main__":
    main()
