"""The roles: a document that a bank may replace, and what they give a caller."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import orjson

from cim_graph.access.rights import ALL, EVERYTHING, SEES_RESTRICTED, Area, Rights, Scope, Special
from cim_graph.kernel.actor import Actor
from cim_graph.kernel.document import read_document

_HERE: Final = Path(__file__).resolve().parent
OURS: Final = _HERE / "roles.yaml"
_SCHEMA: Final = jsonschema_rs.Draft202012Validator(orjson.loads((_HERE / "roles.schema.json").read_bytes()))
_KEPT: Final = 4096


@dataclass(frozen=True, slots=True)
class Role:
    """One role; `within` holds `branch`, `segment` or both where it reaches the caller's own only."""

    name: str
    title: str
    may: frozenset[str]
    sees: frozenset[Special]
    within: frozenset[str]
    feeds: bool

    @property
    def restricted(self) -> bool:
        """Whether it opens parties whose data is kept for the law alone."""
        return not self.may.isdisjoint({SEES_RESTRICTED, EVERYTHING})

    def area(self, actor: Actor) -> Area:
        """Return the parties that it opens to a caller."""
        return Area(
            actor.branches if "branch" in self.within else None,
            actor.segments if "segment" in self.within else None,
            self.restricted,
        )


@dataclass(frozen=True, eq=False)
class Roles:
    """The roles in force; `purposeful`: what is shown only to who says what it is read for."""

    by_name: Mapping[str, Role]
    purposeful: frozenset[Special]
    _kept: dict[object, Rights] = field(default_factory=dict, init=False)

    def rights(self, actor: Actor) -> Rights:
        """Return what a caller may do and see: all that one of its roles gives. A role that is unknown gives nothing.

        Whoever has no roles at all, not even none, works on the machine itself, and may do all.
        """
        if actor.roles is None:
            return ALL
        key = (actor.roles, actor.branches, actor.segments, actor.sources, bool(actor.purpose))
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            found = self._kept[key] = self._given(actor)
        return found

    def _given(self, actor: Actor) -> Rights:
        held = [self.by_name[name] for name in actor.roles or () if name in self.by_name]
        areas = tuple(dict.fromkeys(role.area(actor) for role in held if "read" in role.may or "*" in role.may))
        unseen = frozenset() if actor.purpose else self.purposeful
        return Rights(
            frozenset().union(*(role.may for role in held)),
            frozenset[Special]().union(*(role.sees for role in held)) - unseen,
            Scope(None if Area() in areas else areas),
            actor.sources if any(role.feeds for role in held) else frozenset(),
        )


@lru_cache(maxsize=8)
def roles(own: Path | None = None) -> Roles:
    """Return the roles in force; raise SetupError for a document that cannot be read, or that its schema refuses."""
    document = read_document(own or OURS, _SCHEMA, "roles", "CIM_ROLES_FILE")
    by_name = {name: _role(name, stated) for name, stated in document["roles"].items()}
    return Roles(by_name, frozenset(map(Special, document.get("purpose", ()))))


def _role(name: str, stated: Mapping[str, Any]) -> Role:
    return Role(
        name,
        stated["title"],
        frozenset(stated["may"]),
        frozenset(map(Special, stated.get("sees", ()))),
        frozenset(stated.get("within", ())),
        stated.get("feeds", False),
    )
