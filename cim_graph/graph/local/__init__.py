"""The database server that the registry starts by itself: Neo4j Community from its jars, with a Java of its own."""

from cim_graph.graph.local.archive import backup, restore
from cim_graph.graph.local.server import Endpoint, LocalServer, ServerStatus

__all__ = ["Endpoint", "LocalServer", "ServerStatus", "backup", "restore"]
