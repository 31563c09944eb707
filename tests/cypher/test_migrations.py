"""What migrations do to a graph that was made before them."""

import asyncio

from cim_graph.graph.migrations import Migration, migrate, migrations
from cim_graph.graph.session import Graph

OLD_CONTACTS = """
CREATE (a:Record {id: 'a'}), (b:Record {id: 'b'}), (c:Record {id: 'c'}),
    (phone:Contact {id: '1', kind: 'phone', value: '+994501234567'}),
    (mobile:Contact {id: '2', kind: 'mobile', value: '+994501234567'}),
    (lonely:Contact {id: '3', kind: 'mobile', value: '+994551234567'}),
    (email:Contact {id: '4', kind: 'email', value: 'a@b.az'}),
    (a)-[:HAS_CONTACT]->(phone), (a)-[:HAS_CONTACT]->(mobile), (b)-[:HAS_CONTACT]->(mobile),
    (c)-[:HAS_CONTACT]->(phone), (c)-[:HAS_CONTACT]->(lonely), (c)-[:HAS_CONTACT]->(email)
"""
TIES = """
MATCH (r:Record)-[tie:HAS_CONTACT]->(c:Contact)
RETURN r.id AS record, tie.kinds AS kinds, c.id AS id, c.family AS family, c.kind AS kind ORDER BY record, id
"""


async def test_two_nodes_of_one_number_become_one_and_the_ties_say_what_each_record_called_it(graph: Graph) -> None:
    await graph.administer(OLD_CONTACTS)
    [migration] = [migration for migration in migrations() if migration.name == "contacts"]
    for statement in (*migration.statements, *migration.statements):
        await graph.administer(statement)
    ties = [tuple(row.values()) for row in await graph.administer(TIES)]
    assert ties == [
        ("a", ["mobile", "phone"], "1", "phone", None),
        ("b", ["mobile"], "1", "phone", None),
        ("c", ["phone"], "1", "phone", None),
        ("c", ["mobile"], "3", "phone", None),
        ("c", ["email"], "4", "email", None),
    ]
    assert await graph.administer("MATCH (c:Contact) RETURN count(c) AS contacts") == [{"contacts": 3}]


async def test_of_two_at_once_one_applies_and_the_other_finds_it_done(graph: Graph) -> None:
    change = "MATCH (n:Count) SET n.value = n.value + 1"
    once = Migration(9999, "counted", (change,), "digest")
    await graph.administer("CREATE (:Count {value: 0})")
    try:
        done = await asyncio.gather(*(migrate(graph, [*migrations(), once]) for _ in range(4)))
        assert sorted(map(len, done)) == [0, 0, 0, 1]
        assert await graph.administer("MATCH (n:Count) RETURN n.value AS value") == [{"value": 1}]
    finally:
        await graph.administer("MATCH (m:Migration {number: 9999}) DELETE m")


def test_numbers_follow_each_other() -> None:
    assert [migration.number for migration in migrations()] == list(range(1, len(migrations()) + 1))
