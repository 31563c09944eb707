"""What a caller may do, which parties it may see, and what of them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from cim_graph.kernel.errors import ForbiddenError
from cim_graph.kernel.vocabulary import RESTRICTED

EVERYTHING: Final = "*"
SEES_RESTRICTED: Final = "restricted"
"""The permission to see parties whose data is kept for the law alone."""
_KEPT: Final = 4096


class Special(StrEnum):
    """What is of special category: it is masked for whoever may not see it.

    Family life, nationality and political exposure after Regulation (EU) 2016/679, Articles 9 and 10, and Directive
    (EU) 2015/849, Article 41; suspicion after its Article 39 (no tipping off); documents are numbers of passports,
    identity cards and driving licences.
    """

    FAMILY = "family"
    NATIONALITY = "nationality"
    PEP = "pep"
    SUSPICION = "suspicion"
    DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True)
class Area:
    """Parties of these branches and segments; nothing stands for all of them.

    A party that belongs to no branch, or to no segment, lies in every one: registers and lists know neither.
    `restricted`: also those whose data is kept for the law alone, whose segment nobody is told.
    """

    branches: frozenset[str] | None = None
    segments: frozenset[str] | None = None
    restricted: bool = True

    def holds(self, branch: str | None, segment: str | None) -> bool:
        """Whether a party of this branch and segment lies in it."""
        in_branch = self.branches is None or branch is None or branch in self.branches
        if segment == RESTRICTED:
            return in_branch and self.restricted
        return in_branch and (self.segments is None or segment is None or segment in self.segments)

    def parameters(self) -> dict[str, Any]:
        """Return what statements are asked."""
        return {
            "branches": None if self.branches is None else sorted(self.branches),
            "segments": None if self.segments is None else sorted(self.segments),
            "restricted": self.restricted,
        }


Areas = list[dict[str, Any]] | None
"""What statements are asked: a party has to lie in one of these, if there are any."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The parties that a caller may see: those of any of these areas; nothing stands for every party."""

    areas: tuple[Area, ...] | None = None
    _known: dict[tuple[str | None, str | None], bool] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Branches and segments that were looked at, which are few: each end of a relationship asks."""

    @property
    def whole(self) -> bool:
        """Whether every party is open to the caller."""
        return self.areas is None

    def opens(self, branch: str | None, segment: str | None) -> bool:
        """Whether a party of this branch and segment is open to the caller."""
        if self.areas is None:
            return True
        found = self._known.get((branch, segment))
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[branch, segment] = any(area.holds(branch, segment) for area in self.areas)
        return found

    def parameters(self) -> Areas:
        """Return what statements are asked."""
        return None if self.areas is None else [area.parameters() for area in self.areas]


@dataclass(frozen=True, slots=True)
class Rights:
    """What one caller may do and see; `feeds`: the sources whose records it may hand over."""

    may: frozenset[str]
    sees: frozenset[Special]
    scope: Scope
    feeds: frozenset[str] = frozenset()

    def can(self, action: str) -> bool:
        """Whether the caller may do what a permission names: `read`, a command, or `see.documents`."""
        if action.startswith("see."):
            return action.removeprefix("see.") in self.sees
        return EVERYTHING in self.may or action in self.may

    def need(self, action: str) -> None:
        """Raise ForbiddenError where the caller may not do it."""
        if not self.can(action):
            raise ForbiddenError(f"you may not {action}; ask for a role that holds this permission")

    def may_feed(self, source: str) -> bool:
        """Whether the caller may hand over records of a source."""
        return EVERYTHING in self.feeds or source in self.feeds

    @property
    def whole(self) -> bool:
        """Whether everything of every party is open to the caller."""
        return self.scope.whole and len(self.sees) == len(Special)


ALL: Final = Rights(frozenset({EVERYTHING}), frozenset(Special), Scope(), frozenset({EVERYTHING}))
"""Of whoever works on the machine itself."""
