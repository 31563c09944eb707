"""Every statement, looked at on the server."""

import pytest

import cim_graph.cli.events
import cim_graph.cli.export
import cim_graph.cli.groups
import cim_graph.cli.monitor
import cim_graph.cli.owners
import cim_graph.cli.quality
import cim_graph.cli.resolve
import cim_graph.cli.review
import cim_graph.cli.screen
import cim_graph.cli.subject_access
import cim_graph.cli.undo
import cim_graph.cli.up
import cim_graph.risk.everywhere
import cim_graph.risk.service
import cim_graph.risk.versions  # noqa: F401 (these bind every statement)
from cim_graph.graph.migrations import migrate, migrations
from cim_graph.graph.session import Graph
from cim_graph.graph.statement import Read, declared_statements
from cim_graph.kernel.errors import SetupError
from cim_graph.resources import CYPHER

FILES = sorted(
    str(path.relative_to(CYPHER).with_suffix(""))
    for path in CYPHER.rglob("*.cypher")
    if path.parent.name != "migrations"
)


def test_every_file_is_bound_and_every_binding_has_a_file() -> None:
    assert sorted(declared_statements()) == FILES


@pytest.mark.parametrize("name", FILES)
async def test_a_statement_is_what_its_binding_says(graph: Graph, name: str) -> None:
    statement = declared_statements()[name]
    async with graph.driver.session() as session:
        result = await session.run(f"EXPLAIN {statement.text}", dict.fromkeys(statement.parameters))
        assert tuple(result.keys()) == statement.columns
        summary = await result.consume()
    assert (summary.query_type == "r") == isinstance(statement, Read)
    assert "NodeByLabelScan" not in str(summary.plan)
    assert "AllNodesScan" not in str(summary.plan)


def test_every_file_says_what_it_asks_and_leans_on() -> None:
    for name in FILES:
        head = [line for line in (CYPHER / f"{name}.cypher").read_text("utf-8").splitlines() if line.startswith("//")]
        assert len(head) >= 2, name


async def test_migrations_are_applied_once(graph: Graph) -> None:
    assert await migrate(graph) == []


async def test_a_graph_of_a_newer_version_is_refused(graph: Graph) -> None:
    with pytest.raises(SetupError, match="newer version"):
        await migrate(graph, migrations()[:0])
