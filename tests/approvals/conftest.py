"""A bank under the policies that come with the product."""

import pytest

from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.approvals.desk import Bank, bank


@pytest.fixture
def desk(graph: Graph, settings: Settings) -> Bank:
    return bank(graph, settings)
