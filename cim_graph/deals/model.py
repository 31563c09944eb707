"""What is asked about a deal, what is known of it, and what is answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from cim_graph.kernel.ids import name_digest

if TYPE_CHECKING:
    from cim_graph.kernel.vocabulary import GroupKind


class DealOutcome(StrEnum):
    """What a reason, and a deal, comes to, from the mildest on."""

    ALLOW = "ALLOW"
    REVIEW = "REVIEW"
    BLOCK = "BLOCK"


_GRAVITY = {outcome: place for place, outcome in enumerate(DealOutcome)}


def gravest(outcomes: Sequence[DealOutcome]) -> DealOutcome:
    """Return the gravest of outcomes; ALLOW where there is none."""
    return max(outcomes, key=_GRAVITY.__getitem__, default=DealOutcome.ALLOW)


@dataclass(frozen=True, slots=True)
class Deal:
    """A deal that is thought of: with whom, of which product, for how much more than is owed today."""

    parties: tuple[str, ...]
    product: str
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A way from whom a reason is about to the party of the deal: its parties in order, and its relationships."""

    parties: tuple[str, ...]
    relationships: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a deal is allowed, looked at or blocked; `parties` are those that it is about.

    `about` is what it is about beside them: a class, a flag, an entry of a list. `suspects`: it tells of suspicion, so
    neither the trail nor an event names it.
    """

    code: str
    text: str
    outcome: DealOutcome
    parties: tuple[str, ...] = ()
    paths: tuple[Passage, ...] = ()
    suspects: bool = False
    about: str = ""

    @property
    def key(self) -> str:
        """What tells it from other reasons: its code and what it is about, as a digest, which names nothing."""
        return name_digest(self.code, self.about, *sorted(self.parties))


@dataclass(frozen=True, slots=True)
class Decision:
    """What a deal comes to, the gravest reason first; `spoken`: the same without what tells of suspicion."""

    outcome: DealOutcome
    reasons: tuple[Reason, ...]
    spoken: "Decision | None" = None

    @property
    def needing(self) -> frozenset[str]:
        """The keys of the reasons that need a look."""
        return frozenset(one.key for one in self.reasons if one.outcome is DealOutcome.REVIEW)


@dataclass(frozen=True, slots=True)
class Involved:
    """Somebody whose standing counts: a party of the deal, or who owns or controls one, and by which way."""

    party: str
    role: str
    path: Passage | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the registry says of a party.

    `identifiers` are scheme and last day (nothing where none is stated); `hits` are list, entry and probability of
    what may be a hit and waits for a word; `confirmed` are list and entry of hits that a steward confirmed; `review`
    is the day on which its risk is to be looked at anew.
    """

    kind: str
    status: str = ""
    flags: tuple[str, ...] = ()
    identifiers: tuple[tuple[str, str | None], ...] = ()
    hits: tuple[tuple[str, str, float], ...] = ()
    confirmed: tuple[tuple[str, str], ...] = ()
    review: str | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """A source says that a party is dead, or `dissolved`, since a day, a month or a year.

    `problem` says why that cannot be read.
    """

    party: str
    dissolved: bool
    source: str
    day: str
    problem: str | None = None

    def over(self, day: str) -> bool:
        """Whether it has come to that by a day."""
        return self.problem is None and self.day <= day[: len(self.day)]


@dataclass(frozen=True, slots=True)
class Classed:
    """The class of risk of a party, by which version of a scheme, with what score, and what carried risk to it."""

    word: str
    scheme: str
    score: float
    paths: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """Parties of a deal that stand for one risk: what all of them owe, without the deal; a party alone is one, too."""

    kind: "GroupKind"
    core: str
    members: tuple[str, ...]
    owed: Decimal
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """What limits are weighed by: `more` is the deal's amount in the currency of the capital, where a rate is known."""

    currency: str
    capital: Decimal | None
    more: Decimal | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """An alert that is not closed."""

    id: str
    party: str
    kind: str
    severity: int
    text: str
    suspects: bool


@dataclass(frozen=True, slots=True)
class Allowed:
    """A deal that somebody allowed although it needed a look: through a day, for the reasons of these keys."""

    id: str
    by: str
    until: str
    covers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a deal, as of a day."""

    day: str
    involved: Sequence[Involved]
    standings: Mapping[str, Standing]
    classes: Mapping[str, Classed] = field(default_factory=dict)
    circles: Sequence[Circle] = ()
    money: Money = field(default_factory=lambda: Money("AZN", None, None))
    alarms: Sequence[Alarm] = ()
    endings: Sequence[Ending] = ()
    unknown: Mapping[str, float] = field(default_factory=dict)
    """Percent of the capital of parties of the deal that leads to no known holder."""
    cut: Sequence[str] = ()
    """Parties of the deal around which not all could be looked at."""
    allowed: Sequence[Allowed] = ()
