"""Versions of schemes: which are there, and which of them is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import orjson

from cim_graph.graph.statement import Empty, Ids, Read
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


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a scheme."""

    name: str


VERSIONS = Read("risk/versions", Empty, Kept)
IN_FORCE = Read("risk/in_force", Name, Kept)
NAMED = Read("risk/named", Ids, Kept)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a scheme. Number 0 is the one that comes with the product: published until a bank publishes one."""

    id: str
    name: str
    number: int
    status: SchemeStatus
    text: str | None
    """The document as JSON text; nothing where it comes with the product."""

    @property
    def scheme(self) -> Scheme:
        """What computes it; raise BadInputError for a document that was kept before something became forbidden."""
        return shipped(self.name) if self.text is None else _read(self.text)

    @property
    def definition(self) -> Mapping[str, Any]:
        """The document."""
        return self.scheme.document if self.text is None else orjson.loads(self.text)


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
    return published(await graph.read(IN_FORCE(Name(name))), name)


def published(rows: Sequence[Kept], name: str) -> Version:
    """Return the published version of a name, kept or shipped; raise NotFoundError where there is none."""
    if rows:
        return _version(rows[0])
    if name in SHIPPED:
        return _own(name, retired=False)
    raise NotFoundError(f"no scheme {name[:40]!r} is published; `riskSchemes` lists those that there are")


async def by_id(graph: "Graph", id_: str) -> Version:
    """Return a version; raise NotFoundError for one that there is not."""
    found = (await by_ids(graph, [id_])).get(id_)
    if found is None:
        raise NotFoundError(f"there is no scheme {id_[:40]!r}; take an id that `riskSchemes` gives")
    return found


async def by_ids(graph: "Graph", ids: Sequence[str]) -> dict[str, Version]:
    """Return the versions of some ids; those that there are not are left out."""
    found = {row.id: _version(row) for row in await graph.read(NAMED(Ids(list(ids))))}
    own = {version_id(name, 0): name for name in SHIPPED}
    for id_ in {*ids} & own.keys():
        name = own[id_]
        found[id_] = _own(name, retired=bool(await graph.read(IN_FORCE(Name(name)))))
    return found


def identified(among: Sequence[Version], id_: str) -> Version:
    """Return the version of an id among some; raise NotFoundError where there is none."""
    for one in among:
        if one.id == id_:
            return one
    raise NotFoundError(f"there is no scheme {id_[:40]!r}; take an id that `riskSchemes` gives")


def _own(name: str, *, retired: bool) -> Version:
    status = SchemeStatus.RETIRED if retired else SchemeStatus.PUBLISHED
    return Version(version_id(name, 0), name, 0, status, None)


def _version(row: Kept) -> Version:
    return Version(row.id, row.name, row.version, SchemeStatus(row.status), row.definition)


@lru_cache(maxsize=64)
def _read(definition: str) -> Scheme:
    return scheme(orjson.loads(definition))
