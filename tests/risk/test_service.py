"""Assessments of one party on the graph: from records on, today and in the past, against the rules alone."""

from random import Random
from typing import Any

import numpy as np
import pytest

from cim_graph.access.rights import Area, Scope
from cim_graph.graph.session import Graph
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.kernel.ranks import Rank
from cim_graph.kernel.times import NOW, AsOf, moment_text, system_clock
from cim_graph.risk import everywhere, versions
from cim_graph.risk import reading as reads
from cim_graph.risk.assessment import Assessment
from cim_graph.risk.everywhere import Among
from cim_graph.risk.facts import facts
from cim_graph.risk.propagation.combined import combined
from cim_graph.risk.propagation.spread import Bounds, Origins, spread
from cim_graph.risk.reading import Reading
from cim_graph.risk.scheme import shipped
from cim_graph.risk.scoring import own_strength
from cim_graph.risk.service import assess
from cim_graph.risk.ties import Tie, weighed
from tests.conftest import Submit

RANK = Rank()


def id_(key: str) -> str:
    return id_of(Kind.PARTY, "s", key)


def party(key: str, *flags: str, **said: Any) -> dict[str, Any]:
    return {"type": "organization", "source": "s", "key": key, "names": [key], "flags": list(flags), **said}


def tie(key: str, source: str, kind: str, target: str, **said: Any) -> dict[str, Any]:
    ends = {"from": {"source": "s", "key": source}, "to": {"source": "s", "key": target}}
    return {"type": "relationship", "source": "s", "key": key, "kind": kind, **ends, **said}


async def assessment(graph: Graph, key: str, as_of: AsOf = NOW) -> Assessment:
    version = await versions.in_force(graph, "aml")
    return (await assess(Reading(graph, as_of, RANK), version, [id_(key)]))[id_(key)]


async def test_risk_travels_through_holdings_in_time(graph: Graph, take: Submit) -> None:
    await take(
        [
            party("bad", "sanctioned"),
            party("mid"),
            party("low"),
            tie("1", "bad", "OWNS", "mid", share="80", validFrom="2024-01-01"),
            tie("2", "mid", "OWNS", "low", share="50", validFrom="2025-01-01", validTo="2025-07-01"),
            tie("3", "mid", "MANAGES", "low", role="board", validFrom="2026-01-01"),
        ]
    )
    seen = {
        day: (await assessment(graph, "low", AsOf(day) if day else NOW)).propagated
        for day in ("2024-06-01", "2025-03-01", "2025-08-01", "")
    }
    strengths = {day: [round(one.strength, 9) for one in arriving] for day, arriving in seen.items()}
    assert strengths == {"2024-06-01": [], "2025-03-01": [0.4], "2025-08-01": [], "": [0.48]}
    [today] = seen[""]
    assert today.parties == (id_("bad"), id_("mid"), id_("low"))
    assert today.relationships == tuple(id_of(Kind.FACT, "s", key) for key in "13")
    assert today.points == pytest.approx(0.48 * 60)


async def test_facts_of_a_party_decide(graph: Graph, take: Submit) -> None:
    await take([party("one", "pep", jurisdiction="YE", addresses=[{"text": "Baku", "country": "AZ"}])])
    found = await assessment(graph, "one")
    assert (found.score, found.word) == (60.0, "HIGH")
    assert [(one.code, one.value, one.points) for one in found.factors] == [
        ("customer.pep", True, 35.0),
        ("geography.country", "YE", 25.0),
        ("rule.pep", "HIGH", 0.0),
    ]


async def test_what_was_known_then_decides_then(graph: Graph, take: Submit) -> None:
    await take([party("one", jurisdiction="YE")])
    then = moment_text(system_clock())
    await take([party("one", "sanctioned", jurisdiction="AZ")])
    assert ((await assessment(graph, "one")).word, (await assessment(graph, "one")).score) == ("PROHIBITED", 0.0)
    before = await assessment(graph, "one", AsOf(known=then))
    assert (before.word, before.score, before.at) == ("MEDIUM", 25.0, then)


