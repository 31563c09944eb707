"""What ownership is computed from, in columns: one subject with all that lies above it, or the whole base.

Parties are numbered by their place in `Parties.ids`; every other column names them by that number. Shares are percent
as floats made from decimal text, so `Fraction(repr(share))` gives the stated decimal back (it has at most 15 digits)
wherever a threshold has to be compared exactly. NaN stands for what no source gives.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int32]
Percents = NDArray[np.float64]
Marks = NDArray[np.bool_]

NOBODY = -1
BESIDE = 1e-12
"""Percent between an end of a band that does not belong to it and what is told here: less than any answer shows."""


@dataclass(frozen=True)
class Parties:
    """The parties: id, `PartyKind` as text, flags (`government`, `listed`…), jurisdiction (alpha-2 or nothing)."""

    ids: Sequence[str]
    kinds: Sequence[str]
    flags: Sequence[Sequence[str]]
    jurisdictions: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def persons(self) -> Marks:
        """Which parties are natural persons."""
        return np.array([kind == "PERSON" for kind in self.kinds], dtype=bool)


@dataclass(frozen=True, slots=True)
class Holdings:
    """Stakes as stated, one for each `OWNS` relationship: `holder` holds a share of `held`.

    `nominee` is the party in whose name the stake stands, `holder` the one on whose behalf it is held; without a
    nominee it is NOBODY. `least` and `most` bound the capital share where a source gives a band; they equal `share`
    where it gives a number; an end that does not belong to the band is BESIDE its bound. `votes` defaults to the share
    as the record format says. `suspended`: may not be voted. `since` and `until` are the first day of each stake and
    the first day after it (ISO 8601), where whoever reads gives them, else empty: stakes that are read as of one day
    are valid together anyway.
    """

    relationships: Sequence[str]
    holder: Numbers
    held: Numbers
    nominee: Numbers
    share: Percents
    least: Percents
    most: Percents
    votes: Percents
    suspended: Marks
    since: Sequence[str | None] = ()
    until: Sequence[str | None] = ()

    def __len__(self) -> int:
        return len(self.relationships)


@dataclass(frozen=True, slots=True)
class Ties:
    """Every other relationship that ownership looks at, as stated.

    `kind` is a `RelationshipKind` as text: CONTROLS, MANAGES, SETTLOR_OF, TRUSTEE_OF, PROTECTOR_OF, BENEFICIARY_OF,
    FAMILY_OF, ACTS_FOR, RELATED_TO. `word` is its `means` (CONTROLS) or `role` (the others), empty where none is
    stated; `about` is the party that it is about (RELATED_TO with the role `acting-in-concert`), else NOBODY.
    """

    relationships: Sequence[str]
    kind: Sequence[str]
    source: Numbers
    target: Numbers
    word: Sequence[str]
    about: Numbers

    def __len__(self) -> int:
        return len(self.relationships)


@dataclass(frozen=True, slots=True)
class Structure:
    """All that ownership is computed from. `cut`: more lies above than was read, so shares may be missing."""

    parties: Parties
    holdings: Holdings
    ties: Ties
    cut: bool = False
