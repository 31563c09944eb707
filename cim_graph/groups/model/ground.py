"""What groups are computed from, in columns: what lies around one party, or the whole base.

Parties are numbered by their place in `structure.parties.ids`, which are in order, so that a number says which of two
ids comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cim_graph.ownership.model.structure import Numbers, Percents, Structure


@dataclass(frozen=True, slots=True)
class Links:
    """Relationships that may connect, as stated: a kind, its ends, and what the rules ask of them.

    `word` is the `means` (DEPENDS_ON, GUARANTEES) or the `role` (the others), empty where none is stated.
    `share` is percent as decimal text. `excepted`: rebutted, and the exception lasts on the day asked about.
    """

    relationships: Sequence[str]
    kind: Sequence[str]
    source: Numbers
    target: Numbers
    word: Sequence[str]
    share: Sequence[str | None]
    material: Sequence[bool]
    replaceable: Sequence[bool]
    excepted: Sequence[bool]

    def __len__(self) -> int:
        return len(self.relationships)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Who controls whom: the least fixpoint, with the percent of votes cast together; transitive."""

    controller: Numbers
    controlled: Numbers
    votes: Percents

    def __len__(self) -> int:
        return len(self.controller)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided by hand: that a party belongs to the group of another, or does not."""

    id: str
    party: int
    anchor: int
    included: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Homes:
    """Persons and the addresses that few share; an address is a number of its own."""

    party: Numbers
    address: Numbers


@dataclass(frozen=True, slots=True)
class Ground:
    """All that the groups of one kind are computed from.

    `links` are those that ownership does not weigh. `excepted` are the holdings and ties of the structure that are
    rebutted on the day asked about. `cut`: more lies around than was read.
    """

    structure: Structure
    links: Links
    excepted: frozenset[str]
    decisions: Sequence[Decision]
    homes: Homes
    cut: bool = False
