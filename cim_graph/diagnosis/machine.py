"""Looks at the machine: Python, Java, memory, disks, folders, ports."""

import os
import platform
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cim_graph.diagnosis.model import Finding, good, note, wrong
from cim_graph.graph.local import LocalServer, needs
from cim_graph.graph.local.java import java_program
from cim_graph.settings import unknown_variables

if TYPE_CHECKING:
    from cim_graph.settings import Settings

_OLDEST = (3, 11)
_SECONDS = 20


def python(_: "Settings") -> Finding:
    """Look at the Python that runs this."""
    said = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return good(said) if sys.version_info >= _OLDEST else wrong(f"{said}; install Python 3.11 or newer")


def variables(_: "Settings") -> Finding:
    """Look for variables that nothing reads."""
    unknown = list(unknown_variables())
    slips = [f"{name} is read by nothing; did you mean {near}?" for name, near in unknown if near]
    if slips:
        return wrong(" ".join(slips))
    if unknown:
        return note(f"nothing reads {', '.join(name for name, _ in unknown)}; remove what is of no use")
    return good("every variable is known")


def folders(settings: "Settings") -> Finding:
    """Look whether data and downloads can be written."""
    for folder, variable in ((settings.data_dir, "CIM_DATA_DIR"), (settings.cache_dir, "CIM_CACHE_DIR")):
        there = _nearest(folder)
        if not there.is_dir():
            return wrong(f"{there} is no folder; point {variable} to one")
        if not os.access(there, os.W_OK | os.X_OK):
            return wrong(f"{there} may not be written to; point {variable} to a folder of yours")
    return good(f"data in {settings.data_dir}, downloads in {settings.cache_dir}")


def disk(settings: "Settings") -> Finding:
    """Look at the space for the database's next steps."""
    filled = (settings.data_dir / "neo4j" / "data").exists()
    needed = 0 if settings.neo4j_uri else needs.ROOM_MB if filled else needs.NEW_STORE_MB
    needs.check_disk(settings.data_dir, needed, "CIM_DATA_DIR")
    return good(f"enough space in {settings.data_dir}")


def memory(settings: "Settings") -> Finding:
    """Look at the memory that the local server would take."""
    if LocalServer(settings).running() is None:
        needs.check_memory(settings)
    return good(f"{settings.neo4j_heap_mb} MB of heap and {settings.neo4j_pagecache_mb} MB of page cache fit")


def java(_: "Settings") -> Finding:
    """Look whether the Java that comes along runs here."""
    program = java_program()
    try:
        done = subprocess.run(  # noqa: S603 (our own Java)
            [program, "--version"], capture_output=True, text=True, timeout=_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return wrong(f"{program} does not run ({error}); install cim-graph again, or set NEO4J_URI")
    if done.returncode:
        return wrong(f"{program} does not run ({done.stderr.strip()[:200]}); install cim-graph again, or set NEO4J_URI")
    return good(done.stdout.splitlines()[0])


def database_port(settings: "Settings") -> Finding:
    """Look whether the local server can have its port."""
    state = LocalServer(settings).running()
    if state is not None:
        return good(f"the local server has {state.port}")
    return good(f"{needs.free_port(settings.neo4j_bolt_port, 0)} is free")


def door(settings: "Settings") -> Finding:
    """Look at the address that the API would listen on."""
    with socket.socket() as probe:
        probe.settimeout(1)
        taken = settings.port and probe.connect_ex((_reached(settings.host), settings.port)) == 0
    if taken:
        return note(f"something answers at {settings.host}:{settings.port}; unless it is `cim up`, set CIM_PORT")
    if settings.host not in ("127.0.0.1", "::1", "localhost"):
        return note(
            f"the API listens on {settings.host} and lets everybody in (CIM_AUTH=off); CIM_HOST=127.0.0.1 ends it"
        )
    return good(f"{settings.host}:{settings.port} is free")


def _reached(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 (compared, not bound)


def _nearest(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.exists())
