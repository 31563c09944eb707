"""What the local server needs of the machine: each check raises SetupError with what to do."""

import shutil
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from cim_graph.kernel.errors import SetupError

if TYPE_CHECKING:
    from cim_graph.settings import Settings

HOST = "127.0.0.1"
RESERVE_MB = 300
"""Memory that Java takes beside heap and page cache."""
NEW_STORE_MB = 700
"""A new data folder takes 530 MB at once: Neo4j sets 256 MB aside for the log of each of its two databases."""
DOWNLOAD_MB = 200
"""The server's jars and their descriptions."""
ROOM_MB = 300
"""The next log of a database that is there."""


def check_memory(settings: "Settings") -> None:
    """Compare heap and page cache with the memory that is free."""
    needed = settings.neo4j_heap_mb + settings.neo4j_pagecache_mb + RESERVE_MB
    free = psutil.virtual_memory().available // 2**20
    if free < needed:
        raise SetupError(
            f"Neo4j wants {needed} MB of memory and {free} MB are free; close other programs, or lower "
            "CIM_NEO4J_HEAP_MB and CIM_NEO4J_PAGECACHE_MB"
        )


def check_disk(folder: Path, needed_mb: int, setting: str) -> None:
    """Compare what is about to be written to a folder with what is free on its disk."""
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free // 2**20
    if free < needed_mb:
        raise SetupError(
            f"{needed_mb} MB are needed in {folder} and {free} MB are free; free some space, or point {setting} to "
            "another disk"
        )


def check_version(home: Path, version: str) -> None:
    """Refuse the data of a newer server: no server reads them back."""
    try:
        made_by = (home / "version").read_text("utf-8", errors="replace").strip()
    except (FileNotFoundError, NotADirectoryError):
        return
    if _parts(made_by) > _parts(version):
        raise SetupError(
            f"{home} was written by Neo4j {made_by}, newer than {version}: set CIM_NEO4J_VERSION={made_by}, or use "
            "another CIM_DATA_DIR"
        )


def free_port(wanted: int, last: int) -> int:
    """Return the port that was asked for; else (0) the last one, so that clients find the server again, or any."""
    if wanted:
        if not _is_free(wanted):
            raise SetupError(
                f"port {wanted} is taken by another program; end it, or set CIM_NEO4J_BOLT_PORT to another port, or to "
                "0 for a free one"
            )
        return wanted
    if last and _is_free(last):
        return last
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())
