"""All that is kept on a party, and that somebody asked for it."""

from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.access.reads import Reads
from cim_graph.access.trail import Sought, entries, entry_of_reads
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.ids import Kind, id_of, sequence_id
from cim_graph.kernel.pages import Page
from cim_graph.matching.judging import JudgeMatch
from cim_graph.matching.overriding import OverrideField
from cim_graph.reports.subject import subject_access
from cim_graph.settings import Settings
from tests.conftest import Submit

ASKING = Actor("dpo")


def person(key: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": "person", "source": "core", "key": key, "names": [name], "birthDate": "1980-01-01", **more}


async def test_all_that_is_kept_is_told(graph: Graph, settings: Settings, take: Submit) -> None:
    await take([person("A", "Əli Həsənov"), person("B", "Leyla Quliyeva"), person("C", "Nigar Əhmədova")])
    await take([person("A", "Əli Həsənli", nationalities=["AZ"])])
    ali = {"source": "core", "key": "A"}
    ends = {"from": ali, "to": {"source": "core", "key": "B"}}
    await take([
        {"type": "relationship", "source": "core", "key": "T", "kind": "FAMILY_OF", "role": "spouse", **ends},
        {"type": "account", "source": "core", "key": "N", "number": "123", "holders": [{"party": ali}]},
        {"type": "exposure", "source": "core", "key": "X", "party": ali, "amount": "5", "currency": "AZN"},
    ])  # fmt: skip
    commands, party = bootstrap.commands(settings), id_of(Kind.PARTY, "core", "A")
    other = id_of(Kind.PARTY, "core", "C")
    await commands.execute(graph, Actor("fatma"), JudgeMatch(party, other, same=False, reason="seen"))
    await commands.execute(graph, Actor("fatma"), OverrideField(party, "segment", "vip", "asked"))
    told = await subject_access(graph, ASKING, "core:A", settings.rank, bootstrap.ledger(settings))
    assert told["party"] == party
    assert {what: len(things) for what, things in told["kept"].items()} == {
        "party": 1, "record": 1, "earlier version of a record": 1, "relationship": 1, "account or exposure": 2,
        "judgement": 1, "pinned value": 1, "merge or split": 1,
    }  # fmt: skip
    assert told["kept"]["record"][0]["payload"]["names"] == ["Əli Həsənli"]
    assert told["kept"]["earlier version of a record"][0]["payload"]["names"] == ["Əli Həsənov"]
    assert told["kept"]["relationship"][0]["as"] == ["FROM"]
    done = {entry["command"] for entry in told["trail"]}
    assert done >= {"submitRecords", "judgeMatch", "overrideField", "subjectAccess"}


async def test_what_went_over_accounts_is_told_and_suspicion_is_not(
    graph: Graph, settings: Settings, take: Submit
) -> None:
    party, ali = id_of(Kind.PARTY, "core", "A"), {"source": "core", "key": "A"}
    paid = {"type": "transaction", "source": "core", "at": "2026-01-05T10:00:00Z", "currency": "AZN",
        "direction": "OUT"}  # fmt: skip
    account = {"type": "account", "source": "core", "key": "N", "number": "AZ123", "holders": [{"party": ali}]}
    await take([person("A", "Əli", flags=["insider", "SAR"]), account])
    await take([
        {**paid, "key": "1", "account": {"source": "core", "key": "N"}, "amount": "5", "purpose": "rent"},
        {**paid, "key": "2", "account": "AZ123", "amount": "6"},
        {**paid, "key": "3", "account": "AZ124", "amount": "7"},
    ])  # fmt: skip
    await take([{**paid, "key": "2", "account": "AZ123", "amount": "8"}])
    await graph.administer(
        "MATCH (r:Record {key: 'A'}) UNWIND ['open', 'hidden', 'gathered'] AS text "
        "CREATE (a:Alert {id: text, kind: 'dormant', suspicion: text = 'hidden', status: 'OPEN', text: text, "
        "evidence: '{}'})-[:CONCERNS]->(r) "
        "FOREACH (_ IN CASE text WHEN 'gathered' THEN [1] ELSE [] END | CREATE (:Case {id: 'c'})-[:GATHERS]->(a)) "
        "CREATE (:RiskOverride {id: 'o' + size(text), class: 'HIGH', reason: 'suspected'})-[:OVERRIDES]->(r)"
    )
    at = "2026-01-01T00:00:00Z"
    seen = [entry_of_reads(Actor("x"), {party: kinds}, at) for kinds in ({"suspicion"}, {"pep", "suspicion"})]
    for entry in (*seen, {**seen[0], "id": sequence_id(), "command": "raiseAlerts", "detail": "{}"}):
        await Reads().keep(graph, entry)
    told = await subject_access(graph, ASKING, "core:A", settings.rank, bootstrap.ledger(settings))
    moved = {what: [one["payload"]["amount"] for one in told["kept"][what]] for what in told["kept"] if "trans" in what}
    assert moved == {"transaction": ["5", "8"], "earlier version of a transaction": ["6"]}
    assert [one["text"] for one in told["kept"]["alert"]] == ["open"]
    assert "status" not in told["kept"]["alert"][0]
    assert told["kept"]["record"][0]["payload"]["flags"] == told["kept"]["party"][0]["flags"] == ["insider"]
    assert [entry["detail"] for entry in told["trail"] if entry["command"] == "read"] == [{party: ["pep"]}]
    assert not [
        word for word in ("suspic", "suspected", "hidden", "gathered", "raiseAlerts", "SAR") if word in str(told)
    ]


async def test_that_somebody_asked_is_in_the_trail(graph: Graph, settings: Settings, take: Submit) -> None:
    await take([person("A", "Əli")])
    await subject_access(graph, ASKING, "core:A", settings.rank, bootstrap.ledger(settings))
    [entry] = (await entries(graph, Sought(actor="dpo"), Page(5))).items
    assert entry.properties["command"] == "subjectAccess"
    assert entry.properties["subjects"] == id_of(Kind.PARTY, "core", "A")


async def test_nobody_of_that_name_is_told(graph: Graph, settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        await subject_access(graph, ASKING, "core:nobody", settings.rank, bootstrap.ledger(settings))
