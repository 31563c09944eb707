"""What ownership answers, in party and relationship ids; shares are percent."""

from dataclasses import dataclass
from typing import Final

FAMILY: Final = "FAMILY_"
"""How codes of warnings begin that tell of family life."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A route by which a regime counts somebody: its code, a sentence, and the article of the law."""

    code: str
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Warned:
    """Something about the data that whoever reads the answer has to know. `parties`: whom it is about."""

    code: str
    text: str
    parties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chain:
    """A way from an owner (first) to what is held (last); `share` is what it carries. `loop`: it closes a circle."""

    parties: tuple[str, ...]
    relationships: tuple[str, ...]
    share: float | None
    loop: bool = False


@dataclass(frozen=True, slots=True)
class Chains:
    """Chains from an owner to a party, largest first. `more`: others carry less, or were not reached."""

    chains: tuple[Chain, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class Owner:
    """A beneficial owner of a subject, and why."""

    party: str
    ownership: float
    ownership_min: float
    ownership_max: float
    voting: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Ownership:
    """The beneficial owners of one subject under one regime."""

    subject: str
    regime: str
    owners: tuple[Owner, ...]
    fallback: tuple[str, ...]
    unknown_share: float
    warnings: tuple[Warned, ...]


@dataclass(frozen=True, slots=True)
class Holding:
    """What one party ultimately holds in another: integrated shares of capital and votes."""

    party: str
    ownership: float
    voting: float


@dataclass(frozen=True, slots=True)
class Control:
    """Somebody who controls a subject: by which means, through whom, and with what percent of the votes."""

    party: str
    means: tuple[str, ...]
    through: tuple[str, ...]
    voting: float
