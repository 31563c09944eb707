"""Search, connections and neighbourhoods through the API."""

from typing import Any

import pytest

from cim_graph.kernel.ids import Kind, id_of
from tests.api.conftest import Ask, Counting
from tests.conftest import Submit

A, B, C = (id_of(Kind.PARTY, "s", key) for key in "abc")


@pytest.fixture
async def chain(take: Submit) -> None:
    """Load Leyla, who holds 60 % of B, which holds 50 % of C."""

    def owns(key: str, holder: str, held: str, share: str) -> dict[str, Any]:
        ends = {"from": {"source": "s", "key": holder}, "to": {"source": "s", "key": held}}
        return {"type": "relationship", "source": "s", "key": key, "kind": "OWNS", **ends, "share": share}

    records: list[dict[str, Any]] = [
        {"type": "person", "source": "s", "key": "a", "names": ["Məmmədova Leyla"]},
        {"type": "organization", "source": "s", "key": "b", "names": ["Araz MMC"]},
        {"type": "organization", "source": "s", "key": "c", "names": ["Kür MMC"]},
        owns("1", "a", "b", "60"),
        owns("2", "b", "c", "50"),
    ]
    assert not (await take(records)).rejected


@pytest.mark.usefixtures("chain")
async def test_a_text_finds_parties_and_tells_why(ask: Ask) -> None:
    data = await ask(
        """query ($text: String!) { search(text: $text, filter: {kinds: [PERSON]}) {
          edges { score matched node { id name relationshipCounts { kind direction count } } }
          pageInfo { hasNextPage } } }""",
        text="Мамедова Лейла",
    )
    (edge,) = data["search"]["edges"]
    assert edge["node"]["id"] == A
    assert edge["matched"] == "name: Məmmədova Leyla"
    assert 0.5 < edge["score"] <= 1
    assert edge["node"]["relationshipCounts"] == [{"kind": "OWNS", "direction": "OUT", "count": 1}]


@pytest.mark.usefixtures("chain")
async def test_ways_come_with_their_parties_and_relationships(ask: Ask) -> None:
    data = await ask(
        """query ($from: ID!, $to: ID!) { connections(from: $from, to: $to) {
          share parties { name } relationships { kind share from { name } to { id } } } }""",
        **{"from": A, "to": C},
    )
    assert data["connections"] == [
        {
            "share": 30.0,
            "parties": [{"name": "Məmmədova Leyla"}, {"name": "Araz MMC"}, {"name": "Kür MMC"}],
            "relationships": [
                {"kind": "OWNS", "share": "60", "from": {"name": "Məmmədova Leyla"}, "to": {"id": B}},
                {"kind": "OWNS", "share": "50", "from": {"name": "Araz MMC"}, "to": {"id": C}},
            ],
        }
    ]


@pytest.mark.usefixtures("chain")
async def test_a_neighbourhood_is_drawn_and_walked_further(ask: Ask, counting: Counting) -> None:
    data = await ask(
        """query ($id: ID!) { neighbourhood(id: $id, depth: 2) { total truncated
          parties { name identifiers { value } } relationships { from { name } to { name } } } }""",
        id=A,
    )
    found = data["neighbourhood"]
    assert (found["total"], found["truncated"]) == (3, False)
    assert [party["name"] for party in found["parties"]] == ["Məmmədova Leyla", "Araz MMC", "Kür MMC"]
    assert len(found["relationships"]) == 2
    assert counting.read_names.count("profiles/level") == 1


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ('{ neighbourhood(id: "nobody") { total } }', "NOT_FOUND"),
        ('{ neighbourhood(id: "nobody", depth: 99) { total } }', "BAD_INPUT"),
        ('{ connections(from: "nobody", to: "nobody") { share } }', "NOT_FOUND"),
        ('{ connections(from: "x", to: "y", maxLength: 0) { share } }', "BAD_INPUT"),
        ('{ search(text: "x", first: 100000) { edges { score } } }', "BAD_INPUT"),
    ],
)
async def test_what_cannot_be_asked_is_answered_with_a_code(ask: Ask, query: str, code: str) -> None:
    (error,) = await ask(query, errors=True)
    assert error.extensions["code"] == code
