"""Two large parties that merged are asked while their relationships are on their way from one node to the other."""

from typing import Any

import pytest

from cim_graph import bootstrap
from cim_graph.api.afterwards import Afterwards
from cim_graph.api.context import Context
from cim_graph.api.room import Room
from cim_graph.api.schema import schema
from cim_graph.graph.session import Graph
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.matching import parts
from cim_graph.matching.gathering import MoveParts
from cim_graph.matching.judging import JudgeMatch, WithdrawJudgement
from cim_graph.matching.models import Models
from cim_graph.profiles.convoy import Convoys
from cim_graph.settings import Settings
from tests.api.conftest import Ask
from tests.conftest import Submit


def firm(key: str, kind: str = "organization") -> dict[str, Any]:
    return {"type": kind, "source": "s", "key": key, "names": [f"Namely {key}"]}


def owns(holder: str, held: str, share: str, **more: Any) -> dict[str, Any]:
    ends = {"from": {"source": "s", "key": holder}, "to": {"source": "s", "key": held}}
    return {"type": "relationship", "source": "s", "key": f"{holder}-{held}", "kind": "OWNS", **ends, "share": share,
            **more}  # fmt: skip


def party_id(key: str) -> str:
    return id_of(Kind.PARTY, "s", key)


FIRMS = ["Big", "Other", "Z", *(f"b{n}" for n in range(6)), *(f"o{n}" for n in range(4))]
PEOPLE = ["Anna", "Boris", "Both"]
WEB = [
    *map(firm, FIRMS[2:]),
    *(firm(key, "person") for key in PEOPLE),
    *(owns("Big", f"b{n}", str(20 + n)) for n in range(6)),
    *(owns("Other", f"o{n}", str(60 + n)) for n in range(4)),
    owns("Anna", "Big", "40"), owns("Boris", "Other", "35"), owns("Both", "Big", "5"), owns("Both", "Other", "6"),
    owns("Big", "o0", "10"), owns("o1", "Z", "100"), owns("b1", "Z", "0"),
    owns("b2", "b3", "9", onBehalfOf={"source": "s", "key": "Other"}),
]  # fmt: skip
"""Two holdings with six and four subsidiaries, one of them of both; owners of either, and one of both."""

TIE = "edges { cursor node { id kind share validFrom from { id name } to { id name } onBehalfOf { id } } } totalCount"
OWNERS = """
beneficialOwners { owners { party { id name } ownership voting } }
owners(first: 20) { edges { node { party { id } ownership } } }
holdings(first: 20) { edges { node { party { id } ownership } } }
"""
QUESTION = f"""
query ($big: ID!, $other: ID!, $anna: ID!, $boris: ID!, $z: ID!, $o: ID!) {{
  big: party(id: $big) {{ ...all }}
  other: party(id: $other) {{ ...all }}
  nodes(ids: [$big, $other]) {{ id ... on Organization {{ name }} }}
  search(text: "Namely Other") {{ edges {{ node {{ id relationshipCounts {{ kind direction count }} }} }} }}
  z: party(id: $z) {{ {OWNERS} relationships(first: 9) {{
    edges {{ node {{ from {{ id relationships(first: 9, direction: IN) {{
      edges {{ node {{ share from {{ id name }} }} }}
    }} }} }} }}
  }} }}
  boris: party(id: $boris) {{ relationships(first: 9) {{ edges {{ node {{ to {{ id name
    relationships(first: 20) {{ edges {{ node {{ share from {{ id }} to {{ id }} }} }} }} }} }} }} }} }}
  one: neighbourhood(id: $o, depth: 1) {{ ...around }}
  two: neighbourhood(id: $o, depth: 2) {{ ...around }}
  here: neighbourhood(id: $other, depth: 1) {{ ...around }}
  connections(from: $anna, to: $z) {{ share parties {{ id name }} relationships {{ id from {{ id }} to {{ id }} }} }}
}}
fragment around on Neighbourhood {{
  parties {{ id name }} total truncated relationships {{ id kind share from {{ id }} to {{ id }} }}
}}
fragment all on Party {{
  id name formerIds relationshipCounts {{ kind direction count }}
  relationships(first: 30) {{ {TIE} }}
  page: relationships(first: 3) {{ {TIE} pageInfo {{ endCursor hasNextPage }} }}
  {OWNERS}
}}
"""


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST", 3)


