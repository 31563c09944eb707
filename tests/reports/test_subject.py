"""All that is kept on a party, and that somebody asked for it."""

from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.access.trail import Sought, entries
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.ids import Kind, id_of
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
    told = await subject_access(graph, ASKING, "core:A", settings.rank)
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


async def test_that_somebody_asked_is_in_the_trail(graph: Graph, settings: Settings, take: Submit) -> None:
    await take([person("A", "Əli")])
    await subject_access(graph, ASKING, "core:A", settings.rank)
    [entry] = (await entries(graph, Sought(actor="dpo"), Page(5))).items
    assert entry.properties["command"] == "subjectAccess"
    assert entry.properties["subjects"] == id_of(Kind.PARTY, "core", "A")


async def test_nobody_of_that_name_is_told(graph: Graph, settings: Settings) -> None:
    with pytest.raises(NotFoundError):
        await subject_access(graph, ASKING, "core:nobody", settings.rank)
