"""The local database as one file and back, by neo4j-admin, while the server is stopped."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from cim_graph.graph.local.exchange import DATABASE, exchange, finish_exchange
from cim_graph.graph.local.folder import make_folder, told
from cim_graph.graph.local.java import Java
from cim_graph.graph.local.server import LocalServer
from cim_graph.kernel.errors import BadInputError, ConflictError, SetupError

Report = Callable[[str], None]

_IN_USE = (
    "another cim process uses the database (`cim up`, or a load), and the server has to stop for this; end it first, "
    "or say --force to interrupt it"
)


def backup(server: LocalServer, file: Path, report: Report, *, force: bool = False) -> int:
    """Write the database to a file, which appears under its name only when it is whole; answer its size in bytes.

    Users and passwords are not in it. Raises ConflictError while others use the server, unless forced.
    """
    file = file.absolute()
    if file.is_dir() or not file.parent.is_dir():
        raise BadInputError(f"{file} cannot be a backup: name a file in a folder that is there")
    partial = file.with_name(f"{file.name}.{os.getpid()}.part")
    with _stopped(server, report, force=force) as java:
        if not server.has_data():
            raise BadInputError(f"there is no database in {server.home} yet, so there is nothing to keep")
        report(f"Writing {file}")
        try:
            with told(file), partial.open("xb") as whole:
                os.fchmod(whole.fileno(), 0o600)
                why = java.administer(["database", "dump", DATABASE, "--to-stdout"], stdout=whole)
                os.fsync(whole.fileno())
            if why is not None:
                raise SetupError(f"{file} could not be written: {why}")
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    return file.stat().st_size


def restore(server: LocalServer, file: Path, report: Report, *, force: bool = False) -> None:
    """Put the database of a backup in place of what is there.

    It is unpacked beside the data first, with its checksum; only one that is whole takes the place. Raises
    BadInputError for a file that is no whole backup.
    """
    if not file.is_file():
        raise BadInputError(f"there is no file {file}")
    with _stopped(server, report, force=force) as java:
        fresh = server.home / "restoring"
        shutil.rmtree(fresh, ignore_errors=True)
        make_folder(fresh)
        report(f"Reading {file}")
        try:
            with file.open("rb") as archive:
                why = replace(java, home=fresh).administer(
                    ["database", "load", DATABASE, "--from-stdin"], stdin=archive
                )
            if why is not None:
                raise BadInputError(f"{file} is no whole backup, and nothing was changed: {why}")
            exchange(server.home, fresh / "data")
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def _stopped(server: LocalServer, report: Report, *, force: bool) -> Iterator[Java]:
    """Stop the server for a while; it is started again, at the same port, where it ran."""
    java = server.java(report)
    with server.alone():
        state = server.running()
        if state is not None and not force and server.in_use():
            raise ConflictError(_IN_USE)
        if state is not None:
            report("Stopping Neo4j")
            server.halt()
        finish_exchange(server.home)
        try:
            yield java
        finally:
            if state is not None:
                server.start(report, stays=state.stays)
