"""Early warnings from the graph, on a schedule and on events: who is warned of, along which way, and only once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.events.model import Happening
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of, same_name
from cim_graph.monitoring.commands import RaiseAlerts
from cim_graph.monitoring.following import follow_events, found
from cim_graph.monitoring.indicators import indicated
from cim_graph.monitoring.rules import rules
from cim_graph.monitoring.typologies.hit import Hit, Window
from cim_graph.risk.renewing import Renewer, renew_all
from cim_graph.settings import Settings
from tests.api.conftest import Ask
from tests.conftest import Submit
from tests.events.teller import Teller

ACTOR = Actor("monitoring")
NOW = datetime.now(UTC)
TODAY = Window((NOW - timedelta(days=1)).date().isoformat(), (NOW + timedelta(days=2)).date().isoformat())
A, B, C = (id_of(Kind.PARTY, "core", name) for name in "abc")


def firm(key: str, status: str = "CUSTOMER", **more: Any) -> dict[str, Any]:
    named = {"type": "organization", "source": "core", "key": key, "names": [f"{key.upper()} MMC"]}
    return {**named, "status": status, **more}


def tie(key: str, kind: str, holder: str, held: str, **more: Any) -> dict[str, Any]:
    ends = {"from": {"source": "core", "key": holder}, "to": {"source": "core", "key": held}}
    return {"type": "relationship", "source": "core", "key": key, "kind": kind, **ends, **more}


async def warned(graph: Graph, rule: str) -> list[tuple[str, Hit]]:
    return sorted(await indicated(graph, rules()[rule], TODAY), key=lambda one: one[0])


async def test_a_ring_that_a_holding_closes(graph: Graph, take: Submit, ask: Ask, settings: Settings) -> None:
    await take([firm("a"), firm("b", "EXTERNAL"), firm("c"), firm("d")])
    await take([tie("1", "OWNS", "a", "b", share="60"), tie("2", "OWNS", "b", "c", share="60")])
    await take([tie("4", "OWNS", "d", "a", share="10")])
    assert await warned(graph, "new-ring") == []
    await take([tie("3", "OWNS", "c", "a", share="20")])
    closing = id_of(Kind.FACT, "core", "3")
    rings = [one for one in await warned(graph, "new-ring") if one[1].evidence["holding"] == closing]
    assert [who for who, _ in rings] == sorted([A, C])
    assert [len(path) for _, hit in rings for path in hit.paths] == [3, 3]
    await bootstrap.commands(settings).follow(graph, ACTOR, RaiseAlerts(rules()["new-ring"], rings))
    shown = await ask("{ alerts(first: 5) { edges { node { paths { parties { id } relationships { kind } } } } } }")
    for edge in shown["alerts"]["edges"]:
        [path] = edge["node"]["paths"]
        assert {party["id"] for party in path["parties"]} == {A, B, C}
        assert path["relationships"] == [{"kind": "OWNS"}] * 3


async def test_an_alert_tells_the_first_of_many_ways(graph: Graph, take: Submit, ask: Ask, settings: Settings) -> None:
    await take([firm("a"), *(firm(f"h{n}") for n in range(7))])
    await take([tie(f"{n}", "OWNS", f"h{n}", "a", share="1") for n in range(7)])
    hit = Hit([A], NOW.date().isoformat(), "it fired", {}, [[id_of(Kind.FACT, "core", f"{n}")] for n in range(7)])
    await bootstrap.commands(settings).follow(graph, ACTOR, RaiseAlerts(rules()["new-owner"], [(A, hit)]))
    for first, ways in (("", 5), ("(first: 2)", 2), ("(first: 9)", 7)):
        shown = await ask(f"{{ alerts {{ edges {{ node {{ paths{first} {{ parties {{ name }} }} }} }} }} }}")
        found = shown["alerts"]["edges"][0]["node"]["paths"]
        assert [path["parties"][0]["name"] for path in found] == [f"H{n} MMC" for n in range(ways)]


async def test_what_is_shared_with_a_risky_party(graph: Graph, take: Submit) -> None:
    phone: dict[str, Any] = {"contacts": [{"kind": "phone", "value": "+994501234567"}]}
    await take([firm("a"), firm("b", "EXTERNAL", flags=["sanctioned"]), firm("c", **phone), firm("d")])
    await take([{"type": "person", "source": "core", "key": "x", "names": ["Rəşad Quliyev"]}])
    await take([tie("1", "MANAGES", "x", "a", role="director"), tie("2", "MANAGES", "x", "d", role="director")])
    assert await warned(graph, "risky-link") == []
    await take([tie("3", "MANAGES", "x", "b", role="director")])
    links = await warned(graph, "risky-link")
    assert {(who, hit.evidence["with"], hit.evidence["shared"]) for who, hit in links} == {
        (A, B, "a manager"),
        (id_of(Kind.PARTY, "core", "d"), B, "a manager"),
    }
    assert {len(path) for _, hit in links for path in hit.paths} == {2}
    await take([firm("e", "EXTERNAL", flags=["sanctioned"], **phone)])
    assert [(who, hit.evidence["shared"]) for who, hit in await warned(graph, "risky-link") if who == C] == [
        (C, "a number or mail address")
    ]


PAPERS = [
    ("ended long ago", [{"expires": "2020-01-01"}], 1),
    ("another stands", [{"expires": "2020-01-01"}, {"value": "P7654321", "expires": "2090-01-01"}], 0),
    ("stands", [{"expires": "2090-01-01"}], 0),
    ("ended yesterday", [{"expires": (NOW - timedelta(days=1)).date().isoformat()}], 0),
    ("no end", [{}], 0),
]


@pytest.mark.parametrize(("papers", "warnings"), [one[1:] for one in PAPERS], ids=[one[0] for one in PAPERS])
async def test_papers_that_ended(graph: Graph, take: Submit, papers: list[dict[str, Any]], warnings: int) -> None:
    carried = [{"scheme": "passport", "value": "P1234567", "country": "AZ", **paper} for paper in papers]
    person = {"type": "person", "source": "core", "key": "a", "names": ["Aytən Əliyeva"], "status": "CUSTOMER"}
    await take([{**person, "identifiers": carried}])
    ended = await warned(graph, "paper-ended")
    assert [(who, hit.day) for who, hit in ended] == [(A, "2020-01-01")] * warnings
    assert "P1234567" not in str(ended)


async def test_reviews_that_are_overdue(graph: Graph, take: Submit, settings: Settings) -> None:
    await take([firm("a", jurisdiction="YE"), firm("b", "EXTERNAL", jurisdiction="YE"), firm("c")])
    by = Renewer(graph, bootstrap.commands(settings), ACTOR, settings.rank, "aml")
    await renew_all(by, "pass")
    assert await warned(graph, "review-overdue") == []
    await graph.administer(
        "MATCH (a:RiskAssessment)-[:ASSESSES]->({id: $id}) SET a.reviewOn = $day",
        {"id": same_name(A, Kind.RECORD), "day": "2026-01-05"},
    )
    assert [(who, hit.day, hit.evidence["scheme"]) for who, hit in await warned(graph, "review-overdue")] == [
        (A, "2026-01-05", "aml")
    ]
    await take([firm("a", jurisdiction="AZ")])
    await renew_all(by, "pass")
    assert await warned(graph, "review-overdue") == []


async def test_loans_that_came_worse_than_before(graph: Graph, take: Submit) -> None:
    loan: dict[str, Any] = {"type": "exposure", "source": "core", "key": "x", "currency": "AZN", "amount": "100"}
    loan["party"] = {"source": "core", "key": "a"}
    await take([firm("a"), {**loan, "collateral": "90", "attributes": {"rating": "A"}}])
    for rule in ("past-due", "downgrade", "collateral-drop"):
        assert await warned(graph, rule) == [], rule
    worse = {"collateral": "50", "attributes": {"rating": "BB", "daysPastDue": 60}}
    await take([{**loan, **worse}])
    for rule in ("past-due", "downgrade", "collateral-drop"):
        assert [who for who, _ in await warned(graph, rule)] == [A], rule


async def test_an_alert_at_another_member_of_the_group(graph: Graph, take: Submit, settings: Settings) -> None:
    await take([firm("a"), firm("b"), firm("c"), tie("1", "OWNS", "a", "b", share="60")])
    await graph.administer(
        "MERGE (g:Group {id: 'g1', kind: 'CONNECTED_CLIENTS'}) WITH g "
        "MATCH (p:Party) WHERE p.id IN $ids CREATE (p)-[:MEMBER_OF]->(g)",
        {"ids": [A, B]},
    )
    hit = Hit([B], "2026-01-05", "it fired", {})
    await bootstrap.commands(settings).follow(graph, ACTOR, RaiseAlerts(rules()["structuring"], [(B, hit)]))
    [(who, warning)] = await warned(graph, "of-member")
    assert (who, warning.evidence["member"], [len(path) for path in warning.paths]) == (A, B, [1])


SAID = "1 who own or control it in the end are new"
GROWN = {"change": "LIMIT_CROSSED", "group": "g1", "text": "above its limit", "relationships": ["f1"]}
EVENTS: list[tuple[str, str, dict[str, Any], int]] = [
    ("new-owner", "owner.changed", {"regime": "eu-amlr", "joined": [B], "left": []}, 1),
    ("new-owner", "owner.changed", {"regime": "eu-amlr", "joined": [], "left": [B]}, 0),
    ("new-owner", "party.merged", {"joined": [B]}, 0),
    ("group-grown", "group.changed", GROWN, 1),
    ("group-grown", "group.changed", {**GROWN, "change": "LEFT"}, 0),
    ("group-grown", "group.changed", {**GROWN, "group": "h1"}, 0),
]


async def test_rules_that_follow_events(graph: Graph, take: Submit, ask: Ask, settings: Settings) -> None:
    await take([firm("a")])
    teller, known = Teller(graph, settings), list(rules().values())
    for number, (rule, event, detail, expected) in enumerate(EVENTS):
        await teller.say((event, {A: 2}), detail=detail)
        await teller.number()
        assert await follow_events(graph, teller.commands, ACTOR, known) == expected, (number, rule)
    assert await follow_events(graph, teller.commands, ACTOR, known) == 0
    shown = await ask("{ alerts { edges { node { kind text party { id } } } } }")
    assert [edge["node"] for edge in shown["alerts"]["edges"]] == [
        {"kind": rule, "party": {"id": A}, "text": f"{rules()[rule].title}: {text}"}
        for rule, text in (
            ("group-grown", "above its limit"),
            ("new-owner", "1 who own or control it in the end are new"),
        )
    ]
    await graph.administer("MATCH (t:Turn {name: 'monitoring'}) SET t.place = 0")
    await teller.number()
    assert await follow_events(graph, teller.commands, ACTOR, known) == 0


def test_a_rule_looks_at_its_own_events() -> None:
    happening = Happening(1, "e", "2026-01-05T00:00:00.000000Z", "say", "owner.changed", {A: 2}, {"joined": [B]})
    assert [who for who, _ in found(rules()["new-owner"], happening)] == [A]
    assert found(rules()["new-owner"], replace(happening, name="group.changed")) == []
