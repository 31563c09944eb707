"""Columnar execution of GraphQL documents for strawberry and graphql-core 3.3: see docs/columnar.md.

This room imports nothing of the product.
"""

from cim_graph.columnar.batch import Batches, Function
from cim_graph.columnar.declaration import attribute, batched
from cim_graph.columnar.executor import ColumnarExecutor, Outcome
from cim_graph.columnar.frames import Frame, Sections, column
from cim_graph.columnar.internals import nodes_of
from cim_graph.columnar.leaf import unchanged
from cim_graph.columnar.plans import Plans
from cim_graph.columnar.turns import Turns

__all__ = [
    "Batches",
    "ColumnarExecutor",
    "Frame",
    "Function",
    "Outcome",
    "Plans",
    "Sections",
    "Turns",
    "attribute",
    "batched",
    "column",
    "nodes_of",
    "unchanged",
]
