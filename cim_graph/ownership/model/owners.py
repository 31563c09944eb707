"""Questions about one party: who owns it, what it owns, who controls it, by which chains."""

from cim_graph.ownership.model.answer import Chains, Control, Holding, Ownership
from cim_graph.ownership.model.regime import Regime
from cim_graph.ownership.model.structure import Structure


def beneficial_owners(structure: Structure, subject: int, regime: Regime, threshold: float | None = None) -> Ownership:
    """Return who owns or controls a party in the end under a regime, with reasons and warnings.

    `structure` is the upstream closure of the subject or more; `threshold`, in percent, stands in for the regime's.
    """
    raise NotImplementedError


def owners(structure: Structure, subject: int) -> list[Holding]:
    """Return everybody above a party, natural or legal, with integrated shares; largest first."""
    raise NotImplementedError


def holdings(structure: Structure, holder: int) -> list[Holding]:
    """Return everything below a party with the integrated shares it holds; largest first.

    `structure` has to hold all that lies below the holder, and the holders of whatever lies in loops there.
    """
    raise NotImplementedError


def controllers(structure: Structure, subject: int) -> list[Control]:
    """Return everybody who controls a party, alone or with what it controls; most votes first."""
    raise NotImplementedError


def chains(structure: Structure, subject: int, owner: int, first: int = 10) -> Chains:
    """Return the `first` chains from an owner to a party that carry most, largest first; a loop is one marked chain.

    The work is bounded on any graph, also where there are more chains than could ever be listed; `more` says so. A chain
    that carries no share (a `CONTROLS` fact on the way) has none; a role in a trust carries all that the trust holds.
    """
    raise NotImplementedError
