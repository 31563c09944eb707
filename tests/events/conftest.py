"""What the tests of events share."""

import pytest

from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.events.teller import Teller


@pytest.fixture
def teller(graph: Graph, settings: Settings) -> Teller:
    return Teller(graph, settings)
