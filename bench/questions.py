"""The three questions that the API and the bare driver are both asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = Any


@dataclass(frozen=True, slots=True)
class Question:
    """One question in both languages, the least ratio, and what makes the same answer of both."""

    name: str
    floor: float
    cypher: str
    graphql: str
    same: Callable[[Json], Json]


def _edges(connection: Json) -> list[Json]:
    return [edge["node"] for edge in connection["edges"]]


def _profile(data: Json) -> Json:
    party = data["party"]
    return {
        "id": party["id"],
        "name": party["name"],
        "status": party["status"],
        "identifiers": [[item["scheme"], item["value"]] for item in party["identifiers"]],
        "accounts": [[item["number"], item["currency"], item["status"]] for item in _edges(party["accounts"])],
        "relationships": [
            [item["kind"], item["share"], item["from"]["name"], item["to"]["name"]]
            for item in _edges(party["relationships"])
        ],
    }


def _tree(party: Json, deeper: int) -> Json:
    row = [party["id"], party["name"]]
    if deeper:
        row.append([[item["share"], _tree(item["from"], deeper - 1)] for item in _edges(party["relationships"])])
    return row


def _around(party: Json, deeper: int) -> Json:
    row = [party["id"], party["name"]]
    if deeper:
        for direction, end in (("out", "to"), ("in", "from")):
            row.append(
                [[item["kind"], item["share"], _around(item[end], deeper - 1)] for item in _edges(party[direction])]
            )
    return row


QUESTIONS = (
    Question(
        "profile",
        0.25,
        """MATCH (p:Party {id: $id})
RETURN {
  id: p.id, name: p.name, status: p.status,
  identifiers: COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)-[:HAS_IDENTIFIER]->(i)
    WITH DISTINCT i ORDER BY i.scheme, i.value RETURN [i.scheme, i.value]
  },
  accounts: COLLECT {
    MATCH (p)<-[:DESCRIBES]-(:Record)<-[:HELD_BY]-(a:Account)
    WITH DISTINCT a ORDER BY a.number, a.id LIMIT 3 RETURN [a.number, a.currency, a.status]
  },
  relationships: COLLECT {
    MATCH (p)-[e]-(o:Party) WITH e, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 10
    RETURN [type(e), e.share, startNode(e).name, endNode(e).name]
  }
} AS answer""",
        """query ($id: ID!) { party(id: $id) {
  id name status identifiers { scheme value }
  accounts(first: 3) { edges { node { number currency status } } }
  relationships(first: 10) { edges { node { kind share from { name } to { name } } } }
} }""",
        _profile,
    ),
    Question(
        "owners of owners",
        0.2,
        """UNWIND $ids AS id
MATCH (p:Party {id: id})
RETURN collect([p.id, p.name, COLLECT {
  MATCH (p)<-[e:OWNS]-(o:Party) WITH e, o, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 10
  RETURN [e.share, [o.id, o.name, COLLECT {
    MATCH (o)<-[f:OWNS]-(q:Party)
    WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 10
    RETURN [f.share, [q.id, q.name]]
  }]]
}]) AS answer""",
        """query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Party {
  id name relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node { share from {
    id name relationships(kinds: [OWNS], direction: IN, first: 10) { edges { node { share from { id name } } } }
  } } } }
} } }""",
        lambda data: [_tree(party, 2) for party in data["nodes"]],
    ),
    Question(
        "two hops",
        0.2,
        """MATCH (p:Party {id: $id})
RETURN [p.id, p.name,
  COLLECT {
    MATCH (p)-[e]->(o:Party) WITH e, o, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 50
    RETURN [type(e), e.share, [o.id, o.name,
      COLLECT {
        MATCH (o)-[f]->(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      },
      COLLECT {
        MATCH (o)<-[f]-(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      }
    ]]
  },
  COLLECT {
    MATCH (p)<-[e]-(o:Party) WITH e, o, coalesce(e.strength, -1.0) AS strength ORDER BY strength DESC, e.id LIMIT 50
    RETURN [type(e), e.share, [o.id, o.name,
      COLLECT {
        MATCH (o)-[f]->(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      },
      COLLECT {
        MATCH (o)<-[f]-(q:Party) WITH f, q, coalesce(f.strength, -1.0) AS held ORDER BY held DESC, f.id LIMIT 50
        RETURN [type(f), f.share, [q.id, q.name]]
      }
    ]]
  }
] AS answer""",
        """query ($id: ID!) { party(id: $id) { ...around
  out: relationships(direction: OUT, first: 50) { edges { node { kind share to { ...around ...next } } } }
  in: relationships(direction: IN, first: 50) { edges { node { kind share from { ...around ...next } } } }
} }
fragment around on Party { id name }
fragment next on Party {
  out: relationships(direction: OUT, first: 50) { edges { node { kind share to { ...around } } } }
  in: relationships(direction: IN, first: 50) { edges { node { kind share from { ...around } } } }
}""",
        lambda data: _around(data["party"], 2),
    ),
)
