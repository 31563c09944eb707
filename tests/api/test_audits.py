"""The audits of npm's `graphql-http`: every MUST, every SHOULD and every MAY of GraphQL over HTTP.

They run where Node is, and its registry or what was fetched from it before.
"""

import asyncio
import socket
import subprocess
from pathlib import Path
from shutil import which
from typing import Any

import orjson
import pytest
import uvicorn

from cim_graph.graph.session import Graph
from cim_graph.settings import Settings
from tests.api.doors import application

PACKAGES = ("graphql-http@1.23.1", "graphql@16.11.0")


@pytest.fixture
def audits(settings: Settings) -> Path:
    """Give the folder with the packages, fetched once."""
    if which("node") is None or which("npm") is None:
        pytest.skip("Node is not here: the audits of graphql-http are written for it")
    folder = settings.cache_dir / "graphql-http-1.23.1"
    if not (folder / "node_modules" / "graphql-http").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text("{}")
        install = ["npm", "install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", *PACKAGES]
        fetched = subprocess.run(install, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 (npm)
        if fetched.returncode != 0:
            pytest.skip(f"graphql-http cannot be fetched: {fetched.stderr.strip()[-200:]}")
    return folder


async def test_every_audit_of_graphql_over_http_passes(audits: Path, graph: Graph, settings: Settings) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        async with application(settings, graph) as app:
            server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="off", http="httptools", ws="none"))
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            address = f"http://127.0.0.1:{listener.getsockname()[1]}/graphql"
            node = await asyncio.create_subprocess_exec(
                "node", Path(__file__).with_name("audits.mjs"), audits, address, stdout=subprocess.PIPE
            )
            told, _ = await asyncio.wait_for(node.communicate(), 120)
            server.should_exit = True
            await serving
    found: list[dict[str, Any]] = orjson.loads(told)
    assert len(found) > 50
    assert [audit for audit in found if audit["status"] != "ok"] == []
