"""The bank of these tests, and asking the schema as the tests of the API do."""

import pytest

from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.api.conftest import ask, counting, planned_at_once
from tests.privacy.bank import Bank, filled

__all__ = ["ask", "counting", "planned_at_once"]


@pytest.fixture
async def bank(graph: Graph, settings: Settings) -> Bank:
    return await filled(graph, settings)
