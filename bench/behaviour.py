"""What typologies find in AMLSim's marked accounts, and how long all of them take over ten million payments.

Of AMLSim's 200 circles most are cut off by the end of its file. What is whole in it is told by the marked payments,
which lie below 21 where every other lies above 100.
"""

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import duckdb

from bench.record import report
from cim_graph.monitoring.rules import TYPOLOGIES, rules
from cim_graph.monitoring.typologies.counting import Fan, fan_in
from cim_graph.monitoring.typologies.cycles import Cycle, cycles
from cim_graph.monitoring.typologies.hit import Hit, Window
from cim_graph.monitoring.typologies.payments import look

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "amlsim-fanin-cycle"
YEAR = Window("2026-01-01", "2027-01-01")
CIRCLES = Cycle(3, 6, 150, 0.01, 1, 20000)
GATHERINGS = Fan(3, 120, 0.4, 8)
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
  round(exp(4 + 2 * (random() + random() + random() - 1.5)), 2) AS amount,
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


def named(hits: list[Hit]) -> set[str]:
    """Return everybody whom hits name."""
    return {who for hit in hits for who in (*hit.who, *hit.evidence.get("senders", ()))}


def against_marks(connection: duckdb.DuckDBPyConnection) -> dict[str, float]:
    """Return precision against all marked accounts, and recall of what is whole in the file."""
    marked = {row[0] for row in connection.execute("SELECT id FROM marked").fetchall()}
    circles, gatherings = cycles(connection, CIRCLES, YEAR), fan_in(connection, GATHERINGS, YEAR)
    whole = {tuple(row[0]) for row in connection.execute(_WHOLE_CIRCLES).fetchall()}
    hubs = {row[0] for row in connection.execute(_WHOLE_GATHERINGS).fetchall()}
    found = {tuple(sorted(hit.who)) for hit in circles}
    return {
        "circles": len(found),
        "circlesWhole": len(whole),
        "circlesRecall": len(found & whole) / len(whole),
        "circlesPrecision": len(named(circles) & marked) / len(named(circles)),
        "gatherings": len(gatherings),
        "gatheringsWhole": len(hubs),
        "gatheringsRecall": len({hit.who[0] for hit in gatherings} & hubs) / len(hubs),
        "gatheringsPrecision": len(named(gatherings) & marked) / len(named(gatherings)),
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
