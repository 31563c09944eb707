"""Groups of connected clients of a whole base: read in columns, computed, written, against floors of the same rows.

Parties, what ties them and what they owe are put into a Neo4j of its own. The reading is measured against the same
columns read by the bare driver, the computing against bare connected components of the same edges (which say nothing of
control, direction, overlap, exposure or reasons), and on 10,000 parties against networkx, which walks down from each
start. The answers of the latter must be equal.

    .venv/bin/python -m bench.groups [--parties 1000000] [--links 300000] [--out FILE]
"""

import argparse
import gc
import resource
import tempfile
from itertools import pairwise
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import networkx as nx
import numpy as np
import uvloop
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from bench.load import scratch
from bench.record import report
from cim_graph import bootstrap
from cim_graph.graph.session import Graph
from cim_graph.groups.books import books, weighing
from cim_graph.groups.columns import Reading, ground
from cim_graph.groups.model.answer import Terms, groups
from cim_graph.groups.model.contagion import gather
from cim_graph.groups.model.control import controlled
from cim_graph.groups.model.edges import Edges, connect
from cim_graph.groups.rulebook import rulebook
from cim_graph.groups.service import Door, groups_around, run
from cim_graph.groups.source import Source
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.garbage import COLLECT_AFTER
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.settings import Auth, Settings

KIND = GroupKind.CONNECTED_CLIENTS
BATCH = 20_000
SMALL = 10_000
MOST_SECONDS = 20.0
PARTIES = """
UNWIND $rows AS row
CREATE (p:Party:Organization {id: row.id, kind: 'ORGANIZATION', status: 'CUSTOMER', version: 1})
CREATE (r:Record {id: 'r' + substring(row.id, 1)})-[:DESCRIBES]->(p)
FOREACH (amount IN row.owed |
  CREATE (x:Exposure {id: 'x' + substring(row.id, 1), amount: amount, currency: 'AZN'})-[:OWED_BY]->(r))
"""
LINKS = """
UNWIND $rows AS row
MATCH (a:Party {id: row.source})
MATCH (b:Party {id: row.target})
CREATE (a)-[e:$(row.kind)]->(b)
SET e = row.said
"""
BARE = """
MATCH (p:Party)-[e:OWNS|DEPENDS_ON|GUARANTEES]->(q:Party)
WHERE p.id >= $start AND p.id < $end
RETURN collect(e.id) AS ids, collect(p.id) AS sources, collect(q.id) AS targets, collect(e.share) AS shares
"""
LETTERS = "234567abcdefghijklmnopqrstuvwxyz"


def party_id(number: int) -> str:
    """Return an id that is spread over all slices, as digests are."""
    text = ""
    for _ in range(26):
        number, digit = divmod(number * 2_654_435_761 % 2**61, 32)
        text += LETTERS[digit]
    return f"p{text}"


def drawn(parties: int, links: int, dice: Random) -> list[dict[str, Any]]:
    """Draw families of companies: holdings that mostly control, some dependencies and guarantees across."""
    rows = []
    for number in range(links):
        source = dice.randrange(parties)
        target = min(parties - 1, source + dice.randint(1, 40))
        kind = dice.choices(["OWNS", "DEPENDS_ON", "GUARANTEES"], [70, 25, 5])[0]
        share = str(dice.randint(20, 100))
        said: dict[str, Any] = {"id": f"f{number:026d}", "share": share, "strength": float(share), "voting": share}
        if kind == "GUARANTEES":
            said = {"id": said["id"], "material": True}
        if kind == "DEPENDS_ON":
            said |= {"means": "customer", "replaceable": dice.random() < 0.2}
        if source != target:
            rows.append({"source": party_id(source), "target": party_id(target), "kind": kind, "said": said})
    return rows


async def fill(graph: Graph, parties: int, links: int) -> None:
    """Put a made-up base into the graph, as the product draws it."""
    dice = Random(1)
    for start in range(0, parties, BATCH):
        rows = [
            {"id": party_id(number), "owed": [str(dice.randint(1000, 900_000))] if dice.random() < 0.5 else []}
            for number in range(start, min(parties, start + BATCH))
        ]
        await graph.administer(PARTIES, {"rows": rows})
    stated = drawn(parties, links, dice)
    for start in range(0, len(stated), BATCH):
        await graph.administer(LINKS, {"rows": stated[start : start + BATCH]})


async def bare_read(graph: Graph) -> float:
    """Return the seconds that the bare driver takes for the same relationships in the same slices."""
    marks = ["p", *(f"p{letter}" for letter in sorted(LETTERS)), "q"]
    started = monotonic()
    for start, end in pairwise(marks):
        async with graph.driver.session(fetch_size=-1) as session:
            await (await session.run(BARE, {"start": start, "end": end})).fetch(1)
    return monotonic() - started


def components(edges: Edges) -> float:
    """Return the seconds of bare connected components."""
    started = monotonic()
    _, flat = np.unique(np.concatenate([edges.source, edges.target]), return_inverse=True)
    size = int(flat.max()) + 1
    matrix = csr_array((np.ones(len(edges), np.int8), (flat[: len(edges)], flat[len(edges) :])), shape=(size, size))
    connected_components(matrix, directed=False)
    return monotonic() - started


