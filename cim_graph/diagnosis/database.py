"""Looks at the database: the local server's jars and data, and whichever server answers."""

import asyncio
from typing import TYPE_CHECKING

from cim_graph.diagnosis.model import Finding, good, note, wrong
from cim_graph.graph.local import LocalServer, needs
from cim_graph.graph.local.jars import check_repositories, installed_jars
from cim_graph.graph.migrations import pending_migrations
from cim_graph.graph.session import connect

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph
    from cim_graph.settings import Settings

_OLDEST = (5, 26)
"""Labels and kinds of relationships as parameters came with Neo4j 5.26."""


def jars(settings: "Settings") -> Finding:
    """Look for the local server's jars, or for the way to them."""
    if installed_jars(settings.cache_dir, settings.neo4j_version):
        return good(f"Neo4j {settings.neo4j_version} is installed")
    check_repositories(settings.neo4j_version)
    needs.check_disk(settings.cache_dir, needs.DOWNLOAD_MB, "CIM_CACHE_DIR")
    return note(f"Neo4j {settings.neo4j_version} will be downloaded at the first start, about 155 MB")


def data(settings: "Settings") -> Finding:
    """Look whether the local server can read its data folder."""
    home = LocalServer(settings).home
    needs.check_version(home, settings.neo4j_version)
    return good(f"{home} is of this version" if (home / "version").exists() else f"{home} will be made at first start")


def local(settings: "Settings") -> Finding:
    """Look at the local server."""
    server = LocalServer(settings)
    endpoint = server.endpoint()
    if endpoint is None:
        return note("the local server is not running; `cim db start` starts it, and so does whatever needs it")
    return asyncio.run(_look(settings, endpoint.uri, endpoint.user, endpoint.password))


def remote(settings: "Settings") -> Finding:
    """Look at the server of NEO4J_URI."""
    password = settings.neo4j_password.get_secret_value() if settings.neo4j_password else ""
    return asyncio.run(_look(settings, settings.neo4j_uri or "", settings.neo4j_user, password))


async def _look(settings: "Settings", uri: str, user: str, password: str) -> Finding:
    graph = await connect(uri, user, password, settings)
    try:
        return await _state_of(graph, uri)
    finally:
        await graph.close()


async def _state_of(graph: "Graph", uri: str) -> Finding:
    version, edition = await graph.server()
    said = f"Neo4j {version} {edition} answers at {uri}"
    if _parts(version) < _OLDEST:
        return wrong(f"{said}; it has to be 5.26 or newer")
    pending = await pending_migrations(graph)
    if pending:
        return note(f"{said}; {len(pending)} migrations are not applied yet: the next start of anything does it")
    return good(f"{said}, its schema is up to date")


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("-", maxsplit=1)[0].split(".") if part.isdecimal())
