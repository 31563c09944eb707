"""Checking a deal in a large bank: how long one `checkDeal` takes over GraphQL, one client, one deal after the other.

A synthetic bank is loaded whole, `cim up` serves it as one process, and deals of one customer each are checked: some
from all over the bank, and those whose customers have most relationships. Risk and early warnings are not begun there,
so that nothing else runs meanwhile.

    .venv/bin/python -m bench.deals [--parties 20000] [--asked 300] [--keep FOLDER] [--out FILE]

`--keep` leaves the bank in a folder and takes it from there the next time. A million parties want more memory than is
set: `CIM_NEO4J_HEAP_MB=4096 CIM_NEO4J_PAGECACHE_MB=8192`.
"""

from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import orjson
import uvloop

from bench.record import report
from bench.search import bank, options_of
from bench.serving import Connection
from cim_graph.graph.session import Graph
from cim_graph.synthetic import generate

MOST_MS = 100
CHECK = """query ($deal: DealInput!) { checkDeal(deal: $deal) {
  outcome reasons { code text paths { parties { id } relationships { id } } } } }"""
ANYBODY = "MATCH (p:Party) WHERE p.id > '' AND p.status = 'CUSTOMER' RETURN p.id AS id ORDER BY p.id LIMIT $first"
CROWDED = """MATCH (p:Party) WHERE p.id > '' AND p.status = 'CUSTOMER'
RETURN p.id AS id ORDER BY COUNT { (p)-[]-(:Party) } DESC, p.id LIMIT $first"""
PATIENCE = 600.0


def write(file: Path, parties: int) -> None:
    """Write a bank, but for its transactions."""
    with file.open("wb") as out:
        out.writelines(orjson.dumps(one) + b"\n" for one in generate(parties, 1) if one["type"] != "transaction")


async def checked(graph: Graph, port: int, name: str, statement: str, asked: int) -> dict[str, Any]:
    """Check deals of the parties that a statement finds; those of the first half warm up."""
    ids = [row["id"] for row in await graph.administer(statement, {"first": 2 * asked}, PATIENCE)]
    connection, seconds, reasons = Connection(port), [], 0
    for id_ in ids:
        deal = {"parties": [id_], "product": "loan", "amount": "50000", "currency": "AZN"}
        began = perf_counter()
        answer = orjson.loads(await connection.post(orjson.dumps({"query": CHECK, "variables": {"deal": deal}})))
        seconds.append(perf_counter() - began)
        assert "errors" not in answer, answer
        reasons += len(answer["data"]["checkDeal"]["reasons"])
    connection.close()
    p50, p95 = (float(np.percentile(seconds[asked:], share)) * 1000 for share in (50, 95))
    told = round(reasons / max(len(ids), 1), 1)
    return {"deals of": name, "p50 ms": round(p50, 1), "p95 ms": round(p95, 1), "reasons": told, "bar": MOST_MS}


async def main() -> None:
    """Measure and tell."""
    options = options_of(__doc__, 20_000)
    async with bank(options, write) as (graph, port):
        rows = [
            await checked(graph, port, name, statement, options.asked)
            for name, statement in (("anybody", ANYBODY), ("those with most relationships", CROWDED))
        ]
    report("deals", rows, options.out)


if __name__ == "__main__":
    uvloop.run(main())