@pytest.fixture
async def web(take: Submit) -> None:
    for fund in FIRMS[:2][::-1]:
        await take([firm(fund)])
    await take(WEB)


async def judge(graph: Graph, settings: Settings) -> str:
    left, right = (id_of(Kind.RECORD, "s", key) for key in ("Big", "Other"))
    command = JudgeMatch(left, right, same=True, reason="one register")
    verdict = await bootstrap.commands(settings).execute(graph, Actor("fatma"), command)
    return verdict.judgement


async def asked(graph: Graph, settings: Settings) -> Any:
    """Return the answer of both executors, which do not share their levels alike."""
    keys = {"big": "Big", "other": "Other", "anna": "Anna", "boris": "Boris", "z": "Z", "o": "o2"}
    names = {name: party_id(key) for name, key in keys.items()}
    patient = settings.model_copy(
        update={"query_seconds": 600, "request_seconds": 600}
    )  # the server plans much at once
    answers = []
    for columnar in (False, True):
        shared = (Convoys(), Room(settings.max_cost), Models(), Afterwards())
        served = patient.model_copy(update={"columnar": columnar})
        context = Context(Graph(graph.driver, served), bootstrap.commands(settings), Actor("test"), served, *shared)
        result = await schema.execute(QUESTION, variable_values=names, context_value=context)
        assert not result.errors
        answers.append(result.data)
    assert answers[0] == answers[1]
    return answers[0]


async def left(graph: Graph) -> int:
    [row] = await graph.administer("MATCH (p:Part)-[e]-() WHERE e.facts IS NOT NULL RETURN count(e) AS number")
    number: int = row["number"]
    return number


@pytest.mark.usefixtures("web", "planned_at_once")
async def test_both_ids_answer_as_one_party_whatever_has_moved(
    graph: Graph, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands = bootstrap.commands(settings)
    two = await asked(graph, settings)
    with monkeypatch.context() as patched:
        patched.setattr(parts, "MOST", 1000)
        judgement = await judge(graph, settings)
        expected = await asked(graph, settings)
        await commands.execute(graph, Actor("fatma"), WithdrawJudgement(judgement, "a mistake"))
    assert expected != two
    assert expected["big"]["id"] == expected["other"]["id"] == party_id("Other")
    await judge(graph, settings)
    assert await left(graph) > 3
    while number := await left(graph):
        assert await asked(graph, settings) == expected
        await commands.execute(graph, Actor("whoever comes"), MoveParts(2))
        assert await left(graph) < number
    assert await asked(graph, settings) == expected


@pytest.mark.usefixtures("web")
async def test_the_past_shows_two(graph: Graph, ask: Ask, settings: Settings) -> None:
    [row] = await graph.administer("MATCH (f:Fact) RETURN max(f.knownFrom) AS at")
    text = """query ($id: ID!, $asOf: AsOf) { party(id: $id, asOf: $asOf) {
      id name relationshipCounts(asOf: $asOf) { kind direction count } } }"""

    async def then() -> list[Any]:
        moment = {"known": row["at"]}
        return [(await ask(text, id=party_id(key), asOf=moment))["party"] for key in ("Big", "Other")]

    before = await then()
    assert [party["name"] for party in before] == ["Namely Big", "Namely Other"]
    await judge(graph, settings)
    assert await left(graph) > 3
    assert await then() == before
    await bootstrap.commands(settings).execute(graph, Actor("whoever comes"), MoveParts(2))
    assert await then() == before
