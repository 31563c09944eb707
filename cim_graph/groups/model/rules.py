"""The rules of groups as data: what connects, which limits hold. `groups/rules/*.yaml` are read into these."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from cim_graph.kernel.vocabulary import GroupKind, PartyKind


@dataclass(frozen=True, slots=True)
class Threshold:
    """A percentage to reach (`inclusive`) or to exceed."""

    percent: Decimal
    inclusive: bool
    source: str

    def passed(self, percent: Decimal | Fraction) -> bool:
        """Whether a percentage passes, compared exactly."""
        given, bar = Fraction(percent), Fraction(self.percent)
        return given >= bar if self.inclusive else given > bar


class How(StrEnum):
    """In which way a relationship connects.

    CONTROL: whoever controls, with all it controls. MUTUAL: each end joins the group of the other. DEPENDENCY: the one
    it comes from joins the group of the one it goes to, when enough depends. LIABILITY: the same for one who is liable
    for the debts of the other, when that is material. HOME: persons who live at one address.
    """

    CONTROL = "control"
    MUTUAL = "mutual"
    DEPENDENCY = "dependency"
    LIABILITY = "liability"
    HOME = "home"


@dataclass(frozen=True, slots=True)
class LinkRule:
    """One way in which parties are connected.

    `text` says what a member is to the group, `head` what others (`{number}`) are to the one that starts the group.
    `words`: the means or roles it is about, nothing for all; `but`: those it leaves out. `unless`: flags of the party
    depended on that keep the link from counting. `most`: how many may share an address for it to be a home.
    """

    how: How
    code: str
    text: str
    head: str
    source: str
    relationship: str | None = None
    words: frozenset[str] | None = None
    but: frozenset[str] = frozenset()
    threshold: Threshold | None = None
    unless: frozenset[str] = frozenset()
    most: int = 0

    def concerns(self, word: str) -> bool:
        """Whether it is about relationships with these means or this role."""
        return word not in self.but and (self.words is None or word in self.words)


@dataclass(frozen=True, slots=True)
class Relatives:
    """Which relatives count, by the role of FAMILY_OF; nothing for all."""

    roles: frozenset[str] | None
    source: str


@dataclass(frozen=True, slots=True)
class Insiders:
    """Whom the institution counts as its own related parties, and how much it may lend to them.

    `participation`: the least part, direct or multiplied along chains, that makes an owner or a holding count.
    """

    flag: str
    participation: Threshold
    managers: frozenset[str]
    managers_source: str
    relatives: Relatives
    limits: Mapping[PartyKind, Threshold]
    together: Threshold


@dataclass(frozen=True, slots=True)
class Rules:
    """How the groups of one kind are made.

    `exposed`: at how many members there has to be exposure. `concert`: the part of the votes that members hold together
    and none alone, which somebody has to look at.
    """

    id: str
    version: int
    title: str
    kind: GroupKind
    confirmed: bool
    exposed: int
    links: tuple[LinkRule, ...]
    concert: Threshold | None = None
    insiders: Insiders | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a lender may lend to one risk, percent of its capital. `total`: all that is large, times the capital."""

    id: str
    version: int
    title: str
    confirmed: bool
    large: Threshold
    breach: Threshold
    total: Decimal | None
    total_source: str | None
