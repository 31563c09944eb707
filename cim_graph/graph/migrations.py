"""Constraints and indexes, as numbered files that are applied in order, once, and never edited afterwards."""

from dataclasses import dataclass
from hashlib import sha256
from re import compile as compile_pattern
from typing import TYPE_CHECKING

import structlog

from cim_graph.kernel.errors import SetupError
from cim_graph.resources import CYPHER

if TYPE_CHECKING:
    from pathlib import Path

    from cim_graph.graph.session import Graph

log = structlog.get_logger(__name__)

LONGEST_SECONDS = 24 * 3600
"""What one statement of a migration may take: those that change data go through all of it."""

_NAME = compile_pattern(r"(\d{4})_(\w+)\.cypher")
_ONCE = "CREATE CONSTRAINT migration_number IF NOT EXISTS FOR (m:Migration) REQUIRE m.number IS UNIQUE"
_ALONE = "MERGE (m:Migration {number: -1})"
_APPLIED = "MATCH (m:Migration) RETURN m.number AS number, m.digest AS digest"
_REMEMBER = "MERGE (m:Migration {number: $number}) ON CREATE SET m.name = $name, m.digest = $digest, m.at = datetime()"
_AWAIT_INDEXES = "CALL db.awaitIndexes(600)"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: its number, its name and the statements in it."""

    number: int
    name: str
    statements: tuple[str, ...]
    digest: str


def migrations(folder: "Path" = CYPHER / "migrations") -> list[Migration]:
    """Return the migrations of the product in order."""
    return [_read(path) for path in sorted(folder.glob("*.cypher"))]


def _read(path: "Path") -> Migration:
    match = _NAME.fullmatch(path.name)
    if match is None:
        raise SetupError(f"{path} is not named like 0001_what_it_does.cypher")
    text = path.read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    statements = tuple(part.strip() for part in "\n".join(lines).split(";") if part.strip())
    return Migration(int(match[1]), match[2], statements, sha256(text.encode()).hexdigest())


async def migrate(graph: "Graph", wanted: list[Migration] | None = None) -> list[Migration]:
    """Apply what the graph lacks and return it.

    Safe to run twice and from two processes at once: the second waits until the first is done, and finds nothing left.
    Raises SetupError where the graph was made by a newer version, or a file was edited after it was applied.
    """
    await graph.administer(_ONCE)
    if not await pending_migrations(graph, wanted):
        return []
    async with graph.holding(_ALONE):
        pending = await pending_migrations(graph, wanted)
        for migration in pending:
            await _apply(graph, migration)
    await graph.administer(_AWAIT_INDEXES, seconds=LONGEST_SECONDS)
    return pending


async def _apply(graph: "Graph", migration: Migration) -> None:
    for statement in migration.statements:
        await graph.administer(statement, seconds=LONGEST_SECONDS)
    await graph.administer(_REMEMBER, {"number": migration.number, "name": migration.name, "digest": migration.digest})
    log.info("migration.applied", number=migration.number, name=migration.name)


async def pending_migrations(graph: "Graph", wanted: list[Migration] | None = None) -> list[Migration]:
    """Return what the graph lacks, changing nothing; raise SetupError as `migrate` does."""
    wanted = migrations() if wanted is None else wanted
    applied = {row["number"]: row["digest"] for row in await graph.administer(_APPLIED)}
    _check(applied, wanted)
    return [migration for migration in wanted if migration.number not in applied]


def _check(applied: dict[int, str], wanted: list[Migration]) -> None:
    known = {migration.number: migration for migration in wanted}
    if applied.keys() - known.keys():
        raise SetupError("this graph was made by a newer version of cim-graph; install that version or a later one")
    for number, digest in applied.items():
        if known[number].digest != digest:
            raise SetupError(f"migration {number:04} was edited after it was applied; put it back and add a new one")
