"""What is answered about groups, in party and relationship ids; money is decimal, in the reporting currency."""

from dataclasses import dataclass
from decimal import Decimal

from cim_graph.kernel.ids import Kind, same_name
from cim_graph.kernel.vocabulary import GroupKind
from cim_graph.ownership.model.answer import Warned

NOUGHT = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody belongs to a group, or would but for an exception: a code, a sentence, what shows it."""

    code: str
    text: str
    relationships: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """A party in a group, what it owes, and why it belongs there."""

    party: str
    exposure: Decimal
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group that a lender treats as one risk; `core` is the party that names it.

    `exposure` leaves out members that are exempt from limits. `share` is its percent of the capital, nothing where no
    capital is known. Members are in the order of their ids.
    """

    id: str
    kind: GroupKind
    core: str
    members: tuple[Member, ...]
    exposure: Decimal
    currency: str
    share: Decimal | None
    large: bool
    breached: bool
    exceptions: tuple[Reason, ...] = ()
    warnings: tuple[Warned, ...] = ()


def group_id(kind: GroupKind, core: str) -> str:
    """Return the id of the group of a kind that a party is the core of: it stays while the core does."""
    return same_name(core, Kind[kind.value])


def core_of(id_: str, kind: Kind) -> tuple[GroupKind, str]:
    """Return which kind of group an id names, and its core."""
    return GroupKind(kind.name), same_name(id_, Kind.PARTY)