async def test_a_party_that_is_not_there_is_left_out(graph: Graph) -> None:
    version = await versions.in_force(graph, "aml")
    assert await assess(Reading(graph, NOW, RANK), version, [id_("nobody")]) == {}


async def test_a_cut_says_so(graph: Graph, take: Submit, monkeypatch: pytest.MonkeyPatch) -> None:
    await take(
        [
            party("hub"),
            *(party(f"n{n}") for n in range(4)),
            *(tie(f"{n}", "hub", "CONTROLS", f"n{n}") for n in range(4)),
        ]
    )
    assert "cut" not in {one.code for one in (await assessment(graph, "hub")).factors}
    monkeypatch.setattr(reads, "WIDEST", 3)
    monkeypatch.setattr("cim_graph.risk.surroundings.WIDEST", 3)
    [cut] = [one for one in (await assessment(graph, "hub")).factors if one.code == "cut"]
    assert "of" in cut.evidence


async def test_a_dry_run_counts_whom_its_caller_may_see(graph: Graph, take: Submit) -> None:
    await take([party("a", branch="North"), party("b", branch="South", segment="retail"), party("c"), party("d")])
    base = await everywhere.whole(Reading(graph, NOW, RANK))
    version = await versions.in_force(graph, "aml")

    def counted(*areas: Area, sample: int | None = None) -> int:
        among = Among(Scope(areas or None), sample)
        return everywhere.compared(base, version, version, among).parties

    south, retail = Area(frozenset({"South"})), Area(frozenset({"North"}), frozenset({"retail"}))
    assert [counted(), counted(south), counted(retail), counted(south, sample=2)] == [4, 3, 3, 2]
    assert counted(Area(frozenset({"South"}), frozenset({"corporate"}))) == 2


KINDS = ["OWNS", "CONTROLS", "MANAGES", "ACTS_FOR", "RELATED_TO"]


@pytest.mark.parametrize("seed", range(4))
async def test_one_party_sees_what_the_whole_base_sees(graph: Graph, take: Submit, seed: int) -> None:
    dice, scheme = Random(seed), shipped("aml")
    names = [f"n{number:02}" for number in range(24)]
    flags = {name: [dice.choice(["sanctioned", "pep", "sar"])] for name in dice.sample(names, 6)}
    drawn = [(*dice.sample(names, 2), dice.choice(KINDS), dice.choice(["20", "60", "100"])) for _ in range(40)]
    records = [
        tie(f"{number}", source, kind, target, **({"share": share} if kind == "OWNS" else {"role": f"r{number}"}))
        for number, (source, target, kind, share) in enumerate(drawn)
        if kind != "OWNS" or number == next(n for n, one in enumerate(drawn) if one[:3] == (source, target, kind))
    ]
    assert not (await take([*(party(name, *flags.get(name, ())) for name in names), *records])).rejected
    ids = sorted(map(id_, names))
    ties = [
        Tie(record["key"], record["kind"], id_(record["from"]["key"]), id_(record["to"]["key"]), _share(record))
        for record in records
    ]
    known = facts([{"flags": tuple(flags.get(name, ()))} for name in sorted(names, key=id_)])
    own = own_strength(scheme, known)
    begin = np.flatnonzero(own).astype(np.int32)
    roads, _ = weighed(scheme.propagation, ids, ties)
    bounds = Bounds(scheme.propagation.threshold, scheme.propagation.depth)
    whole = combined(spread(roads, Origins(begin, own[begin]), bounds), scheme.propagation.cap)
    base = await everywhere.whole(Reading(graph, NOW, RANK))
    together = everywhere.scored_all(base, scheme)
    assert base.ids == ids
    for place, one in enumerate(ids):
        version = await versions.in_force(graph, "aml")
        found = (await assess(Reading(graph, NOW, RANK), version, [one]))[one]
        assert sum(arrived.points for arrived in found.propagated) == pytest.approx(whole[place] * 60)
        assert (found.score, found.word) == (together.score[place], scheme.classes[together.place[place]].name)


def _share(record: dict[str, Any]) -> float | None:
    return float(record["share"]) if "share" in record else None
