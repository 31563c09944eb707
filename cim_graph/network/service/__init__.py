"""The questions that can be asked of the network."""

from cim_graph.network.service.connections import connections
from cim_graph.network.service.neighbourhood import neighbourhood
from cim_graph.network.service.search import search

__all__ = ["connections", "neighbourhood", "search"]
