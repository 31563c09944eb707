"""How the server of a data folder is configured: a file that it reads at its start."""

import re
from pathlib import Path

from cim_graph.graph.local.folder import make_folder, write_whole
from cim_graph.settings import Settings

# Bolt waits twice five seconds for late packets before it ends, unless it is told not to; other versions may not know
# that setting. Keep-alives are for connections that fail silently, which none does on one machine; with them the driver
# watches the clock at each of a dozen reads that the answer to a statement takes, a twentieth of its processor time.
_CONFIGURATION = """\
server.config.strict_validation.enabled=false
internal.dbms.bolt.netty_server_shutdown_quiet_period_duration=0s
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.connection_keep_alive_for_requests=OFF
server.http.enabled=false
server.memory.heap.initial_size={heap}m
server.memory.heap.max_size={heap}m
server.memory.pagecache.size={pagecache}m
dbms.usage_report.enabled=false
db.logs.query.enabled=OFF
db.transaction.bookmark_ready_timeout=5s
db.tx_log.rotation.retention_policy=2 files
"""
_PORT = re.compile(r"^server\.bolt\.listen_address=127\.0\.0\.1:(\d{1,5})$", re.MULTILINE)


def configure(folder: Path, port: int, settings: Settings) -> None:
    """Write what the server is to do at its next start."""
    make_folder(folder)
    text = _CONFIGURATION.format(port=port, heap=settings.neo4j_heap_mb, pagecache=settings.neo4j_pagecache_mb)
    write_whole(folder / "neo4j.conf", text.encode())


def configured_port(folder: Path) -> int | None:
    """Return the port of the server that was started last; nothing where none ever was."""
    try:
        found = _PORT.search((folder / "neo4j.conf").read_text("utf-8"))
    except (OSError, UnicodeError):
        return None
    return int(found[1]) if found else None
