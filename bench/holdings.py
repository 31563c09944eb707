"""Made-up holdings as arrays: scale-free, with cross-holdings and circles; same seed, same arrays."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cim_graph.ownership.model.structure import NOBODY, Holdings, Parties, Structure, Ties

BY_COMPANIES = 0.4
CROSSED = 0.005
CIRCLES = 0.002
ROUND = 0.5
DIFFERENT_VOTES = 0.05


@dataclass(frozen=True, slots=True)
class Size:
    """How many companies, and how many holdings they have on average."""

    companies: int
    holders: float = 2.5

    @property
    def holdings(self) -> int:
        """Return the number of holdings."""
        return int(self.companies * self.holders)


def structure(size: Size, seed: int = 1) -> Structure:
    """Return companies, numbered first, and persons, with the stakes in all companies.

    A holder that is a company is an older one, drawn by what it already holds (preferential attachment); besides,
    one in 200 companies and its first holder hold each other, and one in 500 is held by a younger one at random, which
    closes longer circles. The shares of a company add up to 100 percent; half of them are round.
    """
    dice = np.random.default_rng(seed)
    held = np.sort(
        np.concatenate((np.arange(size.companies), dice.integers(0, size.companies, size.holdings - size.companies)))
    )
    holder = _holders(dice, held, size)
    holder, held = _circles(dice, holder, held, size)
    share = _shares(dice, held, size)
    votes = np.where(dice.random(len(held)) < DIFFERENT_VOTES, np.round(share * dice.random(len(held)), 2), share)
    people = int(holder.max()) + 1 - size.companies
    return _structure(holder, held, share, votes, (size.companies, max(people, 0)))


def _holders(dice: np.random.Generator, held: NDArray[np.int64], size: Size) -> NDArray[np.int64]:
    """Draw a holder for each stake: a person, or an older company by preferential attachment."""
    count = len(held)
    by_company = (dice.random(count) < BY_COMPANIES) & (held > 0)
    people = size.companies + (dice.random(count) ** 2 * size.companies).astype(np.int64)
    earlier = (dice.random(count) * np.arange(count)).astype(np.int64)
    uniform = (dice.random(count) * np.maximum(held, 1)).astype(np.int64)
    drawn = np.where(dice.random(count) < 0.5, uniform, -1)
    holder = np.where(by_company, drawn, people)
    for _ in range(60):
        copying = holder == -1
        if not copying.any():
            break
        copied = holder[earlier[copying]]
        copied = np.where(copied >= size.companies, held[earlier[copying]], copied)
        holder[copying] = np.where(copied < held[copying], copied, uniform[copying])
    return np.where(holder == -1, uniform, holder)


def _circles(
    dice: np.random.Generator, holder: NDArray[np.int64], held: NDArray[np.int64], size: Size
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    firms = np.flatnonzero(holder < size.companies)
    crossed = firms[dice.random(len(firms)) < CROSSED]
    circled = dice.integers(0, size.companies, int(size.companies * CIRCLES))
    younger = np.minimum(circled + dice.integers(1, 1000, len(circled)), size.companies - 1)
    holder = np.concatenate((holder, held[crossed], younger))
    held = np.concatenate((held, holder[crossed], circled))
    order = np.argsort(held, kind="stable")
    return holder[order], held[order]


def _shares(dice: np.random.Generator, held: NDArray[np.int64], size: Size) -> NDArray[np.float64]:
    weight = dice.exponential(size=len(held)) + 0.02
    percent = 100 * weight / np.bincount(held, weight, size.companies)[held]
    whole_five = np.round(percent / 5) * 5
    rounded = (dice.random(size.companies) < ROUND)[held]
    return np.where(rounded, whole_five, np.round(percent, 2))


def _structure(
    holder: NDArray[np.int64],
    held: NDArray[np.int64],
    share: NDArray[np.float64],
    votes: NDArray[np.float64],
    counts: tuple[int, int],
) -> Structure:
    companies, people = counts
    names = [str(number) for number in range(companies + people)]
    kinds = ["ORGANIZATION"] * companies + ["PERSON"] * people
    parties = Parties(names, kinds, [()] * len(names), [None] * len(names))
    none = np.empty(0, np.int32)
    holdings = Holdings(
        range(len(held)),  # type: ignore[arg-type]
        holder.astype(np.int32),
        held.astype(np.int32),
        np.full(len(held), NOBODY, np.int32),
        share,
        share,
        share,
        votes,
        np.zeros(len(held), bool),
    )
    return Structure(parties, holdings, Ties([], [], none, none, [], none))
