"""Natures of control of the register of persons with significant control, as relationships.

The words are those of Companies House (its `psc_descriptions`), the bands those of Schedule 1A to the Companies Act
2006 and of the regulations on how much is stated (SI 2016/339): "more than 25% but not more than 50%", "more than 50%
but less than 75%", "75% or more". The register of overseas entities (Economic Crime Act 2022) states "more than 25%".

- Shares and votes of one capacity are one `OWNS`, as in the BODS reader: `minShare` and `maxShare` are the band of the
  capital, `exclusive` the ends that do not belong to it. `voting` knows no band: it is the lower bound, and is left out
  where the two bands are equal. Votes alone are an `OWNS` with `voting` and no share.
- A partnership has no shares: the right to its surplus assets is its capital (paragraph 2 of Schedule 1 to SI 2009/1804
  as amended), so it is an `OWNS` with `shareClass` `surplus-assets`.
- The right to appoint and remove a majority of directors, members or managers is `CONTROLS` with `means` `board`,
  significant influence or control `CONTROLS` with `means` `influence`.
- Who holds as a trustee, as a member of a firm or as a nominee holds, with that as `role` (`trustee`, `firm-member`,
  `nominee`). Who controls the trust or firm that holds has no shares: `CONTROLS` with `means` `control-over-trust` or
  `control-over-firm`; the right that is held is under `attributes.naturesOfControl`.
- A nature that is none of these is `RELATED_TO` with its own words as `role`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from cim_graph.kernel.vocabulary import RelationshipKind
from cim_loaders.given import given

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Band:
    """A band of percent; `exclusive` says which ends do not belong to it."""

    low: str
    high: str
    exclusive: str | None

    def share(self) -> Record:
        """Return the band as the record format states it."""
        return given(minShare=self.low, maxShare=self.high, exclusive=self.exclusive)


BANDS = {
    "25-to-50-percent": Band("25", "50", "min"),
    "50-to-75-percent": Band("50", "75", "both"),
    "75-to-100-percent": Band("75", "100", None),
    "more-than-25-percent": Band("25", "100", "min"),
}
ROLES = {"trust": "trustee", "firm": "firm-member"}
_CAPITAL, _VOTES, _SURPLUS = "ownership-of-shares", "voting-rights", "right-to-share-surplus-assets"
_RIGHTS = (_CAPITAL, _VOTES, _SURPLUS, f"part-{_SURPLUS}")
_BOARD = re.compile(r"right-to-appoint-and-remove-(?:directors|members|persons?)")
_INFLUENCE = "significant-influence-or-control"
_NATURE = re.compile(
    rf"(?P<right>{'|'.join(_RIGHTS)}|{_BOARD.pattern}|{_INFLUENCE})"
    rf"(?:-(?P<band>{'|'.join(BANDS)}))?"
    r"(?:-as-(?P<capacity>(?:control-over-)?(?:trust|firm)|nominee(?:-another-(?:person|entity))?))?"
    r"(?:-(?:limited-liability-partnership|registered-overseas-entity))?"
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A relationship as far as natures of control make it; `slug` tells it from the others of the same person."""

    slug: str
    said: Record
    natures: tuple[str, ...]


@dataclass(slots=True)
class _Holding:
    """What one has of a company in one capacity."""

    capital: Band | None = None
    votes: Band | None = None
    is_surplus: bool = False
    natures: list[str] = field(default_factory=list)

    def said(self, role: str | None) -> Record:
        """Return it as an `OWNS`."""
        voting = self.votes.low if self.votes and self.votes != self.capital else None
        return given(
            kind=RelationshipKind.OWNS.value,
            role=role,
            voting=voting,
            shareClass="surplus-assets" if self.is_surplus else None,
            **(self.capital.share() if self.capital else {}),
        )


def facts(natures: Iterable[str]) -> Iterator[Fact]:
    """Yield the relationships that natures of control are, holdings first; each nature is in one of them."""
    holdings: dict[str, _Holding] = {}
    others: list[Fact] = []
    for nature in dict.fromkeys(natures):
        match = _NATURE.fullmatch(nature)
        right, capacity = (match["right"], match["capacity"] or "") if match else ("", "")
        band = BANDS.get(match["band"] or "") if match else None
        if right in _RIGHTS and band and not capacity.startswith("control-over-"):
            _take(holdings.setdefault(capacity, _Holding()), right, band, nature)
        else:
            others.append(_other(nature, right, capacity))
    for capacity, holding in holdings.items():
        slug = "ownership" + (f"-as-{capacity}" if capacity else "")
        role = ROLES.get(capacity, "nominee" if capacity else None)
        yield Fact(slug, holding.said(role), tuple(holding.natures))
    yield from others


def _take(holding: _Holding, right: str, band: Band, nature: str) -> None:
    holding.natures.append(nature)
    if right == _VOTES:
        holding.votes = _wider(holding.votes, band)
    else:
        holding.capital = _wider(holding.capital, band)
        holding.is_surplus = right != _CAPITAL


def _wider(known: Band | None, band: Band) -> Band:
    """Of two bands that are stated of one right the lower one is certain."""
    return band if known is None or int(band.low) < int(known.low) else known


def _other(nature: str, right: str, capacity: str) -> Fact:
    if capacity.startswith("control-over-"):
        said = {"kind": RelationshipKind.CONTROLS.value, "means": capacity}
    elif right == _INFLUENCE or _BOARD.fullmatch(right):
        means = "influence" if right == _INFLUENCE else "board"
        role = ROLES.get(capacity, "nominee" if capacity else None)
        said = given(kind=RelationshipKind.CONTROLS.value, means=means, role=role)
    else:
        said = {"kind": RelationshipKind.RELATED_TO.value, "role": nature}
    return Fact(nature, said, (nature,))
