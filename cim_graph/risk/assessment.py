"""What an assessment is: score, class, the factors and rules behind it, and what travelled to the party."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from cim_graph.access.rights import Special
from cim_graph.kernel.ids import Kind, id_of

if TYPE_CHECKING:
    from cim_graph.risk.versions import Version


@dataclass(frozen=True, slots=True)
class Result:
    """What one factor or rule gave; `sees` is what of special category it gives away.

    What could not be worked out has no value and no points, and its evidence says why.
    """

    code: str
    title: str
    value: Any
    points: float
    evidence: str
    sees: frozenset[Special] = frozenset()


class Contribution(NamedTuple):
    """What reached the party from one origin, and the way there: the origin first. A base has millions of them."""

    origin: str
    strength: float
    points: float
    parties: tuple[str, ...]
    relationships: tuple[str, ...]
    kinds: tuple[str, ...]
    sees: frozenset[Special] = frozenset()


@dataclass(frozen=True, slots=True)
class Override:
    """A class that somebody set by hand, through a day."""

    word: str
    reason: str
    by: str
    until: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """An assessment of a party by a version of a scheme at a moment; `word` is the class, by hand where overridden."""

    party: str
    version: "Version"
    at: str
    score: float
    word: str
    factors: Sequence[Result]
    propagated: Sequence[Contribution]
    override: Override | None = None
    own: float = 0.0
    """How strong the risk is that travels from the party itself."""
    own_sees: frozenset[Special] = frozenset()
    """What it gives away that its own risk travels."""
    arrived: int = 0
    """How many origins reached it, where not all of them are among `propagated`."""
    named: str | None = None
    """The id of one that is kept."""
    review_on: str | None = None
    """The day on which the next review of one that is kept is due."""

    @property
    def gives_away(self) -> frozenset[Special]:
        """What of special category any part of it gives away."""
        parts = (*(one.sees for one in self.factors), *(one.sees for one in self.propagated))
        return self.own_sees.union(*parts)

    @property
    def id(self) -> str:
        """An id of the party, the scheme and the moment."""
        return self.named or id_of(Kind.RISK_ASSESSMENT, self.party, self.version.id, self.at)