def by_networkx(edges: Edges) -> tuple[float, set[frozenset[int]]]:
    """Return the seconds of networkx for the same groups, and the groups."""
    started = monotonic()
    graph: nx.DiGraph[int] = nx.DiGraph(zip(edges.source.tolist(), edges.target.tolist(), strict=True))
    condensed = nx.condensation(graph)
    members = nx.get_node_attributes(condensed, "members")
    found = set()
    for node, degree in condensed.in_degree():
        if not degree:
            below = {node} | nx.descendants(condensed, node)
            found.add(frozenset(one for part in below for one in members[part]))
    return monotonic() - started, {group for group in found if len(group) > 1}


async def measure(graph: Graph, settings: Settings) -> list[dict[str, Any]]:
    """Read, compute and write; return the figures."""
    book = rulebook("eu")
    source = Source(graph, book.rules[KIND], NOW, Rank())
    await bare_read(graph)
    await source.everything(Reading())
    await books(source, None, await weighing(source))
    bare = await bare_read(graph)
    started = monotonic()
    reading = Reading()
    await source.everything(reading)
    read = monotonic() - started
    started = monotonic()
    owed = await books(source, None, await weighing(source))
    owing = monotonic() - started
    started = monotonic()
    place = ground(reading, (), source.day)
    numbered = monotonic() - started
    started = monotonic()
    found = groups(place, Terms(book.rules[KIND], book.limits, owed))
    computed = monotonic() - started
    pairs = controlled(place, book.rules[KIND])
    edges = connect(place, pairs, book.rules[KIND]).edges
    floor = components(edges)
    started = monotonic()
    gathered = gather(edges, (), ())
    growing = monotonic() - started
    if len(reading.parties) <= SMALL:
        other, theirs = by_networkx(edges)
        assert theirs == {frozenset(group.members.tolist()) for group in gathered.groups}
    else:
        other = float("nan")
    door = Door(graph, bootstrap.commands(settings), Actor("bench"))
    started = monotonic()
    ran = await run(door, KIND, book, Rank())
    first = monotonic() - started
    started = monotonic()
    assert (await run(door, KIND, book, Rank())).written == 0
    again = monotonic() - started
    asked = [
        member.party for group in found.groups[:: max(1, len(found.groups) // 200)] for member in group.members[:1]
    ]
    await groups_around(graph, asked[:1], [KIND], book, NOW, Rank())
    latencies = []
    for id_ in asked:
        started = monotonic()
        await groups_around(graph, [id_], [KIND], book, NOW, Rank())
        latencies.append(monotonic() - started)
    whole = read + owing + numbered + computed
    return [
        {"what": "links", "seconds": "", "figure": len(reading.holdings) + len(reading.ties)},
        {"what": "edges", "seconds": "", "figure": len(edges)},
        {"what": "groups", "seconds": "", "figure": len(ran.groups)},
        {"what": "bare columnar read", "seconds": round(bare, 2), "figure": 1},
        {"what": "read links and parties", "seconds": round(read, 2), "figure": round(read / bare, 1)},
        {"what": "read exposures", "seconds": round(owing, 2), "figure": ""},
        {"what": "number", "seconds": round(numbered, 2), "figure": ""},
        {"what": "compute and explain", "seconds": round(computed, 2), "figure": ""},
        {"what": "of that: groups grow", "seconds": round(growing, 3), "figure": round(growing / floor, 1)},
        {"what": "bare connected components", "seconds": round(floor, 3), "figure": 1},
        {"what": "networkx, the same groups", "seconds": round(other, 3), "figure": round(other / growing, 1)},
        {"what": "whole base", "seconds": round(whole, 2), "figure": f"at most {MOST_SECONDS:g} s"},
        {"what": "run that writes all", "seconds": round(first, 2), "figure": ran.written},
        {"what": "run that finds nothing new", "seconds": round(again, 2), "figure": ""},
        {"what": "one party, p50", "seconds": round(float(np.percentile(latencies, 50)), 4), "figure": len(latencies)},
        {"what": "one party, p95", "seconds": round(float(np.percentile(latencies, 95)), 4), "figure": ""},
        {
            "what": "largest memory, MB",
            "seconds": "",
            "figure": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        },
    ]


async def main() -> None:
    """Measure and tell."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--parties", type=int, default=1_000_000)
    parser.add_argument("--links", type=int, default=300_000)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    gc.set_threshold(*COLLECT_AFTER)  # as `cim groups` does
    sizes = [(SMALL, SMALL * options.links // options.parties), (options.parties, options.links)]
    for parties, links in sizes:
        with tempfile.TemporaryDirectory() as folder:
            settings = Settings(data_dir=Path(folder), neo4j_uri=None, auth=Auth.OFF)
            async with scratch(settings) as graph:
                await fill(graph, parties, links)
                rows = await measure(graph, settings)
        out = options.out if (parties, links) == sizes[-1] else None
        report(f"groups of {parties:,} parties", rows, out)


if __name__ == "__main__":
    uvloop.run(main())
