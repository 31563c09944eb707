"""Versions of schemes: which are there, and which of them is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.graph.statement import Empty, Read
from cim_graph.kernel.errors import NotFoundError
from cim_graph.kernel.ids import Kind, id_of
from cim_graph.risk.scheme import SHIPPED, Scheme, scheme, shipped

if TYPE_CHECKING:
    from cim_graph.graph.session import Graph


class SchemeStatus(StrEnum):
    """A draft decides nothing; the published version of a name does, until another one retires it."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    RETIRED = "RETIRED"


@dataclass(frozen=True, slots=True)
class Kept:
    """A version as it is stored; the definition is JSON text."""

    id: str
    name: str
    version: int
    status: str
    definition: str


VERSIONS = Read("risk/versions", Empty, Kept)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a scheme. Number 0 is the one that comes with the product: published until a bank publishes one."""

    id: str
    name: str
    number: int
    status: SchemeStatus
    scheme: Scheme

    @property
    def definition(self) -> Mapping[str, Any]:
        """The document."""
        return self.scheme.document


def version_id(name: str, number: int) -> str:
    """Return the id of a version."""
    return id_of(Kind.RISK_SCHEME, name, str(number))


async def versions(graph: "Graph") -> list[Version]:
    """Return all versions, by name, the newest first."""
    return listed(await graph.read(VERSIONS(Empty())))


def listed(rows: Sequence[Kept]) -> list[Version]:
    """Return the versions that are kept and those that come with the product, by name, the newest first."""
    kept = list(map(_version, rows))
    published = {one.name for one in kept if one.status is SchemeStatus.PUBLISHED}
    own = [_own(name, retired=name in published) for name in SHIPPED]
    return sorted([*kept, *own], key=lambda one: (one.name, -one.number))


async def in_force(graph: "Graph", name: str) -> Version:
    """Return the published version of a name; raise NotFoundError where there is none."""
    return published(await versions(graph), name)


async def by_id(graph: "Graph", id_: str) -> Version:
    """Return a version; raise NotFoundError for one that there is not."""
    return identified(await versions(graph), id_)


def published(among: Sequence[Version], name: str) -> Version:
    """Return the published version of a name among some; raise NotFoundError where there is none."""
    for one in among:
        if one.name == name and one.status is SchemeStatus.PUBLISHED:
            return one
    raise NotFoundError(f"no scheme {name[:40]!r} is published; `riskSchemes` lists those that there are")


def identified(among: Sequence[Version], id_: str) -> Version:
    """Return the version of an id among some; raise NotFoundError where there is none."""
    for one in among:
        if one.id == id_:
            return one
    raise NotFoundError(f"there is no scheme {id_[:40]!r}; take an id that `riskSchemes` gives")


def _own(name: str, *, retired: bool) -> Version:
    status = SchemeStatus.RETIRED if retired else SchemeStatus.PUBLISHED
    return Version(version_id(name, 0), name, 0, status, shipped(name))


def _version(row: Kept) -> Version:
    return Version(row.id, row.name, row.version, SchemeStatus(row.status), _read(row.definition))


@lru_cache(maxsize=64)
def _read(definition: str) -> Scheme:
    return scheme(orjson.loads(definition))
